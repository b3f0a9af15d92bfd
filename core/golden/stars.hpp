// The five stars of open data (Tim Berners-Lee, 2010) for one feed: which it has, why, and what would raise
// it.
#pragma once
#include "core/config/feed.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace moisson {

/// What the records of a feed say about themselves, as counts.
struct StarFacts {
    std::uint64_t records = 0;
    std::uint64_t named = 0; ///< with an address of their own on the web, or an official number (SIRET, RNA)
    std::uint64_t linked =
        0; ///< that name something in a register of others (SIRET, SIREN, RNA, municipality code)
};

struct Star {
    std::string title; ///< French
    bool reached = false;
    std::string reason; ///< French, one sentence: why, or what would raise it
};

struct Stars {
    unsigned level = 0; ///< 0..5: stars in a row from the first
    std::array<Star, 5> stars;
};

/// A share of records counts as "the records" from 80 % on.
Stars star_level(const FeedConfig& feed, const StarFacts& facts);

} // namespace moisson
