#include "core/export/feed_sight.hpp"

#include <algorithm>

namespace moisson {

bool FeedSight::shows_one_of(const std::set<std::string>& feeds) const {
    return std::any_of(feeds.begin(), feeds.end(), [&](const std::string& feed) { return shows(feed); });
}

std::string FeedSight::name() const {
    std::string name = others_ ? "all but" : "only";
    for (const std::string& feed : named_) name += " " + feed;
    return name;
}

} // namespace moisson
