// Sources on this machine: one file, or an inbox directory where files appear by rename.
#pragma once
#include "connectors/fetch/fetch.hpp"

#include <optional>

namespace moisson {

/// Where the feed's URL points on this machine: "file:///data/x.csv", "file:x.csv" (beside the feed file),
/// "/data/x.csv", "inbox:/data/drop", "inbox:drop".
struct LocalPlace {
    std::filesystem::path path;
    bool inbox = false; ///< said so, or the path is a directory
};
/// Nothing when the URL is of another kind (https, ftp, …).
std::optional<LocalPlace> local_place(const FeedConfig& feed);

/// What the copy of one local file needs; values only, so that it may run on any thread.
struct LocalCopy {
    LocalPlace place;
    std::filesystem::path spool_dir;
    std::uint64_t max_bytes = 0;
    Digest128 known; ///< a file with this digest is not copied: NotModified
};

/// Blocking. Takes the file, or the first of the inbox by name. Throws std::system_error when our disk fails.
FetchOutcome copy_local(const LocalCopy& request);

} // namespace moisson
