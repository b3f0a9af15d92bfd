#include "core/linkage/compare.hpp"

#include "core/linkage/compare_rows.hpp"

#include <algorithm>

namespace moisson {

namespace {

/// What is left between the heaviest pair that a person is asked about and the lightest that is linked.
constexpr double just_below = 1.0 / 1024;

void set_known(Levels& levels, Comparison comparison, int level) {
    if (level >= 0) levels.set(comparison, level);
}

} // namespace

ComparedButName compare_but_name(const RowOf& a, const RowOf& b) {
    ComparedButName compared;
    Levels& levels = compared.levels;
    const int zone = zone_level(a, b);
    compared.one_zone = zone == 0 || zone == 1;
    const PersonLevels person = person_levels(a, b);
    set_known(levels, Comparison::person, person.person);
    set_known(levels, Comparison::given, person.given);
    set_known(levels, Comparison::birth, birth_level(a, b));
    set_known(levels, Comparison::authors, authors_level(a, b));
    set_known(levels, Comparison::year, year_level(a.row, b.row));
    const int place = place_level(a, b, zone);
    set_known(levels, Comparison::place, place);
    if (place < 0)
        set_known(levels, Comparison::zone, zone); // else it is part of the place, and would count twice
    set_known(levels, Comparison::siret, siret_level(a.row, b.row));
    set_known(levels, Comparison::phone, phone_level(a, b));
    set_known(levels, Comparison::email, email_level(a, b));
    set_known(levels, Comparison::website, website_level(a.row, b.row));
    set_known(levels, Comparison::parent, parent_level(a.row, b.row));
    set_known(levels, Comparison::feed, feed_level(a.row, b.row));
    return compared;
}

void compare_name(const RowOf& a, const RowOf& b, ComparedButName& compared) {
    set_known(compared.levels, Comparison::name, name_level(a, b, compared.one_zone));
}

Levels compare_rows(const RowOf& a, const RowOf& b) {
    ComparedButName compared = compare_but_name(a, b);
    compare_name(a, b, compared);
    return compared.levels;
}

PairGuard row_guard(const RowOf& a, const RowOf& b) {
    // A producer that lists two things below one parent under two ids means two: "Permanence", twice a week.
    // So does a catalogue with its data sets, however alike their titles are.
    const bool own = (a.row.parent && b.row.parent) || a.table.profile().of_catalogues;
    if (own && a.row.feed == b.row.feed) return PairGuard::at_most_review;
    if (!a.row.siret_valid || !b.row.siret_valid) return PairGuard::none;
    if (a.row.siret != b.row.siret)
        return a.row.siren != b.row.siren ? PairGuard::at_most_review : PairGuard::none;
    const int zone = zone_level(a, b);
    return zone == 0 || zone == 1 ? PairGuard::at_least_review : PairGuard::none;
}

namespace {

/// Both records as rows of one table.
LinkTable pair_table(const LinkProfile& profile, const LinkRecord& a, const LinkRecord& b) {
    LinkTable table(profile);
    table.add(a);
    table.add(b);
    return table;
}

} // namespace

Levels compare(const LinkModel& model, const LinkRecord& a, const LinkRecord& b) {
    LinkTable table = pair_table(model.profile, a, b);
    table.weigh(model);
    return compare_rows({table, table.row(0)}, {table, table.row(1)});
}

PairGuard pair_guard(const LinkRecord& a, const LinkRecord& b) {
    const LinkTable table = pair_table({}, a, b);
    return row_guard({table, table.row(0)}, {table, table.row(1)});
}

double guarded_weight(double weight, PairGuard guard, const LinkThresholds& thresholds) {
    if (guard == PairGuard::at_most_review) return std::min(weight, thresholds.same - just_below);
    if (guard == PairGuard::at_least_review) return std::max(weight, thresholds.review);
    return weight;
}

} // namespace moisson
