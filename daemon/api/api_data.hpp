// What the public API answers from: the store's read-only connections and what may be published of it.
#pragma once
#include "core/config/app.hpp"
#include "core/export/published_view.hpp"
#include "core/store/paged_reader.hpp"

#include <map>
#include <memory>
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

private:
    ApiSettings settings_;
    std::unique_ptr<StoreReader> reader_;
    std::unique_ptr<PagedReader> pages_;
    std::vector<FeedPtr> feeds_;
    std::map<std::uint16_t, PublishedView> views_;
    std::int64_t views_revision_ = -1; ///< what was applied may have brought rules
};

} // namespace moisson::api
