#include "daemon/service/feed_set.hpp"

#include <fstream>

namespace moisson {

namespace {

Digest128 content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return digest128(std::string(std::istreambuf_iterator<char>(in), {}));
}

/// The file's bytes, and the value files it names (they are part of the mapping version).
bool is_same(const ConfiguredFeed& old, const ConfiguredFeed& now) {
    return old.content == now.content && old.config->mapping_version == now.config->mapping_version;
}

void list(std::string& text, std::size_t count, const char* what) {
    if (count) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + what;
}

} // namespace

std::string describe(const FeedChanges& changes) {
    std::string text;
    list(text, changes.added.size(), "added");
    list(text, changes.changed.size(), "changed");
    list(text, changes.removed.size(), "removed");
    list(text, changes.broken.size(), changes.broken.size() == 1 ? "wrong file" : "wrong files");
    return text.empty() ? "no change" : text;
}

std::vector<std::string> one_line_problems(const std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : diagnostics)
        if (diagnostic.severity == Severity::error)
            lines.push_back(diagnostic.where.file.filename().string() + ":" +
                            std::to_string(diagnostic.where.line) + ": " + diagnostic.message);
    return lines;
}

/// A file that cannot even be parsed has no id: then it is the feed that came from this file before.
std::string FeedSet::id_of(const LoadedFeed& loaded) const {
    for (const auto& [id, feed] : feeds_)
        if (!loaded.config && feed.file == loaded.file) return id;
    return loaded.id.empty() ? loaded.file.stem().string() : loaded.id;
}

FeedChanges FeedSet::update(const std::vector<LoadedFeed>& loaded) {
    FeedChanges changes;
    std::map<std::string, ConfiguredFeed> next;
    for (const LoadedFeed& file : loaded) {
        const std::string id = id_of(file);
        const auto before = feeds_.find(id);
        const ConfiguredFeed old = before == feeds_.end() ? ConfiguredFeed{} : before->second;
        if (!file.config) {
            changes.broken.push_back(id);
            ConfiguredFeed& kept = next.try_emplace(id, old).first->second;
            kept.file = file.file;
            kept.problems = one_line_problems(file.diagnostics);
            continue;
        }
        const ConfiguredFeed now{file.config, file.file, content_of(file.file), {}};
        if (!old.config)
            changes.added.push_back(id);
        else if (!is_same(old, now))
            changes.changed.push_back(id);
        next[id] = now;
    }
    for (const auto& [id, feed] : feeds_)
        if (feed.config && !next.contains(id)) changes.removed.push_back(id);
    feeds_ = std::move(next);
    return changes;
}

FeedPtr FeedSet::find(const std::string& id) const {
    const auto found = feeds_.find(id);
    return found == feeds_.end() ? nullptr : found->second.config;
}

std::vector<FeedPtr> FeedSet::valid() const {
    std::vector<FeedPtr> feeds;
    for (const auto& [id, feed] : feeds_)
        if (feed.config) feeds.push_back(feed.config);
    return feeds;
}

} // namespace moisson
