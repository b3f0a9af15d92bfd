// Where a fetch puts its bytes: part-0000, part-0001, … of one directory, with the digest over all of them.
#pragma once
#include "connectors/fetch/stream_digest.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace moisson {

/// Used from one thread at a time. No fsync: a spool that a crash cut short is never read again.
class Spool {
public:
    /// Creates the directory. Throws std::system_error with the path, here and below, when the disk fails.
    explicit Spool(std::filesystem::path directory);
    ~Spool(); ///< removes the parts, unless release() was called
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    void begin_part();
    void write(std::string_view bytes);
    void end_part();
    /// A file that an earlier run received becomes a part, by a hard link. False, and no part, when it is not
    /// there or not what it was: digest() would not become `expected`.
    bool adopt_part(const std::filesystem::path& file, const Digest128& expected);
    void drop_part(); ///< the part begun or ended last disappears, from the digest too; not twice in a row
    void clear();     ///< all parts disappear

    const std::filesystem::path& last_part() const { return parts_.back(); }
    std::uint64_t part_bytes() const { return part_bytes_; }
    std::uint64_t bytes() const { return bytes_; }
    std::size_t size() const { return parts_.size(); }
    Digest128 digest() const { return digest_.value(); }

    /// The parts now belong to the caller.
    std::vector<std::filesystem::path> release();

private:
    std::filesystem::path next_part() const;
    void close();

    std::filesystem::path directory_;
    std::vector<std::filesystem::path> parts_;
    StreamDigest digest_, before_part_;
    std::uint64_t bytes_ = 0, part_bytes_ = 0;
    int file_ = -1;
};

} // namespace moisson
