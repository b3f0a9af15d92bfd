#pragma once
#include <string_view>

namespace moisson {

/// One of the given names that most people in France bear; folded, of three letters and more.
bool is_given_name(std::string_view folded);

} // namespace moisson
