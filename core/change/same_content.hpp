// New records that have the content of records that are gone: the sign of renewed identifiers.
#pragma once
#include "core/change/difference.hpp"

#include <cstdint>
#include <vector>

namespace moisson {

struct ContentOf {
    std::uint64_t content = 0; ///< see content_key
    std::uint32_t record = 0;  ///< staged number of a created record, or local id of a gone one
};

std::uint64_t content_key(std::uint16_t kind, std::uint64_t fingerprint);

struct SameContent {
    std::uint64_t common = 0; ///< contents that both sides have, counted as often as both have them
    std::vector<Difference::Rekeyed> pairs; ///< exactly one on each side; ascending by staged number
};
/// Sorts both lists.
SameContent same_content(std::vector<ContentOf>& created, std::vector<ContentOf>& gone);

} // namespace moisson
