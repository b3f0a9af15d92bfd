#include "core/config/feed_reader.hpp"
#include "core/config/keys.hpp"
#include "core/config/load.hpp"
#include "core/config/read_section.hpp"
#include "core/config/text_file.hpp"
#include "core/portals/profile.hpp"
#include "core/portals/tables.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <stdexcept>

namespace moisson {
namespace {

/// [source] is read before the mappings, which must know whether they name columns or paths.
void read_source_type(FeedReader& reader) {
    const Member* type = reader.find({"source", "type"});
    if (!type || !type->value.is_text()) return;
    reader.feed.source.type = type->value.text;
    if (find_portal(type->value.text)) reader.feed.source.portal.type = type->value.text;
    if (find_table(type->value.text)) reader.feed.source.table.type = type->value.text;
}

bool read_special(FeedReader& reader, const Member& member) {
    if (member.key == "values")
        read_value_tables(reader, member);
    else if (member.key == "aliases")
        read_aliases(reader, member);
    else if (member.key == "filter")
        read_filter(reader, member);
    else if (member.key == "guards")
        read_guards(reader, member);
    else if (member.key == "tests")
        read_mapping_tests(reader, member);
    else if (const int kind = reader.schema.find(member.key); kind >= 0)
        read_kind(reader, member, reader.schema.kind(static_cast<std::size_t>(kind)));
    else
        return false;
    return true;
}

void read_feed(FeedReader& reader, const Node& root) {
    reader.root = &root;
    read_source_type(reader);
    std::vector<std::string_view> more = {"values", "tests"};
    for (const Kind& kind : reader.schema.kinds()) more.push_back(kind.name);
    read_section(
        feed_keys(), "", root, Mark{}, &reader.feed, reader.report,
        [&](const Member& member) { return read_special(reader, member); }, more);
    expand_portal(reader);
    expand_table(reader);
    check_identity(reader);
    check_schedule(reader);
    check_source(reader);
    check_access(reader);
    check_secrets(reader);
    check_mappings(reader);
    check_geo(reader);
}

LoadedFeed unreadable(const std::filesystem::path& file, std::string_view code, const std::string& message,
                      const std::string& note) {
    LoadedFeed out{file, file.stem().string(), nullptr, {}};
    Report report(file, "");
    report.error(code, Mark{}, message, {}, note);
    out.diagnostics = report.take();
    return out;
}

bool is_yaml(const std::filesystem::path& file) {
    return file.extension() == ".yaml" || file.extension() == ".yml";
}

/// The file that is named after the id is the one that is meant; a copy beside it is wrong. Without such a
/// file both are.
void refuse_shared_ids(std::vector<LoadedFeed>& feeds) {
    for (LoadedFeed& feed : feeds) {
        const auto other = std::find_if(feeds.begin(), feeds.end(), [&](const LoadedFeed& f) {
            return &f != &feed && f.id == feed.id && !feed.id.empty();
        });
        if (other == feeds.end() || feed.file.stem() == feed.id) continue;
        Report report(feed.file, "");
        report.error("feed.duplicate-id", Mark{},
                     "the id " + in_quotes(feed.id) + " is also that of " + other->file.filename().string(),
                     {}, "give each feed its own id, and name the file after it");
        for (Diagnostic& diagnostic : report.take())
            feed.diagnostics.insert(feed.diagnostics.begin(), std::move(diagnostic));
        feed.config = nullptr;
    }
}

} // namespace

LoadedFeed load_feed_text(std::string_view text, const std::filesystem::path& shown_as,
                          const Schema& schema) {
    LoadedFeed out{shown_as, shown_as.stem().string(), nullptr, {}};
    Report report(shown_as, text);
    auto feed = std::make_shared<FeedConfig>();
    feed->file = shown_as;
    if (const auto root = parse_document(text, report)) {
        FeedReader reader{schema, report, *feed};
        read_feed(reader, *root);
        if (!feed->id.empty()) out.id = feed->id;
        if (!report.has_errors()) {
            feed->mapping_version = mapping_version_of(*feed, schema);
            out.config = std::move(feed);
        }
    }
    out.diagnostics = report.take();
    return out;
}

LoadedFeed load_feed(const std::filesystem::path& file, const Schema& schema) {
    if (is_yaml(file))
        return unreadable(
            file, "toml.yaml", "feed files are TOML, not YAML",
            "YAML silently alters codes such as 01000; `moisson explain source` shows the keys");
    try {
        return load_feed_text(read_text_file(file), file, schema);
    } catch (const std::runtime_error& problem) {
        return unreadable(file, "config.unreadable",
                          std::string("the file cannot be read: ") + problem.what(), "");
    }
}

std::vector<LoadedFeed> load_feeds(const std::filesystem::path& directory, const Schema& schema) {
    std::vector<std::filesystem::path> files;
    std::error_code problem;
    for (auto at = std::filesystem::directory_iterator(directory, problem);
         !problem && at != std::filesystem::directory_iterator(); at.increment(problem)) {
        const auto& file = at->path();
        if (file.filename().string().starts_with('.')) continue;
        if (file.extension() == ".toml" || is_yaml(file)) files.push_back(file);
    }
    std::vector<LoadedFeed> feeds;
    if (problem) {
        feeds.push_back(unreadable(directory, "config.unreadable",
                                   "the directory of feeds cannot be read: " + problem.message(),
                                   "[feeds] dir in moisson.toml, or --feeds, names it"));
        feeds.back().id.clear();
        return feeds;
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) feeds.push_back(load_feed(file, schema));
    refuse_shared_ids(feeds);
    return feeds;
}

} // namespace moisson
