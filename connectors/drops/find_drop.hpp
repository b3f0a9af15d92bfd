// Which file of the server is the snapshot, and whether it may be taken.
#pragma once
#include "connectors/drops/curl_session.hpp"
#include "connectors/http/fault.hpp"

namespace moisson {

struct DropFile {
    std::string path;  ///< encoded, as in a URL
    std::string shown; ///< for messages
    DropFacts facts;
    bool operator==(const DropFile&) const = default;
};

/// `url` ends with "/": the newest file of that directory that matches `pattern`; else that file. Blocking.
/// Throws HttpFault, "file.missing" when there is none.
DropFile find_drop(CurlSession& session, const Url& url, const std::string& pattern);

/// Changes when the file changes: name, size and date. "" when the server does not tell them.
std::string drop_identity(const DropFile& file);

/// Throws "file.empty" or "file.too-large".
void check_size(const DropFile& file, std::uint64_t limit);
/// Throws "file.growing" when the file was written less than `age` ago, by our clock.
void check_age(const DropFile& file, std::chrono::seconds age);
/// Throws "file.changed" when the file is no longer what it was, "http.truncated" when bytes are missing.
void check_whole(const DropFile& file, const DropFacts& after, std::uint64_t received);

HttpFault growing_fault(const DropFile& file);
HttpFault too_large_fault(const DropFile& file, std::uint64_t limit);

} // namespace moisson
