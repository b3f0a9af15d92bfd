// Reads moisson.toml and feeds.d/*.toml against the one table of keys (core/config/keys.*).
#pragma once
#include "core/config/app.hpp"
#include "core/config/diagnostic.hpp"
#include "core/config/feed.hpp"
#include "core/model/schema.hpp"

#include <string_view>

namespace moisson {

struct LoadedFeed {
    std::filesystem::path file;
    std::string id;                      ///< also when the rest is wrong, if it could be read
    FeedPtr config;                      ///< null when there is an error
    std::vector<Diagnostic> diagnostics; ///< sorted by line
};

struct LoadedApp {
    AppConfig config;
    std::vector<Diagnostic> diagnostics;
    bool ok = false;
};

LoadedFeed load_feed(const std::filesystem::path& file, const Schema& schema);
LoadedFeed load_feed_text(std::string_view text, const std::filesystem::path& shown_as, const Schema& schema);

/// Every *.toml of the directory, sorted by name; two files with one id are both wrong.
std::vector<LoadedFeed> load_feeds(const std::filesystem::path& directory, const Schema& schema);

/// `explicitly_named`: a file that does not exist is then an error, else it means defaults.
LoadedApp load_app(const std::filesystem::path& file, bool explicitly_named);

} // namespace moisson
