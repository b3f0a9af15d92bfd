#include "daemon/api/api_data.hpp"

#include <algorithm>

namespace moisson::api {

ApiData::ApiData(ApiSettings settings, std::vector<FeedPtr> feeds)
    : settings_(std::move(settings)), reader_(StoreReader::open(settings_.store, settings_.schema)),
      pages_(PagedReader::open(settings_.store, settings_.schema)), feeds_(std::move(feeds)) {}

void ApiData::use(std::vector<FeedPtr> feeds) {
    feeds_ = std::move(feeds);
    views_.clear();
}

PublishedView& ApiData::view(std::uint16_t kind) {
    const std::int64_t revision = reader_->revision();
    if (revision != views_revision_) views_.clear();
    views_revision_ = revision;
    const auto known = views_.find(kind);
    if (known != views_.end()) return known->second;
    return views_.emplace(kind, PublishedView(schema().kind(kind), feeds_, reader_->feeds())).first->second;
}

bool ApiData::ever_showed(const std::string& public_id) {
    return sight().shows_all() || sight().shows_one_of(pages().feeds_behind(public_id));
}

/// A file may be older than what the store says now: a hidden feed counts when it has records of the kind, or
/// its file maps them, or its file is not there to say so.
bool ApiData::shows_files(std::optional<std::uint16_t> kind) {
    if (sight().shows_all()) return true;
    std::set<std::string> judged;
    for (const FeedPtr& feed : feeds_) {
        judged.insert(feed->id);
        const auto maps = [&](const KindMapping& mapping) {
            return !kind || mapping.kind == schema().kind(*kind).name;
        };
        if (!sight().shows(feed->id) && std::any_of(feed->mappings.begin(), feed->mappings.end(), maps))
            return false;
    }
    for (const FeedState& state : reader().feeds()) {
        if (sight().shows(state.feed)) continue;
        const auto records = kind ? state.records.find(schema().kind(*kind).name) : state.records.begin();
        if (!judged.contains(state.feed) || (records != state.records.end() && records->second > 0))
            return false;
    }
    return true;
}

std::vector<FeedPtr> ApiData::shown_feeds() const {
    std::vector<FeedPtr> shown = feeds_;
    std::erase_if(shown, [&](const FeedPtr& feed) { return !sight().shows(feed->id); });
    return shown;
}

} // namespace moisson::api
