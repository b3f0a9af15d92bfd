// Mapping that forgets: what the opposition list names never leaves it, and what looks personal in a field
// without a rule is said.
#pragma once
#include "core/mapping/mapping.hpp"
#include "core/privacy/opposition.hpp"

#include <cstdint>
#include <memory>

namespace moisson {

/// What the mapping took out, for the run.
struct TakenOut {
    std::uint64_t records = 0; ///< whole ones
    std::uint64_t fields = 0;
};

/// `taken` outlives the mapping. Issue "record.personal-data" (warning): the field holds personal data and
/// the feed's [personal_data] says nothing of it; it is not published as it is.
std::unique_ptr<Mapping> with_care(std::unique_ptr<Mapping> mapping, FeedPtr feed,
                                   std::shared_ptr<const Schema> schema, OppositionList list,
                                   TakenOut& taken);

} // namespace moisson
