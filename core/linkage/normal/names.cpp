#include "core/linkage/normal/names.hpp"

#include "core/linkage/normal/name_tables.hpp"
#include "core/text/ascii.hpp"

namespace moisson {
namespace {

bool is_one_letter(std::string_view word) { return word.size() == 1 && is_lower(word[0]); }

std::string_view one_spelling(std::string_view word, bool organisation) {
    static const WordIndex index(name_synonyms());
    word = without_leading_zeros(without_ordinal(word));
    if (!organisation) return word == "and" ? "et" : word;
    const int row = index.find(word);
    return row < 0 ? word : name_synonyms()[static_cast<std::size_t>(row)].meaning;
}

/// "C C A S" is an acronym; two letters may be a wing and a floor.
bool join_letters(Words& words, std::size_t at) {
    std::size_t end = at;
    while (is_one_letter(words.text(end))) ++end;
    if (end - at < 3) return false;
    words.join(at, end - at);
    words[at].text = one_spelling(words.text(at), true);
    return true;
}

/// "D ACTION" of files that have no apostrophes.
bool drop_bare_elision(Words& words, std::size_t at) {
    const std::string_view word = words.text(at);
    if ((word != "d" && word != "l") || words.text(at + 1).size() < 2 ||
        !begins_with_vowel(words.text(at + 1)))
        return false;
    words.erase(at);
    return true;
}

/// "n° 5", "numero 5": the number counts.
bool drop_number_sign(Words& words, std::size_t at) {
    const std::string_view word = words.text(at), next = words.text(at + 1);
    const bool sign = word == "n" || word == "no" || word == "nr" || word == "num" || word == "numero";
    if (!sign || next.empty() || !is_digit(next[0])) return false;
    words.erase(at);
    return true;
}

bool is_name_particle_of(std::string_view word) { return word == "de" || word == "du" || word == "des"; }

/// What is clear only at the beginning of a name: "Ville de Bourg" is its town hall, "ML du Pays de Gex" a
/// mission locale; "Villa ML" and "Vivre en ville" are neither.
bool replace_beginning(Words& words) {
    struct Beginning {
        std::string_view first, second, meaning;
    };
    static constexpr Beginning beginnings[] = {
        {"ville", "", "mairie"},           {"commune", "", "mairie"},
        {"municipalite", "", "mairie"},    {"hotel", "ville", "mairie"},
        {"ml", "", "missionlocale"},       {"ft", "", "francetravail"},
        {"fs", "", "franceservices"},      {"pe", "", "francetravail"},
        {"cc", "", "communautecommunes"},  {"ca", "", "communauteagglomeration"},
        {"cd", "", "conseildepartemental"}};
    const std::size_t at = words.text(0) == "la" || words.text(0) == "l" ? 1 : 0;
    for (const Beginning& beginning : beginnings) {
        if (words.text(at) != beginning.first) continue;
        const bool two = !beginning.second.empty();
        if (two && (!is_name_particle_of(words.text(at + 1)) || words.text(at + 2) != beginning.second))
            continue;
        const std::size_t length = two ? 3 : 1;
        if (!is_name_particle_of(words.text(at + length))) return false;
        words[at].text = beginning.meaning;
        words.erase(at + 1, length - 1);
        words.erase(0, at);
        return true;
    }
    return false;
}

/// "Centre communal d'action sociale (CCAS) de Bourg" says it once.
bool drop_repetition(Words& words, std::size_t at) {
    for (std::size_t i = 0; i < at; ++i)
        if (words.text(i) == words.text(at) && is_canonical_name(words.text(at))) {
            words.erase(at);
            return true;
        }
    return false;
}

/// One pass; true when something became shorter, which may bring together what one pass did not see.
bool shorten_name(Words& words) {
    bool changed = replace_beginning(words);
    for (std::size_t at = 0; at < words.size(); ++at) {
        changed |= join_letters(words, at);
        changed |= drop_number_sign(words, at);
        changed |= drop_bare_elision(words, at);
        changed |= replace_phrase(words, at);
        changed |= drop_repetition(words, at);
    }
    return changed;
}

std::string normal_words(std::string_view text, bool organisation) {
    Words words(text, WordStyle::name);
    for (std::size_t at = 0; at < words.size(); ++at)
        words[at].text = one_spelling(words.text(at), organisation);
    if (organisation)
        while (shorten_name(words)) {
        }
    return words.str();
}

} // namespace

std::string normal_name(std::string_view text) { return normal_words(text, true); }
std::string normal_title(std::string_view text) { return normal_words(text, false); }

} // namespace moisson
