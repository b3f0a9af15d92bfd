#include "connectors/drops/find_drop.hpp"

#include "connectors/drops/listing.hpp"

#include <algorithm>
#include <ctime>

namespace moisson {

namespace {

constexpr std::size_t most_looks = 50; ///< files of one minute whose seconds are asked for

DropFile drop_at(const Url& url, const std::string& path) {
    return {path, url.scheme + "://" + url.authority() + path, {}};
}

std::vector<DropEntry> listed(CurlSession& session, const Url& url) {
    if (url.scheme != "sftp")
        if (const auto text = session.list(url.target, true)) return parse_mlsd(*text);
    return parse_list(session.list(url.target, false).value_or(""), std::time(nullptr));
}

HttpFault nothing_to_take(const Url& url, const std::string& pattern, std::size_t files) {
    return transient_fault("file.missing",
                           url.shown() + " holds no file" +
                               (pattern.empty() ? "" : " that matches \"" + pattern + "\"") + " (of " +
                               std::to_string(files) +
                               " files; unfinished ones, links and directories are left alone): wait "
                               "for the delivery, or correct url and file in [source]");
}

} // namespace

DropFile find_drop(CurlSession& session, const Url& url, const std::string& pattern) {
    if (!url.target.ends_with('/')) {
        DropFile file = drop_at(url, url.target);
        file.facts = session.facts(file.path);
        return file;
    }
    std::vector<DropEntry> entries = listed(session, url);
    const std::size_t files = entries.size();
    entries = newest_of(std::move(entries), pattern);
    if (entries.empty()) throw nothing_to_take(url, pattern, files);
    DropFile newest;
    for (std::size_t i = 0; i < std::min(entries.size(), most_looks); ++i) {
        DropFile file = drop_at(url, url.target + percent_encode(entries[i].name));
        file.facts = session.facts(file.path);
        if (i == 0 || file.facts.modified > newest.facts.modified) newest = file;
    }
    return newest;
}

std::string drop_identity(const DropFile& file) {
    if (!file.facts.size || !file.facts.modified) return {};
    return "drop " + std::to_string(*file.facts.size) + " " + std::to_string(*file.facts.modified) + " " +
           file.path;
}

void check_size(const DropFile& file, std::uint64_t limit) {
    if (file.facts.size == 0u)
        throw permanent_fault("file.empty", file.shown + " is empty; that is never read as \"no records\"");
    if (file.facts.size && *file.facts.size > limit) throw too_large_fault(file, limit);
}

void check_age(const DropFile& file, std::chrono::seconds age) {
    if (!file.facts.modified) return;
    const std::int64_t old = std::time(nullptr) - *file.facts.modified;
    if (old < age.count() && old > -age.count()) throw growing_fault(file);
}

void check_whole(const DropFile& file, const DropFacts& after, std::uint64_t received) {
    if (after != file.facts)
        throw transient_fault("file.changed", file.shown +
                                                  " changed while it was read; it is read again at the next "
                                                  "run (the producer should write aside and rename)");
    if (received == 0)
        throw permanent_fault("file.empty", file.shown + " is empty; that is never read as \"no records\"");
    if (after.size && received != *after.size)
        throw transient_fault("http.truncated", file.shown + " has " + std::to_string(*after.size) +
                                                    " bytes, but " + std::to_string(received) +
                                                    " came; it is tried again");
}

HttpFault growing_fault(const DropFile& file) {
    return transient_fault("file.growing", file.shown +
                                               " was written a moment ago and may be incomplete; it is read "
                                               "at the next run");
}

HttpFault too_large_fault(const DropFile& file, std::uint64_t limit) {
    return permanent_fault("file.too-large",
                           file.shown + " has " +
                               (file.facts.size ? std::to_string(*file.facts.size) + " bytes, " : "") +
                               "more than the limit of " + std::to_string(limit) +
                               " bytes; raise max_bytes in [source.limits] if that is right");
}

} // namespace moisson
