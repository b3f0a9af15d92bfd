// Public ids: "mo_" and a UUIDv7. The records that one run creates get evenly spaced ids, so that a range is
// stored and not a million of them; ranges only ever grow, so that ids sort by age.
#pragma once
#include "core/model/run.hpp"
#include "core/store/database.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

using PublicId = std::array<unsigned char, 16>;

std::string to_text(const PublicId& id); ///< "mo_018f…", 39 characters
std::optional<PublicId> parse_public_id(std::string_view text);

/// `count` ids: the first one, then each `stride` above the one before.
struct PublicIdRange {
    PublicId first{};
    std::uint64_t stride = 1;
    std::uint64_t count = 0;
    PublicId at(std::uint64_t index) const;
    std::optional<std::uint64_t> index_of(const PublicId& id) const;
    std::uint64_t count_up_to(const PublicId& id) const; ///< how many of them are not above `id`
};

/// The next range: after `last`, also when the clock went back since.
PublicIdRange next_public_ids(UnixTime now, std::uint64_t random_seed, std::uint64_t count,
                              const std::optional<PublicId>& last);

/// The records that one run created.
struct Birth {
    std::int64_t first_seq = 0;
    std::int64_t first_rid = 0;
    PublicIdRange ids;
};

void insert_birth(Database& database, const Birth& birth);
std::optional<Birth> last_birth(Database& database);
std::optional<std::int64_t> find_rid(Database& database, const PublicId& id); ///< the record with this id

/// Public ids of records; cheap when they come from the same run.
class PublicIds {
public:
    explicit PublicIds(Database& database);
    std::string of(std::int64_t rid); ///< empty when the record is unknown

private:
    std::optional<Birth> birth_;
    Statement select_;
};

/// All births, oldest first, which is the order of public ids.
Statement births(Database& database);
Statement births_from(Database& database, const PublicId& id); ///< from the one that may hold this id on
Birth read_birth(const Statement& row);

} // namespace moisson
