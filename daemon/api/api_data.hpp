// What the public API answers from: the store's read-only connections and what may be published of it.
#pragma once
#include "core/config/app.hpp"
#include "core/export/feed_sight.hpp"
#include "core/export/published_view.hpp"
#include "core/store/paged_reader.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace moisson::api {

struct ApiSettings {
    std::filesystem::path store;
    std::shared_ptr<const Schema> schema;
    std::string url; ///< public address without the last '/', or empty: links are paths then
    TargetConfig
        target; ///< the directory target whose files are served; its path is empty when there is none
    std::string cursor_key; ///< see core/query/page_token.hpp
};

/// Thread: read, also construction and destruction. Throws StoreError.
class ApiData {
public:
    ApiData(ApiSettings settings, std::vector<FeedPtr> feeds);

    const ApiSettings& settings() const { return settings_; }
    const Schema& schema() const { return *settings_.schema; }
    StoreReader& reader() { return *reader_; }
    PagedReader& pages() { return *pages_; }
    const std::vector<FeedPtr>& feeds() const { return feeds_; }

    /// The feed files in force, after a reload.
    void use(std::vector<FeedPtr> feeds);
    /// What the public sees of a kind, by the rules of now.
    PublishedView& view(std::uint16_t kind);

    /// Who asks sees these feeds; said before each turn.
    void look_as(std::shared_ptr<const FeedSight> sight) { sight_ = std::move(sight); }
    const FeedSight& sight() const { return *sight_; }
    /// Whether who asks may know that there was something with this id.
    bool ever_showed(const std::string& public_id);
    /// Whether files of this kind (none: of any) may hold nothing that is hidden from who asks.
    bool shows_files(std::optional<std::uint16_t> kind);
    std::vector<FeedPtr> shown_feeds() const;

private:
    ApiSettings settings_;
    std::unique_ptr<StoreReader> reader_;
    std::unique_ptr<PagedReader> pages_;
    std::vector<FeedPtr> feeds_;
    std::shared_ptr<const FeedSight> sight_ = std::make_shared<const FeedSight>(FeedSight::only({}));
    std::map<std::uint16_t, PublishedView> views_;
    std::int64_t views_revision_ = -1; ///< what was applied may have brought rules
};

} // namespace moisson::api
