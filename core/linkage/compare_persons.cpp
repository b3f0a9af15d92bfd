#include "core/linkage/compare_rows.hpp"
#include "core/linkage/similarity.hpp"
#include "core/linkage/word_match.hpp"

#include <algorithm>

namespace moisson {

namespace {

struct PersonName {
    std::span<const LinkWord> words;
    std::string_view text;
};

PersonName surname_of(const RowOf& of) {
    return {of.table.person_words(of.row), of.table.text(of.row, of.row.person_text)};
}

PersonName given_of(const RowOf& of) {
    return {of.table.given_words(of.row), of.table.text(of.row, of.row.given_text)};
}

/// 0 equal, 1 spelled otherwise, 2 a part of it, an initial or a short form, 3 different.
int part_level(const RowOf& a, const PersonName& name_a, const RowOf& b, const PersonName& name_b) {
    if (name_a.words.empty() || name_b.words.empty()) return -1;
    if (name_a.text == name_b.text) return 0;
    const double similarity = jaro_winkler(name_a.text, name_b.text);
    const std::size_t shorter = std::min(name_a.text.size(), name_b.text.size());
    if (similarity >= 0.92 || (shorter >= 4 && letter_slips(name_a.text, name_b.text, 1) <= 1)) return 1;
    if (similarity >= 0.82 || (shorter <= 2 && name_a.text.front() == name_b.text.front())) return 2;
    const WordMatch match = match_words({a.table, a.row, name_a.words}, {b.table, b.row, name_b.words}, 1);
    return match.contained() >= 0.5 ? 2 : 3;
}

/// Of two ways to pair the names of two persons; absent counts as different.
int sum_of(const PersonLevels& levels) {
    return (levels.person < 0 ? 3 : levels.person) + (levels.given < 0 ? 3 : levels.given);
}

} // namespace

/// A surname and a given name that changed places count as spelled otherwise.
PersonLevels person_levels(const RowOf& a, const RowOf& b) {
    const PersonName surname_a = surname_of(a), surname_b = surname_of(b);
    const PersonName given_a = given_of(a), given_b = given_of(b);
    const PersonLevels straight{part_level(a, surname_a, b, surname_b), part_level(a, given_a, b, given_b)};
    if (sum_of(straight) <= 2) return straight;
    PersonLevels crossed{part_level(a, surname_a, b, given_b), part_level(a, given_a, b, surname_b)};
    if (crossed.person > crossed.given) std::swap(crossed.person, crossed.given);
    if (crossed.person == 0) crossed.person = 1;
    if (crossed.given == 0) crossed.given = 1;
    return sum_of(crossed) < sum_of(straight) - 1 ? crossed : straight;
}

namespace {

/// Of year, month and day: how many agree.
int equal_date_parts(std::string_view a, std::string_view b) {
    return (a.substr(0, 4) == b.substr(0, 4)) + (a.substr(4, 2) == b.substr(4, 2)) +
           (a.substr(6, 2) == b.substr(6, 2));
}

bool day_and_month_swapped(std::string_view a, std::string_view b) {
    return a.substr(0, 4) == b.substr(0, 4) && a.substr(4, 2) == b.substr(6, 2) &&
           a.substr(6, 2) == b.substr(4, 2);
}

} // namespace

/// 0 equal, 1 a slip of one digit or day and month swapped, 2 two of year, month and day (or the year, where
/// one side knows no more), 3 the year or nearly, 4 other.
int birth_level(const RowOf& a, const RowOf& b) {
    const std::string_view birth_a = a.table.text(a.row, a.row.birth_text);
    const std::string_view birth_b = b.table.text(b.row, b.row.birth_text);
    if (birth_a.size() < 4 || birth_b.size() < 4) return -1;
    if (birth_a == birth_b) return 0;
    if (birth_a.size() < 8 || birth_b.size() < 8) return birth_a.substr(0, 4) == birth_b.substr(0, 4) ? 2 : 4;
    const std::size_t distance = letter_slips(birth_a, birth_b, 2);
    if (distance == 1 || day_and_month_swapped(birth_a, birth_b)) return 1;
    const int parts = equal_date_parts(birth_a, birth_b);
    if (parts == 2) return 2;
    return distance <= 2 || birth_a.substr(0, 4) == birth_b.substr(0, 4) ? 3 : 4;
}

} // namespace moisson
