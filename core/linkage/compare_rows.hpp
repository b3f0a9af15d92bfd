// Evidence of one pair of rows, each comparison by itself. Levels are described where they are decided; -1 =
// cannot be compared. All are symmetric.
#pragma once
#include "core/linkage/compare.hpp"
#include "core/linkage/link_table.hpp"

namespace moisson {

/// A row and the table that holds its texts.
struct RowOf {
    const LinkTable& table;
    const LinkRow& row;
};

Levels compare_rows(const RowOf& a, const RowOf& b);
/// The same in two steps: everything but the name, then the name.
struct ComparedButName {
    Levels levels;
    bool one_zone = false;
};
ComparedButName compare_but_name(const RowOf& a, const RowOf& b);
void compare_name(const RowOf& a, const RowOf& b, ComparedButName& compared);
PairGuard row_guard(const RowOf& a, const RowOf& b);

// compare_words.cpp
int name_level(const RowOf& a, const RowOf& b, bool same_zone);
int authors_level(const RowOf& a, const RowOf& b);
int year_level(const LinkRow& a, const LinkRow& b);
// compare_persons.cpp
struct PersonLevels {
    int person = -1, given = -1;
};
PersonLevels person_levels(const RowOf& a, const RowOf& b);
int birth_level(const RowOf& a, const RowOf& b);
// compare_places.cpp
int zone_level(const RowOf& a, const RowOf& b);
int place_level(const RowOf& a, const RowOf& b, int zone);
// compare_identifiers.cpp
int siret_level(const LinkRow& a, const LinkRow& b);
int phone_level(const RowOf& a, const RowOf& b);
int email_level(const RowOf& a, const RowOf& b);
int website_level(const LinkRow& a, const LinkRow& b);
int parent_level(const LinkRow& a, const LinkRow& b);
int feed_level(const LinkRow& a, const LinkRow& b);

} // namespace moisson
