// Keys of a field's mapping, of value tables and mapping tests.
#include "core/config/feed.hpp"
#include "core/config/keys.hpp"

namespace moisson {

using enum KeyType;

std::vector<Key> mapping_key_rows() {
    return {
        {.section = "KIND",
         .name = "explode",
         .type = special,
         .help =
             "Column or path of a list: one record of this kind for each element of it. JSON and XML: the "
             "paths of the fields then start at the element, \"../id\" is the record's, \".\" the element "
             "itself. CSV: each record sees one element in that column; { column = \"Activités\", split "
             "= \";\" } when the cell is not written as a list.",
         .also = "eclater",
         .example = "\"services\""},
        {.section = "KIND",
         .name = "when",
         .type = special,
         .help =
             "Only the records (or elements) for which this holds are of this kind: { Column = \"value\" }, "
             "a condition { column, equals, … } or a list of conditions that must all hold.",
         .also = "si quand if",
         .example = "{ column = \"Type\", equals = [\"service\"] }"},
        {.section = "KIND.EXPLODE",
         .name = "column",
         .help = "csv: the column that holds the list.",
         .slot = INTO(KindMapping, explode),
         .also = "colonne"},
        {.section = "KIND.EXPLODE",
         .name = "path",
         .help = "json, xml: the path of the list, or of the repeated element.",
         .slot = INTO(KindMapping, explode),
         .also = "chemin"},
        {.section = "KIND.EXPLODE",
         .name = "split",
         .help = "Separator of the elements, when the cell is not written as [\"a\", \"b\"].",
         .slot = INTO(KindMapping, explode_split),
         .example = "\";\""},

        {.section = "KIND.FIELD",
         .name = "column",
         .help = "csv: the producer's column.",
         .also = "colonne col",
         .example = "\"Nom de la structure\""},
        {.section = "KIND.FIELD",
         .name = "path",
         .help = "json, xml: path from the record: \"structure/nom\", \"topics/*/code\", \"@id\". geojson: "
                 "from the properties; "
                 "\"@latitude\" and \"@longitude\" are one point of any geometry.",
         .also = "chemin",
         .example = "\"topics/*/code\""},
        {.section = "KIND.FIELD",
         .name = "columns",
         .type = text_list,
         .help = "csv: several columns, joined as `pick` says.",
         .also = "colonnes",
         .example = "[\"Adresse 1\", \"Adresse\"]"},
        {.section = "KIND.FIELD",
         .name = "paths",
         .type = text_list,
         .help = "json, xml: several paths, joined as `pick` says.",
         .also = "chemins"},
        {.section = "KIND.FIELD",
         .name = "template",
         .help = "A text with columns or paths in braces. A line whose columns are all empty disappears.",
         .slot = INTO(FieldMapping, template_text),
         .also = "modele",
         .example = "\"{Présentation}\\n\\nPermanences : {Permanences}\""},
        {.section = "KIND.FIELD",
         .name = "value",
         .help = "The same text for every record.",
         .slot = INTO(FieldMapping, constant),
         .also = "valeur constant const",
         .example = "\"formation\""},
        {.section = "KIND.FIELD",
         .name = "digest",
         .type = text_list,
         .help =
             "For identifiers only: computed from these columns when the producer has none. A structure_id "
             "with the digest of its structure's id refers to it.",
         .slot = INTO(FieldMapping, digest),
         .example = "[\"Nom\", \"Adresse\"]"},
        {.section = "KIND.FIELD",
         .name = "days",
         .type = special,
         .help =
             "For opening hours: the columns or paths of each day (Mo, Tu, We, Th, Fr, Sa, Su, PH for public "
             "holidays), one or a list. A cell such as \"9h-12h / 14h-17h\" or \"fermé\" becomes "
             "OpenStreetMap's "
             "opening_hours; one cell that is not understood leaves the field out.",
         .also = "jours",
         .example = "{ Mo = \"Lundi\", Tu = [\"Mardi matin\", \"Mardi après-midi\"] }"},
        {.section = "KIND.FIELD",
         .name = "rules",
         .type = special,
         .help = "Values that follow from what columns say: a list of { value, column or columns, contains, "
                 "except, … }. A list field gets the value of every rule that holds, any other field that of "
                 "the first. A rule that asks nothing always holds; one without a value gives what its "
                 "columns say. `columns` beside rules: those of every rule that names none.",
         .also = "regles choix",
         .example = "[{ value = \"payant\", columns = [\"Tarif\"], contains = [\"adhésion\"], except = "
                    "[\"sans adhésion\"] }]"},
        {.section = "KIND.FIELD",
         .name = "whole_record",
         .type = boolean,
         .help = "For a field of type json: the raw record as it came, all columns included; an XML element "
                 "as JSON: "
                 "{ \"@attribute\": …, \"child\": … }, its text beside others as \"#text\".",
         .slot = INTO(FieldMapping, whole_record),
         .also = "raw brut extra"},
        {.section = "KIND.FIELD",
         .name = "pick",
         .fallback = "\"first-non-empty\"",
         .allowed = "first-non-empty join all object",
         .help = "With several columns: the first that is not empty, all joined to one text, all as a list, "
                 "or (for a field of type json) one object { column: text }.",
         .slot = INTO(FieldMapping, pick)},
        {.section = "KIND.FIELD",
         .name = "join",
         .fallback = "\" \"",
         .help = "What stands between the parts with pick = \"join\".",
         .slot = INTO(FieldMapping, join)},
        {.section = "KIND.FIELD",
         .name = "absent",
         .type = text_list,
         .help = "Values that mean nothing, without regard to case and accents; * stands for any end: the "
                 "next column or the default is used. `absent` of [source] holds for all fields.",
         .slot = INTO(FieldMapping, absent),
         .also = "vide vides null nul sentinelle",
         .example = "[\"-\", \"NC\", \"Non renseigné\", \"000*\"]"},
        {.section = "KIND.FIELD",
         .name = "inside",
         .help = "A path into the JSON text that the column holds: \"*/nom\", \"adresse/ville\".",
         .slot = INTO(FieldMapping, inside),
         .also = "dans",
         .example = "\"*/nom\""},
        {.section = "KIND.FIELD",
         .name = "extract",
         .help = "A regular expression (RE2): its first group, or what it matches, is taken; a text without "
                 "a match gives nothing.",
         .slot = INTO(FieldMapping, extract),
         .also = "extraire regex regexp",
         .example = "'\\b(\\d{5})\\b'"},
        {.section = "KIND.FIELD",
         .name = "part",
         .type = count,
         .help = "With split: only this part of the text, 1 = the first.",
         .slot = INTO(FieldMapping, part),
         .minimum = 1,
         .maximum = 1000,
         .also = "partie",
         .example = "2"},
        {.section = "KIND.FIELD",
         .name = "split",
         .help = "Separator of a list in one cell; with `part`, of the parts of a text.",
         .slot = INTO(FieldMapping, split),
         .also = "separator separateur",
         .example = "\",\""},
        {.section = "KIND.FIELD",
         .name = "values",
         .help = "Name of a [values.NAME] table.",
         .slot = INTO(FieldMapping, values),
         .also = "valeurs map",
         .example = "\"reseaux\""},
        {.section = "KIND.FIELD",
         .name = "format",
         .help = "How the source writes dates, if neither ISO nor DD/MM/YYYY: YYYY, MM, DD, HH, MM, SS.",
         .slot = INTO(FieldMapping, format),
         .example = "\"YYYYMMDD\""},
        {.section = "KIND.FIELD",
         .name = "number",
         .allowed = "decimal-comma decimal-point",
         .help = "How the source writes decimals, when that is not clear.",
         .slot = INTO(FieldMapping, number)},
        {.section = "KIND.FIELD",
         .name = "clean",
         .allowed = "siret phone email url none",
         .help = "Cleaning by another rule than the schema's; none switches it off.",
         .slot = INTO(FieldMapping, clean)},
        {.section = "KIND.FIELD",
         .name = "convert",
         .allowed =
             "html-to-text lower upper latitude longitude opening-hours department departments-of-region",
         .help =
             "html-to-text; lower or upper case; latitude or longitude out of one \"lat, lon\" column; "
             "opening-hours: French sentences and JSON to OpenStreetMap's opening_hours (what is not "
             "surely understood is left out and reported); the département of a municipality or postal "
             "code; for a list, the départements of a region (its code or name, or a municipality of it).",
         .slot = INTO(FieldMapping, convert)},
        {.section = "KIND.FIELD",
         .name = "truncate",
         .type = count,
         .help = "Longest text in characters; longer ones end with ….",
         .slot = INTO(FieldMapping, truncate),
         .minimum = 1,
         .maximum = 1e6,
         .example = "150"},
        {.section = "KIND.FIELD",
         .name = "replace",
         .type = text_pairs,
         .help =
             "Regular expressions (RE2) and what replaces their matches (\\1 = first group), in this order.",
         .slot = INTO(FieldMapping, replace),
         .example = "[['^Tél\\. *', '']]"},
        {.section = "KIND.FIELD",
         .name = "default",
         .help = "Used when the source has nothing.",
         .slot = INTO(FieldMapping, default_value),
         .also = "defaut"},
        {.section = "KIND.FIELD",
         .name = "otherwise",
         .type = special,
         .help = "Another mapping (a column's name or { … }) that is used when this one gives nothing.",
         .also = "ou else sinon or",
         .example = "{ column = \"Adresse complète\" }"},
        {.section = "KIND.FIELD",
         .name = "when",
         .type = special,
         .help =
             "The mapping applies only to records for which this holds: { Column = \"value\" }, a condition "
             "{ column, contains, … } or a list of conditions that must all hold.",
         .also = "si quand if",
         .example = "{ column = \"Type\", equals = [\"Siège\"] }"},

        {.section = "values.NAME",
         .name = "unknown",
         .fallback = "\"report\"",
         .allowed = "report reject keep drop",
         .help = "A value that is not in the table: leave it out and report it; refuse the record; keep it "
                 "as it is; leave it out silently."},
        {.section = "values.NAME",
         .name = "map",
         .type = special,
         .help = "\"seen\" = \"normed\", a list of normed values, or \"\" for none. \"*\" matches all the "
                 "rest, \"ABC-*\" a beginning.",
         .example = "{ \"Croix Rouge\" = \"croix-rouge\", \"-\" = \"\" }"},
        {.section = "values.NAME",
         .name = "file",
         .help = "A UTF-8 CSV file with the columns seen and normed, beside the feed file or in values/.",
         .example = "\"reseaux.csv\""},

        {.section = "tests",
         .name = "input",
         .type = special,
         .required = true,
         .help = "A raw record: column = \"text\", or a list of texts for a path with several values. The "
                 "list of "
                 "an exploded kind is written as JSON text; XML: as a list of objects { \"path\": \"text\" "
                 "}, one for "
                 "each element.",
         .example = "{ \"Identifiant\" = \"A1\", \"SIRET\" = \"130 030 133 00016\" }"},
        {.section = "tests",
         .name = "element",
         .type = count,
         .fallback = "1",
         .help = "With explode: which element of the list is expected, 1 = the first.",
         .slot = INTO(MappingTest, element),
         .minimum = 1,
         .maximum = 1e6},
        {.section = "tests",
         .name = "expect",
         .type = special,
         .required = true,
         .help = "What must come out: field = \"text\" or a list of texts; structure.nom when several kinds "
                 "are mapped; \"\" = absent.",
         .example = "{ siret = \"13003013300016\" }"},
    };
}

} // namespace moisson
