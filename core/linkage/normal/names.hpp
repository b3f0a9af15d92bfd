// Names for comparison: two spellings of one name are equal, two names that differ in a word that counts are
// not. Everything comes out as lower-case ASCII words with one blank between them, is stable (twice = once)
// and has at most 64 words; what is not written in Latin letters is left out.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// Name of an organisation: "Centre Communal d'Action Sociale de St-Genis (C.C.A.S.)" → "ccas de saint
/// genis".
std::string normal_name(std::string_view text);

/// Title of a data set, an article …, in French or English: "Search & Replace, 2nd ed." → "search et replace
/// 2 ed".
std::string normal_title(std::string_view text);

/// Name of a person: "M. D'AUBIGNÉ, Jean-Marie" → "jean marie daubigne".
std::string normal_person(std::string_view text);

/// Authors of a work, in any order and notation, as pairs of surname and initial, sorted:
/// "Y. E. Ioannidis and Poosala, V." → "ioannidis y poosala v".
std::string normal_authors(std::string_view text);

/// A word of a normal name that says little of which organisation is meant: "association", "de", "sarl".
bool is_noise_word(std::string_view word);

/// What a word tells apart. Two names with different words of one kind name two things: "nord" and "sud",
/// "mairie" and "ccas", "1" and "2", "i" and "ii".
enum class DistinctionKind : std::uint8_t {
    direction,
    height,
    school,
    sex,
    seat,
    authority,
    network,
    time,
    number
};
struct Distinction {
    DistinctionKind kind = DistinctionKind::number;
    std::uint32_t value = 0; ///< "homme" and "hommes" have one value
    friend bool operator==(const Distinction&, const Distinction&) = default;
};
/// Nothing for most words.
std::optional<Distinction> distinction(std::string_view word);
inline bool is_discriminating_word(std::string_view word) { return distinction(word).has_value(); }

/// True when both normal names have words of one kind of distinction and not the same ones.
bool names_contradict(std::string_view a, std::string_view b);

} // namespace moisson
