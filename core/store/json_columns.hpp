// Columns that nobody queries by are JSON: counters, a guard, an error, a held run's context.
#pragma once
#include "core/model/run.hpp"
#include "core/model/schema.hpp"
#include "core/store/store.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace moisson::columns {

using Numbers = std::map<std::string, std::uint64_t>;
using FillRates = std::vector<std::vector<double>>; ///< [kind][field]

std::string from_counts(const RunCounts& counts);
RunCounts to_counts(std::string_view json);
std::string from_guard(const std::optional<GuardTrip>& guard); ///< "" when there is none
std::optional<GuardTrip> to_guard(std::string_view json);
std::string from_error(const std::optional<RunError>& error); ///< "" when there is none
std::optional<RunError> to_error(std::string_view json);
std::string from_texts(const std::vector<std::string>& texts);
std::vector<std::string> to_texts(std::string_view json);
std::string from_rules(const std::map<std::string, std::string>& rules);
std::map<std::string, std::string> to_rules(std::string_view json);
std::string from_numbers(const Numbers& numbers);
Numbers to_numbers(std::string_view json);
/// By name, so that they survive another order of kinds or fields.
std::string from_fill_rates(const Schema& schema, const FillRates& rates);
FillRates to_fill_rates(const Schema& schema, std::string_view json);
/// What a held run needs to be applied later: validators, warnings, issues, counters.
std::string from_context(const ApplyContext& context);
void to_context(std::string_view json, ApplyContext& context);

} // namespace moisson::columns
