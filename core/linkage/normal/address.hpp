// Addresses for comparison (AFNOR NF Z10-011 and what people write instead; English ones too). Lower-case
// ASCII words with one blank between them, stable (twice = once).
#pragma once
#include <string>
#include <string_view>

namespace moisson {

struct NormalAddress {
    std::string number; ///< "12", "12b" (12 bis); of "12-14" the first
    std::string street; ///< kind in full, without articles: "boulevard general gaulle"
    std::string rest;   ///< what stands before and behind: building, postcode, municipality
    friend bool operator==(const NormalAddress&, const NormalAddress&) = default;
};

/// One or several lines of an address. Left out: BP, CS, TSA, CIDEX, CEDEX, floors.
NormalAddress normal_address(std::string_view text);

/// "SAINT-DENIS CEDEX 1", "St Denis" → "saint denis"; "Le Havre", "Havre (Le)" → "havre"; "Paris 11e" →
/// "paris".
std::string normal_municipality(std::string_view text);

/// True for every word that can begin a French street, in full or abbreviated: "rue", "bld", "chem".
bool is_street_type(std::string_view word);

} // namespace moisson
