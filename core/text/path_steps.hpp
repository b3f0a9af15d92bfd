// Paths of feed files: "a/b/0/c", "/a/*/b".
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Steps of a path, with ~1 = "/" and ~0 = "~" resolved. A leading "/" is optional; "" has no step.
std::vector<std::string> split_path(std::string_view path);

} // namespace moisson
