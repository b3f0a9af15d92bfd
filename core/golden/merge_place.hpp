// The place of a golden record: street, complement, postcode, municipality, code and position come from one
// member, so that no address is invented. Only what that member does not say is taken from others, and only
// from those that speak of the same town and do not contradict its street.
#pragma once
#include "core/golden/merge_rank.hpp"

#include <array>

namespace moisson {

struct PlaceFields {
    int street = -1, complement = -1, postcode = -1, municipality = -1, insee = -1, latitude = -1,
        longitude = -1;

    static PlaceFields of(const Kind& kind);
    std::array<int, 7> all() const {
        return {street, complement, postcode, municipality, insee, latitude, longitude};
    }
    bool any() const;
    bool contains(std::uint16_t field) const;
};

/// Fills the place fields of `fields` (by schema field). Positions conflict when they are more than 500 m
/// apart.
void merge_place(const Members& members, const Kind& kind, const PlaceFields& place,
                 std::vector<MergedField>& fields);

} // namespace moisson
