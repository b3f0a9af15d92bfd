#include "core/linkage/compare_rows.hpp"
#include "core/linkage/normal/distance.hpp"
#include "core/linkage/similarity.hpp"
#include "core/linkage/word_match.hpp"

#include <bit>
#include <cmath>

namespace moisson {

namespace {

constexpr double next_door = 60, near = 250, walk = 1500, away = 5000; ///< metres

bool like_names(const RowOf& a, const RowOf& b) {
    std::string_view name_a = a.table.text(a.row, a.row.municipality_text);
    std::string_view name_b = b.table.text(b.row, b.row.municipality_text);
    if (name_a.size() > name_b.size()) std::swap(name_a, name_b);
    const bool longer = name_a.size() >= 5 && name_b.starts_with(name_a) && name_b[name_a.size()] == ' ';
    return longer || jaro_winkler(name_a, name_b) >= 0.93;
}

bool different(std::uint32_t a, std::uint32_t b) { return a && b && a != b; }

} // namespace

/// 0 the same municipality, 1 one of its names or codes says so and another does not, or it is spelled
/// otherwise
/// ("new york", "new york city"), 2 the same département, or two names without any code (a district and its
/// city have nothing in common), 3 elsewhere.
int zone_level(const RowOf& a, const RowOf& b) {
    if (!a.row.zone || !b.row.zone) return a.row.insee && a.row.insee == b.row.insee ? 0 : -1;
    const bool other_department =
        a.row.department && b.row.department && a.row.department != b.row.department;
    if (a.row.insee && a.row.insee == b.row.insee) return 0;
    const bool same_name = a.row.municipality && a.row.municipality == b.row.municipality;
    const bool same_code = a.row.postcode && a.row.postcode == b.row.postcode;
    if (same_name && !other_department) return different(a.row.insee, b.row.insee) && !same_code ? 1 : 0;
    if (same_name || same_code) return 1;
    if (other_department) return 3;
    if (a.row.municipality && b.row.municipality && like_names(a, b)) return 1;
    const bool known = a.row.department && b.row.department;
    return known || !(a.row.department || b.row.department || a.row.postcode || b.row.postcode) ? 2 : 3;
}

namespace {

/// How far two streets agree: whether they are one, and whether the houses are.
enum class StreetAgreement : std::uint8_t { unknown, house, house_unsure, street, other };

constexpr double least_like = 0.94; ///< Jaro-Winkler of two spellings of one street

/// False where Jaro-Winkler cannot reach least_like: with the best prefix that asks for a Jaro of 0.9, thus
/// for m/|a| + m/|b| >= 1.7; letters of one side only have no match.
bool may_be_like(std::string_view a, std::uint32_t in_a, std::string_view b, std::uint32_t in_b) {
    const auto only = [](std::uint32_t one, std::uint32_t other) {
        return static_cast<double>(std::popcount(one & ~other));
    };
    const auto size_a = static_cast<double>(std::min(a.size(), longest_compared)),
               size_b = static_cast<double>(std::min(b.size(), longest_compared));
    const double most = std::min(size_a - only(in_a, in_b), size_b - only(in_b, in_a));
    return most / size_a + most / size_b >= 1.7;
}

bool one_street(const RowOf& a, const RowOf& b) {
    if (a.row.street == b.row.street) return true;
    const std::string_view text_a = a.table.text(a.row, a.row.street_text);
    const std::string_view text_b = b.table.text(b.row, b.row.street_text);
    if (may_be_like(text_a, a.row.street_letters, text_b, b.row.street_letters) &&
        jaro_winkler(text_a, text_b) >= least_like)
        return true;
    const WordMatch match = match_words({a.table, a.row, a.table.street_words(a.row)},
                                        {b.table, b.row, b.table.street_words(b.row)}, 1);
    return match.share() >= 0.72 || (match.contained() >= 0.95 && match.common >= 0.6);
}

/// "12" and "12b".
bool one_house_perhaps(std::string_view a, std::string_view b) {
    const auto digits = [](std::string_view text) {
        return text.substr(0, text.find_first_not_of("0123456789"));
    };
    return a.empty() || b.empty() || digits(a) == digits(b);
}

StreetAgreement street_agreement(const RowOf& a, const RowOf& b) {
    if (!a.row.street || !b.row.street) return StreetAgreement::unknown;
    if (!one_street(a, b)) return StreetAgreement::other;
    if (a.row.number && a.row.number == b.row.number) return StreetAgreement::house;
    if (one_house_perhaps(a.table.text(a.row, a.row.number_text), b.table.text(b.row, b.row.number_text)))
        return StreetAgreement::house_unsure;
    return StreetAgreement::street;
}

double metres_between(const LinkRow& a, const LinkRow& b) {
    if (std::isnan(a.latitude) || std::isnan(b.latitude)) return std::nan("");
    return distance_in_metres(double{a.latitude}, double{a.longitude}, double{b.latitude},
                              double{b.longitude});
}

} // namespace

/// Address, postcode and position say one thing, therefore one comparison. 0 the same house, 1 the same
/// street and perhaps the same house, or next door by position, 2 within 250 m, 3 the same street, 4 within a
/// walk, 5 other streets of one municipality, 6 the same house of another municipality (one of the addresses
/// is wrong, or every village has that street), 7 elsewhere.
int place_level(const RowOf& a, const RowOf& b, int zone) {
    const double metres = metres_between(a.row, b.row);
    const bool measured = !std::isnan(metres);
    if (measured && metres > away) return 7; // whatever the streets are called
    const StreetAgreement street = street_agreement(a, b);
    if (street == StreetAgreement::unknown && !measured) return -1;
    const bool elsewhere = !measured && zone >= 2;
    if (elsewhere) return street == StreetAgreement::house ? 6 : 7;
    if (street == StreetAgreement::house) return 0;
    if (street == StreetAgreement::house_unsure || metres < next_door) return 1;
    if (metres < near) return 2;
    if (street == StreetAgreement::street) return 3;
    return metres < walk ? 4 : 5;
}

} // namespace moisson
