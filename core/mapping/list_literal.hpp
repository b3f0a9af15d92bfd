// Lists that programs write into one cell: ['a', "b"], ["a","b"], {a,b}.
#pragma once
#include <string_view>
#include <vector>

namespace moisson {

/// True for a text that begins and ends with [] or {} and is not a JSON object.
bool is_list_literal(std::string_view text);

/// The items, without quotes. Views into `text`: backslash escapes stay as they are.
std::vector<std::string_view> list_literal_items(std::string_view text);

} // namespace moisson
