// Public ids: "mo_" and a UUIDv7. They only ever grow, so that cluster numbers and ids have the same order:
// an id is found by bisection, without an index of a million texts.
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

std::string to_text(std::string_view bytes); ///< 16 bytes → "mo_018f…"
std::optional<PublicId> parse_public_id(std::string_view text);

/// Each id is greater than the one before, also when the clock went back since `last`.
class PublicIds {
public:
    PublicIds(UnixTime now, std::uint64_t random_seed, std::string_view last);
    const PublicId& next();

private:
    std::uint64_t random();
    std::uint64_t milliseconds_ = 0;
    std::uint64_t high_ = 0; ///< upper 12 of the 74 bits that count up from a random start
    std::uint64_t low_ = 0;  ///< lower 62
    std::uint64_t state_;
    PublicId id_{};
};

/// Number of the cluster with this id.
std::optional<std::int64_t> find_cluster(Database& database, const PublicId& id);

} // namespace moisson
