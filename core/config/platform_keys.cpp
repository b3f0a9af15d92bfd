// The keys of [[target]] that speak of a platform (type = "udata"), and of publishing at all.
#include "core/config/app.hpp"
#include "core/config/keys.hpp"

namespace moisson {

using enum KeyType;

std::vector<Key> platform_key_rows() {
    return {
        {.section = "target",
         .name = "alarm_after",
         .type = duration,
         .fallback = "\"0s\"",
         .help =
             "Longest time in which nothing new is published before that is an alarm, even if every request "
             "succeeds; \"0s\" = never.",
         .slot = INTO(TargetConfig, alarm_after),
         .maximum = 366.0 * 86400,
         .example = "\"8d\""},
        {.section = "target",
         .name = "approval",
         .type = boolean,
         .fallback = "false",
         .help = "Whether each publication waits for `moisson approve NAME`.",
         .slot = INTO(TargetConfig, approval)},
        {.section = "target",
         .name = "url",
         .help = "udata, harvested: address of the platform.",
         .slot = INTO(TargetConfig, url),
         .also = "address platform",
         .example = "\"https://demo.data.gouv.fr\""},
        {.section = "target",
         .name = "api_key",
         .help = "udata: key of a user of the platform, by reference.",
         .slot = INTO(TargetConfig, api_key),
         .also = "token apikey key_api",
         .example = "\"{secret:datagouv}\""},
        {.section = "target",
         .name = "organization",
         .help =
             "udata, harvested: id (24 characters) of the organisation that owns the data sets; without it, "
             "those of udata belong to the user of the key.",
         .slot = INTO(TargetConfig, organization),
         .also = "organisation org",
         .example = "\"534fff75a3a7292c64a77de4\""},
        {.section = "target",
         .name = "harvest_within",
         .type = duration,
         .fallback = "\"2d\"",
         .help = "harvested: longest time until the platform must have come and hold every data set of our "
                 "catalogue; then it is an alarm.",
         .slot = INTO(TargetConfig, harvest_within),
         .minimum = 60,
         .maximum = 366.0 * 86400},
        {.section = "target",
         .name = "key",
         .help = "udata: first part of the marks by which its objects are found again on the platform. "
                 "Default: the "
                 "name of the target. Never changed.",
         .slot = INTO(TargetConfig, key),
         .also = "prefix"},
        {.section = "target",
         .name = "data_sets",
         .type = text_map,
         .help = "udata: data sets that exist and are taken over, by kind.",
         .slot = INTO(TargetConfig, data_sets),
         .also = "datasets adopt",
         .example = "{ structure = \"6233723c2c1e4a54af2f6b2d\" }"},
        {.section = "target",
         .name = "title",
         .fallback = "\"{title}\"",
         .help = "udata: title of a kind's data set. {title}, {kind} and {plural} are those of the kind.",
         .slot = INTO(TargetConfig, title)},
        {.section = "target",
         .name = "description",
         .help = "udata: description (Markdown). Also {sources}: producers with licence, attribution and "
                 "date. Default: a "
                 "sentence and the sources.",
         .slot = INTO(TargetConfig, description),
         .example = "\"{title} de la région.\\n\\n{sources}\""},
        {.section = "target",
         .name = "tags",
         .type = text_list,
         .help = "udata: keywords; the platform keeps them in lower case without accents.",
         .slot = INTO(TargetConfig, tags),
         .also = "keywords mots_cles"},
        {.section = "target",
         .name = "license",
         .help = "udata: licence by its id. Default: that of the contributing feeds when they agree.",
         .slot = INTO(TargetConfig, license),
         .also = "licence",
         .example = "\"lov2\""},
        {.section = "target",
         .name = "frequency",
         .fallback = "\"unknown\"",
         .allowed = "continuous hourly twelveHours semidaily daily threeTimesAWeek semiweekly weekly "
                    "biweekly semimonthly "
                    "monthly bimonthly quarterly threeTimesAYear semiannual annual biennial punctual "
                    "irregular never "
                    "notPlanned other unknown",
         .help = "udata: how often the data set is updated.",
         .slot = INTO(TargetConfig, frequency),
         .also = "frequence"},
        {.section = "target",
         .name = "zones",
         .type = text_list,
         .help = "udata: places that it covers, by their ids on the platform.",
         .slot = INTO(TargetConfig, zones),
         .also = "spatial zone",
         .example = "[\"fr:region:84\"]"},
        {.section = "target",
         .name = "granularity",
         .allowed = "country-group country country-subset fr:region fr:departement fr:arrondissement fr:epci "
                    "fr:commune "
                    "fr:iris fr:canton fr:collectivite poi other",
         .help = "udata: smallest place that the data tell apart.",
         .slot = INTO(TargetConfig, granularity),
         .also = "granularite",
         .example = "\"poi\""},
        {.section = "target",
         .name = "period",
         .help = "udata: time that it covers, two full dates, or one for an open end.",
         .slot = INTO(TargetConfig, period),
         .also = "temporal temporal_coverage",
         .example = "\"2024-01-01/2026-12-31\""},
        {.section = "target",
         .name = "contacts",
         .type = text_list,
         .help = "udata: ids of contact points of the organisation.",
         .slot = INTO(TargetConfig, contacts),
         .also = "contact contact_points"},
        {.section = "target",
         .name = "private",
         .type = boolean,
         .fallback = "false",
         .help = "udata: whether only members of the organisation see the data sets.",
         .slot = INTO(TargetConfig, is_private)},
        {.section = "target",
         .name = "source_wins",
         .type = text_list,
         .allowed = "all title description tags license frequency spatial temporal_coverage contact_points "
                    "private type url "
                    "format",
         .help = "udata: fields in which what a person changes on the platform is put back; else it stays.",
         .slot = INTO(TargetConfig, source_wins)},
        {.section = "target",
         .name = "quiet_time",
         .type = duration,
         .fallback = "\"10m\"",
         .help = "udata: time after which a request without answer is sure not to be carried out any more.",
         .slot = INTO(TargetConfig, quiet),
         .minimum = 1,
         .maximum = 86400},
        {.section = "target",
         .name = "archive_after",
         .type = duration,
         .fallback = "\"3d\"",
         .help =
             "udata: time from the withdrawal of a data set's record until it is archived there. Nothing is "
             "deleted.",
         .slot = INTO(TargetConfig, grace),
         .maximum = 366.0 * 86400,
         .also = "grace"},
    };
}

} // namespace moisson
