#include "core/linkage/normal/address.hpp"
#include "core/linkage/normal/words.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace moisson {
namespace {

bool has_arrondissements(std::string_view word) {
    return word == "paris" || word == "lyon" || word == "marseille";
}

/// "xi", "xie", "xvieme": a Roman arrondissement.
bool is_roman_number(std::string_view word) {
    const std::size_t digits = std::min(word.find_first_not_of("xvi"), word.size());
    const std::string_view ending = word.substr(digits);
    return digits > 0 && (ending.empty() || ending == "e" || ending == "er" || ending == "eme");
}

/// Numbers (of CEDEX, arrondissement, département) and the words that go with them.
bool is_no_municipality(std::string_view word, bool arrondissements) {
    if (is_digit(word[0]) || word == "cedex") return true;
    return arrondissements &&
           (word == "arrondissement" || word == "arr" || word == "ardt" || is_roman_number(word));
}

std::string_view one_municipal_spelling(std::string_view word) {
    static constexpr WordRow rows[] = {{"saint", "st"},     {"sainte", "ste"}, {"saints", "sts"},
                                       {"saintes", "stes"}, {"mont", "mt"},    {"les", "lez"},
                                       {"sous", "ss"},      {"sur", "sr"},     {"grand", "gd"},
                                       {"grande", "gde"},   {"vieux", "vx"}};
    static const WordIndex index(rows);
    const int row = index.find(word);
    return row < 0 ? word : rows[row].meaning;
}

bool is_article(std::string_view word) {
    return word == "le" || word == "la" || word == "les" || word == "l";
}

bool is_bare_elision(const Words& words, std::size_t at) {
    return (words.text(at) == "d" || words.text(at) == "l") && begins_with_vowel(words.text(at + 1));
}

/// "Ville de Bourg", "Mairie de Bourg": Bourg.
void drop_town_hall(Words& words) {
    const std::string_view first = words.text(0), second = words.text(1);
    const bool hall = first == "ville" || first == "commune" || first == "mairie";
    if (hall && (second == "de" || second == "du" || second == "des") && words.size() > 2) words.erase(0, 2);
}

/// "Le Havre", "Havre (Le)", "HAVRE LE" are one. One word is always left.
void drop_outer_articles(Words& words) {
    while (words.size() > 1 && is_article(words.text(0))) words.erase(0);
    while (words.size() > 1 && is_article(words.text(words.size() - 1))) words.erase(words.size() - 1);
}

bool drop_once(Words& words) {
    const std::size_t before = words.size();
    drop_town_hall(words);
    const bool arrondissements = has_arrondissements(words.text(0));
    for (std::size_t at = 0; at < words.size();)
        if (is_no_municipality(words.text(at), arrondissements && at > 0) || is_bare_elision(words, at))
            words.erase(at);
        else
            ++at;
    drop_outer_articles(words);
    return words.size() < before;
}

} // namespace

std::string normal_municipality(std::string_view text) {
    Words words(text, WordStyle::address);
    for (std::size_t at = 0; at < words.size(); ++at) words[at].text = one_municipal_spelling(words.text(at));
    while (drop_once(words)) {
    }
    return words.str();
}

} // namespace moisson
