#include "daemon/api/api_data.hpp"

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

} // namespace moisson::api
