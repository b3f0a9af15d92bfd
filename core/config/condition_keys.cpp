// Keys of conditions: [filter], `when` and `rules` use the same words.
#include "core/config/feed.hpp"
#include "core/config/keys.hpp"

namespace moisson {
namespace {

using enum KeyType;

/// What a condition says, in `section`.
std::vector<Key> condition_rows(std::string_view section) {
    return {
        {.section = section,
         .name = "column",
         .help = "csv: the column that is looked at.",
         .slot = INTO(Condition, columns),
         .also = "colonne col",
         .example = "\"Type\""},
        {.section = section,
         .name = "columns",
         .type = text_list,
         .help = "csv: several columns; one of them is enough.",
         .slot = INTO(Condition, columns),
         .also = "colonnes",
         .example = "[\"Public 1\", \"Public 2\"]"},
        {.section = section,
         .name = "path",
         .help = "json, xml: the path that is looked at.",
         .slot = INTO(Condition, columns),
         .also = "chemin",
         .example = "\"tags/*/code\""},
        {.section = section,
         .name = "paths",
         .type = text_list,
         .help = "json, xml: several paths; one of them is enough.",
         .slot = INTO(Condition, columns),
         .also = "chemins"},
        {.section = section,
         .name = "equals",
         .type = text_list,
         .help = "The value is one of these, without regard to case and accents.",
         .slot = INTO(Condition, equals),
         .also = "egal",
         .example = "[\"ouvert\", \"oui\"]"},
        {.section = section,
         .name = "contains",
         .type = text_list,
         .help = "One of these stands somewhere in the value, without regard to case and accents.",
         .slot = INTO(Condition, contains),
         .also = "termes contient",
         .example = "[\"gratuit\", \"accès libre\"]"},
        {.section = section,
         .name = "except",
         .type = text_list,
         .help = "None of these stands in the same value.",
         .slot = INTO(Condition, except),
         .also = "sauf",
         .example = "[\"gratuit sous condition\"]"},
        {.section = section,
         .name = "matches",
         .help = "A regular expression (RE2) that must be found in the value.",
         .slot = INTO(Condition, matches),
         .example = "'^1[0-9]$'"},
        {.section = section,
         .name = "empty",
         .type = boolean,
         .help = "true: nothing stands in any of the columns; false: something stands in one.",
         .slot = INTO(Condition, empty),
         .also = "vide"},
        {.section = section,
         .name = "own_feeds",
         .type = special,
         .help =
             "true: the value names another feed of this directory (its id, or an identifier that we "
             "published from it): a record that came to this source through us, or that we harvest at its "
             "own source.",
         .example = "true"},
    };
}

} // namespace

std::vector<Key> condition_key_rows() {
    std::vector<Key> rows = {
        {.section = "KIND.FIELD.RULE",
         .name = "value",
         .type = special,
         .help = "What the field gets, a text or a list of texts. Without it: what the columns say.",
         .also = "valeur cible values",
         .example = "\"payant\""},
        {.section = "KIND.FIELD.RULE",
         .name = "when",
         .type = special,
         .help = "Several conditions that must all hold, in place of one in the rule itself.",
         .example = "[{ column = \"Type\", equals = [\"A\"] }, { column = \"Tarif\", empty = true }]"},
    };
    const auto add = [&](std::vector<Key> more) { rows.insert(rows.end(), more.begin(), more.end()); };
    add(condition_rows("KIND.FIELD.RULE"));
    add({{.section = "filter",
          .name = "keep",
          .type = special,
          .help = "A list of conditions; a raw record is taken when all of them hold.",
          .example = "[{ column = \"Statut\", equals = [\"ouvert\"] }]"},
         {.section = "filter",
          .name = "drop",
          .type = special,
          .help = "A list of conditions; a raw record is left out when one of them holds.",
          .example = "[{ column = \"source\", own_feeds = true }]"}});
    add(condition_rows("filter.CONDITION"));
    return rows;
}

} // namespace moisson
