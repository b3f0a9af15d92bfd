// Staged files on damaged bytes: as they are, and with a footer that is right again, as a bug of the writer
// or a broken disk controller would leave them.
#include "core/change/staged_file.hpp"
#include "core/change/staged_format.hpp"
#include "tests/connectors/formats_support.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

using namespace moisson;

namespace {

/// The digest of the footer, made right.
std::string signed_again(std::string bytes) {
    constexpr std::size_t footer = sizeof(staged::Footer), digest_bytes = sizeof(Digest128);
    if (bytes.size() < sizeof staged::magic + footer) return bytes;
    std::memcpy(bytes.data(), staged::magic, sizeof staged::magic);
    const std::size_t covered = bytes.size() - digest_bytes;
    Digest128 digest;
    for (std::size_t at = 0; at < covered; at += staged::block_bytes)
        digest = staged::chain(
            digest, std::string_view(bytes).substr(at, std::min(staged::block_bytes, covered - at)));
    std::memcpy(bytes.data() + covered, &digest, digest_bytes);
    return bytes;
}

void check_records(StagedReader& reader) {
    StagedRecord record, same;
    for (unsigned read = 0; read < 1000 && reader.next(record); ++read) {
        reader.read(reader.place(), same);
        fuzz::require(record.key == same.key && record.id == same.id && record.date == same.date &&
                          record.body == same.body,
                      "a record is the same when it is read by its place");
    }
}

void read_all(const std::filesystem::path& file) {
    try {
        StagedReader reader(file);
        const std::string once = staged::encode(reader.difference());
        fuzz::require(staged::encode(staged::decode(once)) == once, "a difference is read as it was written");
        check_records(reader);
    } catch (const std::runtime_error&) {
    }
    try {
        StagedReader reader = StagedReader::open_unfinished(file, 1000);
        check_records(reader);
    } catch (const std::runtime_error&) {
    }
}

} // namespace

FUZZ_TARGET(input) {
    static const test::TempDir directory; // the reader follows no link, as files in memory are
    const auto file = directory / "staged";
    read_all(test::write_snapshot(file, input));
    read_all(test::write_snapshot(file, signed_again(std::string(input))));
    try {
        staged::decode(input);
    } catch (const std::runtime_error&) {
    }
}
