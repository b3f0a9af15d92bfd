// A value of a mapped record: what one schema field holds.
#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace moisson {

using List = std::vector<std::string>;

/// Absent, text (also dates as ISO text and `json` fields as canonical JSON), integer, number, boolean, or a
/// list of texts.
using Value = std::variant<std::monostate, std::string, std::int64_t, double, bool, List>;

inline bool is_absent(const Value& value) { return std::holds_alternative<std::monostate>(value); }

} // namespace moisson
