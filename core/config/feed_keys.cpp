// Every key of a feed file but those of a field's mapping (mapping_keys.cpp) and [source] (source_keys.cpp).
// Order = order of the reference page.
#include "core/config/feed.hpp"
#include "core/config/keys.hpp"

namespace moisson {
namespace {

using enum KeyType;

std::vector<Section> feed_sections() {
    return {
        {.path = "", .help = "First lines of the file."},
        {.path = "producer", .help = "Who publishes the data.", .required = true},
        {.path = "contact", .help = "Whom to tell when something is wrong with the feed.", .required = true},
        {.path = "license", .help = "Under which licence the data may be republished.", .required = true},
        {.path = "schedule", .help = "How often the source is read.", .required = true},
        {.path = "source", .help = "Where the data is and how to read it.", .required = true},
        {.path = "source.csv", .help = "How a CSV file is written; only for type = \"csv\"."},
        {.path = "source.auth", .help = "How to identify ourselves to the source."},
        {.path = "source.portal",
         .help = "Which data sets of a portal are wanted (type = \"ckan\", \"opendatasoft\", \"udata\", …); "
                 "a portal "
                 "needs no mapping, and a [dataset] table replaces single fields."},
        {.path = "source.table",
         .help = "Which table of a service (type = \"ckan-datastore\", \"opendatasoft-records\", "
                 "\"socrata-records\", \"arcgis-layer\", \"wfs\"); pages and order are known."},
        {.path = "source.pagination", .help = "How to get the following pages of an answer."},
        {.path = "source.incremental", .help = "Ask only for what changed since the last run."},
        {.path = "source.limits", .help = "Limits that protect the source and us."},
        {.path = "source.tls", .help = "Certificates of an https source that needs its own."},
        {.path = "source.ssh", .help = "SFTP: the key that identifies the server, and our login by a key."},
        {.path = "source.archive", .help = "Which file of an archive holds the data."},
        {.path = "source.sheet", .help = "Which sheet of a spreadsheet (xlsx, ods) holds the data."},
        {.path = "source.geo", .help = "Coordinate system of the source's coordinates."},
        {.path = "KIND",
         .help = "One table per kind of the common schema: [structure], [service], [dataset]. On the left "
                 "the field of the "
                 "schema, on the right the producer's column (CSV, spreadsheets) or path (JSON, XML), or { … "
                 "} with the "
                 "keys below."},
        {.path = "KIND.EXPLODE",
         .help = "The long form of explode: [service] explode = { column = \"Activités\", split = \";\" }."},
        {.path = "KIND.FIELD",
         .help = "The long form of a mapping: nom = { column = \"Nom\", truncate = 150 }."},
        {.path = "KIND.FIELD.RULE",
         .help =
             "A line of rules: { value = \"payant\", columns = [\"Tarif\"], contains = [\"€\"] }. At most "
             "one of equals, contains, matches, empty and own_feeds; with a column alone, the column must "
             "be filled."},
        {.path = "values.NAME",
         .help = "A table from the producer's words to the schema's values. Case, accents, spaces and "
                 "apostrophes "
                 "do not matter."},
        {.path = "aliases",
         .help = "Identifiers that the producer renamed: the records keep their public id and their history. "
                 "`moisson aliases FEED` shows those that were recognised, `--export` writes the file."},
        {.path = "filter", .help = "Which raw records are taken at all."},
        {.path = "filter.CONDITION",
         .help =
             "A condition of keep, drop or when: { column = \"Type\", equals = [\"a\", \"b\"] }. One of "
             "equals, contains, matches, empty and own_feeds; except goes with the first three or alone."},
        {.path = "trust", .help = "How much this producer is believed when several describe the same thing."},
        {.path = "guards",
         .help = "Limits that hold a run until a person decides. Nothing is applied while a run is held."},
        {.path = "resources",
         .help = "Whether the files and services that data sets name still answer. It informs (`moisson "
                 "resources`, "
                 "`moisson report`); nothing is withdrawn for it."},
        {.path = "personal_data", .help = "What may be published of personal data."},
        {.path = "tests", .help = "Unit tests of the mapping; `moisson check` runs them.", .list = true},
    };
}

std::vector<Key> general_rows() {
    return {
        {.section = "",
         .name = "version",
         .type = count,
         .required = true,
         .allowed = "1",
         .help = "Version of this file format.",
         .slot = INTO(FeedConfig, version),
         .example = "1"},
        {.section = "",
         .name = "id",
         .required = true,
         .help = "Permanent name of the feed: lower-case letters, digits and dashes, the same as the file's "
                 "name. It is part of every record's key: never change it.",
         .slot = INTO(FeedConfig, id),
         .also = "identifiant name nom slug",
         .example = "\"asso-ain\""},
        {.section = "",
         .name = "title",
         .required = true,
         .help = "Title for people, in French.",
         .slot = INTO(FeedConfig, title),
         .also = "titre name nom label",
         .example = "\"Annuaire des structures de l'Ain\""},
        {.section = "",
         .name = "enabled",
         .type = boolean,
         .fallback = "true",
         .help = "false: the feed is checked but not harvested; its records stay.",
         .slot = INTO(FeedConfig, enabled),
         .also = "active actif"},

        {.section = "producer",
         .name = "name",
         .required = true,
         .help = "Name of the organisation.",
         .slot = INTO(FeedConfig, producer.name),
         .also = "nom title",
         .example = "\"Réseau Insertion Ain\""},
        {.section = "producer",
         .name = "siret",
         .help = "Its SIRET: 14 digits in quotes.",
         .slot = INTO(FeedConfig, producer.siret),
         .example = "\"13003013300016\""},
        {.section = "producer",
         .name = "website",
         .help = "Its web site.",
         .slot = INTO(FeedConfig, producer.website),
         .also = "url site"},
        {.section = "producer",
         .name = "organization",
         .help = "Its organisation id on data.gouv.fr.",
         .slot = INTO(FeedConfig, producer.organization),
         .also = "organisation"},

        {.section = "contact",
         .name = "email",
         .required = true,
         .help = "Address of a person or, better, of a team.",
         .slot = INTO(FeedConfig, contact.email),
         .also = "courriel courrriel mail e-mail adresse",
         .example = "\"donnees@example.fr\""},
        {.section = "contact",
         .name = "name",
         .help = "Name of that person or team.",
         .slot = INTO(FeedConfig, contact.name),
         .also = "nom"},
        {.section = "contact",
         .name = "phone",
         .help = "Telephone.",
         .slot = INTO(FeedConfig, contact.phone),
         .also = "telephone tel"},
        {.section = "contact",
         .name = "notify",
         .type = text_list,
         .allowed = "failure guard rejects weekly",
         .help = "What the contact is told: the source cannot be read, a guard holds a run, records were "
                 "refused, a weekly summary.",
         .slot = INTO(FeedConfig, contact.notify)},

        {.section = "license",
         .name = "id",
         .required = true,
         .allowed = "lov2 odc-odbl fr-lo cc-by cc-by-sa cc-zero odc-by odc-pddl other-at other-open other-pd "
                    "notspecified",
         .help = "Licence, by its id on data.gouv.fr.",
         .slot = INTO(FeedConfig, license.id),
         .example = "\"lov2\""},
        {.section = "license",
         .name = "attribution",
         .help = "How the producer wants to be named.",
         .slot = INTO(FeedConfig, license.attribution)},

        {.section = "schedule",
         .name = "every",
         .type = duration,
         .required = true,
         .help = "Time between two reads; the exact instant is spread automatically.",
         .slot = INTO(FeedConfig, schedule.every),
         .minimum = 60,
         .maximum = 366.0 * 86400,
         .also = "period frequence frequency interval",
         .example = "\"1d\""},
        {.section = "schedule",
         .name = "window",
         .help = "Time of day in which to read, in local time.",
         .slot = INTO(FeedConfig, schedule.window),
         .example = "\"02:00-05:00\""},
        {.section = "schedule",
         .name = "day",
         .allowed = "monday tuesday wednesday thursday friday saturday sunday",
         .help = "Day of the week, for a weekly feed.",
         .slot = INTO(FeedConfig, schedule.day),
         .also = "jour"},
        {.section = "schedule",
         .name = "timezone",
         .fallback = "\"Europe/Paris\"",
         .help = "Time zone of window and day (IANA name).",
         .slot = INTO(FeedConfig, schedule.timezone),
         .also = "tz"},
        {.section = "schedule",
         .name = "adaptive",
         .type = boolean,
         .fallback = "false",
         .help = "true: read less often while nothing changes, more often when it does.",
         .slot = INTO(FeedConfig, schedule.adaptive)},
    };
}

std::vector<Key> decision_rows() {
    return {
        {.section = "trust",
         .name = "level",
         .type = number,
         .fallback = "0.5",
         .help = "0 = believed least, 1 = believed most.",
         .slot = INTO(FeedConfig, trust_level),
         .maximum = 1},
        {.section = "trust",
         .name = "fields",
         .type = level_map,
         .help = "The level of single fields of the schema.",
         .slot = INTO(FeedConfig, trust_fields),
         .maximum = 1,
         .example = "{ telephone = 0.9 }"},
        {.section = "trust",
         .name = "republishes",
         .type = boolean,
         .fallback = "false",
         .help = "This source repeats records of other producers: in a merged record they count once and "
                 "never pass for fresher. Records whose id is \"feed--id\" of a member count so without it.",
         .slot = INTO(FeedConfig, republishes)},

        {.section = "guards",
         .name = "max_deletions",
         .type = percent_or_count,
         .help = "Withdrawn and newly missing records, as a share of the known ones or as a count. Default: "
                 "20 % and more than 10 records; a written value has no floor of 10.",
         .also = "max_removals max_withdrawn",
         .example = "\"10 %\""},
        {.section = "guards",
         .name = "min_records",
         .type = count,
         .fallback = "0",
         .help = "Fewest records of a snapshot. A snapshot without any record is always held.",
         .slot = INTO(FeedConfig, guards.min_records)},
        {.section = "guards",
         .name = "max_rejects",
         .type = percent,
         .fallback = "\"30 %\"",
         .help = "Share of records in error beyond which the whole snapshot is refused.",
         .slot = INTO(FeedConfig, guards.max_rejects),
         .also = "max_errors"},
        {.section = "guards",
         .name = "max_new_ids",
         .type = percent,
         .fallback = "\"30 %\"",
         .help = "Share of new ids that, together with as many withdrawn, looks like renewed ids.",
         .slot = INTO(FeedConfig, guards.max_new_ids)},
        {.section = "guards",
         .name = "max_changes",
         .type = percent,
         .help = "Share of changed records. Default: no limit.",
         .slot = INTO(FeedConfig, guards.max_changes)},

        {.section = "guards",
         .name = "renames",
         .fallback = "\"hold\"",
         .allowed = "hold accept ignore",
         .help =
             "Data sets that come back under another identifier (same title, publisher and addresses): hold "
             "the run and propose aliases, accept them at once, or take them for new ones.",
         .slot = INTO(FeedConfig, guards.renames)},

        {.section = "aliases",
         .name = "map",
         .type = text_map,
         .help = "Old identifier = new identifier.",
         .example = "{ \"https://portail.example/d/arbres\" = \"0b1c2d3e\" }"},
        {.section = "aliases",
         .name = "file",
         .help = "A CSV file with the columns old and new, beside this file or in ../values.",
         .example = "\"alias.csv\""},

        {.section = "resources",
         .name = "check",
         .type = boolean,
         .fallback = "false",
         .help = "true: the daemon asks each address from time to time (HEAD, one at a time, hosts in turn).",
         .slot = INTO(FeedConfig, resources.check)},
        {.section = "resources",
         .name = "every",
         .type = duration,
         .fallback = "\"14d\"",
         .help = "Time between two questions to one address; the first ones are spread over it.",
         .slot = INTO(FeedConfig, resources.every),
         .minimum = 86400,
         .example = "\"30d\""},

        {.section = "personal_data",
         .name = "contains",
         .type = boolean,
         .fallback = "false",
         .help = "true: the source holds personal data.",
         .slot = INTO(FeedConfig, contains_personal_data)},
        {.section = "personal_data",
         .name = "contact",
         .help = "Address for people who oppose the publication of their data.",
         .slot = INTO(FeedConfig, personal_data_contact)},
        {.section = "personal_data",
         .name = "fields",
         .type = text_map,
         .allowed = "publish publish-if-generic never-publish never-store",
         .help = "What happens to single fields: publish-if-generic keeps contact@… and drops first.last@….",
         .slot = INTO(FeedConfig, personal_data),
         .example = "{ courriel = \"publish-if-generic\" }"},
    };
}

} // namespace

const KeyTable& feed_keys() {
    static const KeyTable table = [] {
        std::vector<Key> rows;
        for (auto part : {general_rows(), source_key_rows(), source_detail_key_rows(), portal_key_rows(),
                          table_key_rows(), mapping_key_rows(), condition_key_rows(), decision_rows()})
            rows.insert(rows.end(), part.begin(), part.end());
        return KeyTable("feed", feed_sections(), std::move(rows));
    }();
    return table;
}

} // namespace moisson
