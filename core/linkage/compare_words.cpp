#include "core/linkage/compare_rows.hpp"
#include "core/linkage/word_match.hpp"

#include <algorithm>
#include <cstdlib>

namespace moisson {

namespace {

/// Within a municipality its name distinguishes nothing: "Mairie" is "Mairie de Lyon".
constexpr double weight_of_place_words = 0.05;
/// A name of less weight is no evidence by being contained: "association" in "association emploi".
constexpr double least_contained = 0.35;
/// A name of less weight is one that others may well have too: "mairie", "association emploi", "las vegas".
constexpr double least_telling = 0.95;
/// A name of less weight is the municipality's, whose words then count: "noyers" and "service noyers" where
/// all are services.
constexpr double least_name = 0.12;

double weight_of_words(std::span<const LinkWord> words, double place_weight) {
    double weight = 0;
    for (const LinkWord& word : words) weight += word.weight / 255.0 * (word.of_place ? place_weight : 1);
    return weight;
}

} // namespace

/// 0 the same words, in any order, and telling ones, 1 the same words, which others may have too, 2 spelled
/// or shortened otherwise, 3 all but a lesser word, 4 one is the other with an addition, 5 half of it, 6
/// little, 7 nothing, or words that tell apart: north and south, a town hall and its social action.
int name_level(const RowOf& a, const RowOf& b, bool same_zone) {
    const auto words_a = a.table.name_words(a.row);
    const auto words_b = b.table.name_words(b.row);
    if (words_a.empty() || words_b.empty()) return -1;
    const double place_weight = same_zone ? weight_of_place_words : 1;
    const auto telling = [&] {
        return std::min(weight_of_words(words_a, place_weight), weight_of_words(words_b, place_weight)) >=
               least_telling;
    };
    if (a.row.name == b.row.name) return telling() ? 0 : 1;
    const bool light =
        std::min(weight_of_words(words_a, place_weight), weight_of_words(words_b, place_weight)) < least_name;
    const WordMatch match =
        match_words({a.table, a.row, words_a}, {b.table, b.row, words_b}, light ? 1 : place_weight);
    const double share = match.share();
    if (match.contradicts) return 7;
    if (share >= 0.97 && match.exact) return telling() ? 0 : 1;
    if (share >= 0.88) return 2;
    if (share >= 0.72) return 3;
    if (match.contained() >= 0.95 && match.common >= least_contained) return 4;
    if (share >= 0.45) return 5;
    return share >= 0.2 ? 6 : 7;
}

/// 0 the same, 1 most or the beginning of the list, 2 at least one, 3 none.
int authors_level(const RowOf& a, const RowOf& b) {
    const auto words_a = a.table.author_words(a.row);
    const auto words_b = b.table.author_words(b.row);
    if (words_a.empty() || words_b.empty()) return -1;
    const WordMatch match = match_words({a.table, a.row, words_a}, {b.table, b.row, words_b}, 1);
    if (match.share() >= 0.9) return 0;
    if (match.share() >= 0.55 || match.contained() >= 0.9) return 1;
    return match.share() >= 0.2 ? 2 : 3;
}

/// 0 equal, 1 one apart (a preprint and its article), 2 other.
int year_level(const LinkRow& a, const LinkRow& b) {
    if (!a.year || !b.year) return -1;
    return std::min(std::abs(a.year - b.year), 2);
}

} // namespace moisson
