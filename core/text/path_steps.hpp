// Paths of feed files: "a/b/0/c", "/a/*/b".
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Steps of a path, with ~1 = "/" and ~0 = "~" resolved. A leading "/" is optional; "" has no step.
std::vector<std::string> split_path(std::string_view path);

/// JSON:API, with [source] included: behind the name of a relation, the objects that it leads to.
inline constexpr std::string_view related_step = "included";

} // namespace moisson
