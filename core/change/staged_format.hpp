// Layout of the staged file, shared by its writer and its reader (staged_file.hpp).
//   magic, version │ records │ difference │ footer: offset of the difference, number of records, digest of
//   all before
#pragma once
#include "core/change/difference.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace moisson::staged {

constexpr char magic[8] = {'M', 'O', 'I', 'S', 'S', 'T', 'G', '1'};
constexpr std::size_t block_bytes = 1 << 20; ///< unit of writing, and of the digest's chain

struct RecordHead {
    std::uint64_t key = 0;
    Digest128 raw;
    std::uint64_t fingerprint = 0;
    std::uint64_t presence = 0;
    std::uint32_t date_hash = 0;
    std::uint32_t date_rank = 0;
    std::uint32_t local_id = 0;
    std::uint32_t id_bytes = 0;
    std::uint32_t body_bytes = 0;
    std::uint16_t kind = 0;
    std::uint8_t date_bytes = 0;
    std::uint8_t change = 0;
};
static_assert(sizeof(RecordHead) == 64);

struct Footer {
    std::uint64_t difference_at = 0;
    std::uint64_t records = 0;
    Digest128 digest;
};
static_assert(sizeof(Footer) == 32);

/// Digest of a stream of blocks: each block's digest is chained to those before it.
Digest128 chain(const Digest128& before, std::string_view block);

std::string encode(const Difference& difference);
/// Throws std::runtime_error. `staged_file` and `staged_digest` are the reader's to fill.
Difference decode(std::string_view bytes);

} // namespace moisson::staged
