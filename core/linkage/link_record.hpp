// What linking compares of one version of one record: normalised once, kept packed in the store.
#pragma once
#include "core/linkage/profile.hpp"
#include "core/model/record.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace moisson {

/// Texts are normalised (core/linkage/normal): lower case ASCII words, one blank between them; empty =
/// absent.
struct LinkRecord {
    /// Of (feed id, kind, source id): the same in every store, whatever order records arrived in. Breaks
    /// ties.
    std::uint64_t key = 0;
    std::uint64_t feed = 0; ///< digest64 of the feed id
    std::string name;       ///< of an organisation, or a title
    std::string person, given, authors;
    std::string birth, year; ///< "1979-05-01", "1999"
    std::string number;      ///< of the house: "12b"
    std::string street;      ///< without number: "avenue jean jaures"
    std::string postcode, municipality, insee;
    float latitude = std::numeric_limits<float>::quiet_NaN(), longitude = latitude;
    std::string siret, siren, rna; ///< siret: fourteen digits as given; siren also from a siret
    std::string phone, email, website;
    std::string parent; ///< what the parent is known by: its cluster, or feed/id
};

/// `feed` is the feed's id. Reads only what the profile names.
LinkRecord make_link_record(const LinkProfile& profile, std::string_view feed, const Record& record);

/// Compact bytes; equal bytes = nothing that linking looks at has changed.
std::string pack(const LinkRecord& record);
/// Throws std::runtime_error when the bytes are not from pack().
LinkRecord unpack_link_record(std::string_view bytes);

} // namespace moisson
