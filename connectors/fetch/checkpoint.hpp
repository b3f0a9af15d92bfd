// Pages that came before a crash or a fault, kept until the list has been read to its end.
#pragma once
#include "connectors/fetch/page_facts.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace moisson {

/// A page that was read: its file, what it said, and the digest of all bytes up to its end.
struct CheckpointPage {
    std::filesystem::path file;
    PageFacts facts;
    std::string url; ///< where it came from, after redirects; without secrets
    Digest128 bytes; ///< Spool::digest() after this page
};

/// A directory with links to the pages and a log of one line each, appended when a page is done. An aid,
/// never a duty: what cannot be written is not there later. Blocking, small.
class Checkpoint {
public:
    static constexpr std::chrono::hours longest_life{6}; ///< then pages are too old to go with new ones

    /// `request`: what makes two walks the same (address, body, paging, no secret). Empty directory: off.
    Checkpoint(std::filesystem::path directory, std::string request);

    /// The pages of the walk that was interrupted, in order; none when it was another one, or too long ago.
    std::vector<CheckpointPage> load() const;
    void add(const CheckpointPage& page);
    void clear();

private:
    std::filesystem::path directory_;
    std::string request_;
    bool begun_ = false; ///< the log has its first line
};

} // namespace moisson
