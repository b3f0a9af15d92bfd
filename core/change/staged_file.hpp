// The staged file: every record that differs, then the rest of the difference, in one checked flat file
// beside the snapshot. Little endian; written and read once, front to back; not an exchange format (version
// in the header).
#pragma once
#include "core/change/difference.hpp"

#include <filesystem>
#include <memory>
#include <string_view>

namespace moisson {

/// One changed record.
struct StagedRecord {
    enum class Change : std::uint8_t {
        created,
        updated,
        touched,
        restored,
        raw_only
    } change = Change::created;
    std::uint64_t key = 0;
    std::uint32_t local_id = KnownIndex::npos; ///< npos when created
    std::uint16_t kind = 0;
    Digest128 raw;
    std::uint64_t fingerprint = 0;
    std::uint64_t presence = 0;
    std::uint32_t date_hash = 0;
    std::uint32_t date_rank = 0;
    std::string_view id, date,
        body; ///< of a reader: valid until the next call; raw_only has neither date nor body
};

/// Throws std::system_error when the disk refuses.
class StagedWriter {
public:
    explicit StagedWriter(const std::filesystem::path& file);
    ~StagedWriter();
    std::uint32_t add(const StagedRecord& record); ///< number of the record in the file, from 0
    std::uint32_t count() const;
    void flush(); ///< what was added can be read with StagedReader::open_unfinished
    /// Writes the difference behind the records and sets `staged_file` and `staged_digest` in it. Not yet
    /// fsynced: a run that is applied at once needs no staged file after a crash; Store::hold_run() makes it
    /// durable.
    void finish(Difference& difference);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Reads front to back, or what was seen before again by its place; throws std::runtime_error when the file
/// is damaged (its digest is checked before the first record).
class StagedReader {
public:
    explicit StagedReader(const std::filesystem::path& file);
    /// A file that is still being written: the first `count` records, unchecked.
    static StagedReader open_unfinished(const std::filesystem::path& file, std::uint32_t count);
    ~StagedReader();
    StagedReader(StagedReader&&) noexcept;
    bool next(StagedRecord& record);
    std::uint64_t place() const; ///< of the record that next() gave last
    void read(std::uint64_t place, StagedRecord& record);
    void rewind();
    std::uint32_t count() const;
    const Difference& difference() const; ///< as given to StagedWriter::finish

private:
    struct Impl;
    explicit StagedReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace moisson
