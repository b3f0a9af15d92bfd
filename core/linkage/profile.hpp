// What of a kind matters for linking: found by the roles of its fields, so that any kind of the schema whose
// fields have roles can be linked, not French structures only.
#pragma once
#include "core/model/schema.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace moisson {

/// Indexes into Kind::fields, -1 where the kind has no such role.
struct LinkProfile {
    std::uint16_t kind = 0;
    int organisation_name = -1, title = -1, person_name = -1, given_name = -1, birth_date = -1, authors = -1,
        year = -1;
    int street_address = -1, address_complement = -1, postcode = -1, municipality = -1, insee_code = -1,
        latitude = -1, longitude = -1;
    int siret = -1, siren = -1, rna = -1, phone = -1, email = -1, website = -1;
    int parent = -1;
    /// Things with resources: a catalogue gives each of its data sets one identifier and lists it once.
    bool of_catalogues = false;
    /// Digest of the roles and of the normalisation's version: when it differs, stored link records are made
    /// anew.
    std::uint64_t version = 0;

    static LinkProfile of(const Schema& schema, std::uint16_t kind);
    /// Something to call the thing by, and something else that can agree or disagree.
    bool linkable() const;
};

} // namespace moisson
