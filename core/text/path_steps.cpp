#include "core/text/path_steps.hpp"

#include <algorithm>

namespace moisson {
namespace {

std::string unescape_step(std::string_view step) {
    std::string result;
    for (std::size_t i = 0; i < step.size(); ++i) {
        const bool escape =
            step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
        result += !escape ? step[i] : step[++i] == '0' ? '~' : '/';
    }
    return result;
}

} // namespace

std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> steps;
    if (path.starts_with('/')) path.remove_prefix(1);
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        steps.push_back(unescape_step(path.substr(0, slash)));
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return steps;
}

} // namespace moisson
