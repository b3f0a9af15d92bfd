// Opening hours: the grammar of OpenStreetMap, and what producers write instead.
#pragma once
#include "core/mapping/forms.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

/// A value of the grammar stays as it is. Anything else is converted when the mapping asks for it, else
/// refused.
bool write_opening_hours(const FieldPlan& plan, std::string_view text, std::string& out,
                         FormContext& context);

/// Several texts of one column or path, as one JSON text that the conversion understands.
std::string hours_array(std::span<const std::string_view> texts);

/// Cells of columns per day ("Mo", "9h-12h") as one JSON text: {"Mo":["9h-12h","14h-17h"]}. "" when there is
/// none.
std::string hours_by_day(const std::vector<std::pair<std::string, std::string>>& cells);

} // namespace moisson
