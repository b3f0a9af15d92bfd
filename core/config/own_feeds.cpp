#include "core/config/own_feeds.hpp"

#include "core/text/utf8.hpp"

#include <algorithm>
#include <fstream>

namespace moisson {
namespace {

/// `enabled = false` stands before the first table, or it is another key.
bool is_disabled(const std::filesystem::path& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const std::string_view text = trim(line);
        if (text.starts_with('[')) return false;
        if (!text.starts_with("enabled")) continue;
        const std::size_t equals = text.find('=');
        return equals != text.npos && trim(text.substr(equals + 1)).starts_with("false");
    }
    return false;
}

} // namespace

std::vector<std::string> other_feed_ids(const std::filesystem::path& feed_file) {
    std::vector<std::string> ids;
    std::error_code problem;
    const auto directory = feed_file.has_parent_path() ? feed_file.parent_path() : ".";
    for (auto at = std::filesystem::directory_iterator(directory, problem);
         !problem && at != std::filesystem::directory_iterator(); at.increment(problem)) {
        const auto& file = at->path();
        if (file.extension() == ".toml" && file.stem() != feed_file.stem() && !is_disabled(file))
            ids.push_back(file.stem().string());
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace moisson
