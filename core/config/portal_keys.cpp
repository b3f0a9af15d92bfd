// Keys of [source.portal]. Order = order of the reference page.
#include "core/config/feed.hpp"
#include "core/config/keys.hpp"

namespace moisson {

using enum KeyType;

std::vector<Key> portal_key_rows() {
    return {
        {.section = "source.portal",
         .name = "organizations",
         .type = text_list,
         .help = "Only data sets of one of these organisations: names in the portal's addresses (ckan), "
                 "publishers "
                 "(opendatasoft), one id (udata).",
         .slot = INTO(FeedConfig, source.portal.organizations),
         .also = "organization organisation organisations",
         .example = "[\"region-exemple\"]"},
        {.section = "source.portal",
         .name = "tags",
         .type = text_list,
         .help = "Only data sets with one of these keywords; udata and socrata take one.",
         .slot = INTO(FeedConfig, source.portal.tags),
         .also = "tag keywords mots_cles"},
        {.section = "source.portal",
         .name = "groups",
         .type = text_list,
         .help = "Only data sets in one of these groups (ckan) or themes (opendatasoft).",
         .slot = INTO(FeedConfig, source.portal.groups),
         .also = "group themes theme groupes"},
        {.section = "source.portal",
         .name = "licences",
         .type = text_list,
         .help = "Only data sets under one of these licences, as the portal writes them; udata takes one.",
         .slot = INTO(FeedConfig, source.portal.licences),
         .also = "licence license licenses",
         .example = "[\"lov2\"]"},
        {.section = "source.portal",
         .name = "text",
         .help = "Only what the portal's own search finds for these words.",
         .slot = INTO(FeedConfig, source.portal.text),
         .also = "q search query recherche"},
        {.section = "source.portal",
         .name = "federated",
         .type = boolean,
         .fallback = "false",
         .help = "true: also data sets that the portal itself takes from other portals.",
         .slot = INTO(FeedConfig, source.portal.federated),
         .also = "harvested moissonnes"},
        {.section = "source.portal",
         .name = "incremental",
         .type = boolean,
         .fallback = "true",
         .help = "Between two full reads, ask only for what changed, if the portal can be asked. Deletions "
                 "are seen "
                 "by full reads.",
         .slot = INTO(FeedConfig, source.portal.incremental)},
        {.section = "source.portal",
         .name = "overlap",
         .type = duration,
         .fallback = "\"1d\"",
         .help = "How far before the newest date known that question reaches back.",
         .slot = INTO(FeedConfig, source.portal.overlap),
         .minimum = 3600},
        {.section = "source.portal",
         .name = "full_every",
         .type = duration,
         .fallback = "\"7d\"",
         .help = "Time between two full reads.",
         .slot = INTO(FeedConfig, source.portal.full_every)},
        {.section = "source.portal",
         .name = "whole",
         .type = boolean,
         .fallback = "false",
         .help = "opendatasoft: read one export of the catalogue instead of pages, which end at 10,000 data "
                 "sets.",
         .slot = INTO(FeedConfig, source.portal.whole)},
        {.section = "source.portal",
         .name = "page_size",
         .type = count,
         .fallback = "0",
         .help = "Data sets per page; 0 = the usual number of that portal. The server may give fewer.",
         .slot = INTO(FeedConfig, source.portal.page_size),
         .maximum = 10000},
        {.section = "source.portal",
         .name = "languages",
         .type = text_list,
         .fallback = "[\"fr\"]",
         .help = "dcat, oai-pmh, csw: of texts in several languages, the first of these that there is; else "
                 "the one "
                 "without a language, English, any.",
         .slot = INTO(FeedConfig, source.portal.languages),
         .also = "language langues lang"},
        {.section = "source.portal",
         .name = "identifier",
         .fallback = "\"auto\"",
         .allowed = "auto identifier iri",
         .help =
             "dcat: what names a data set. auto: dct:identifier when it is unique in its document, else the "
             "address; identifier, iri: always that one. It is part of every record's key: never change it.",
         .slot = INTO(FeedConfig, source.portal.identifier)},
        {.section = "source.portal",
         .name = "set",
         .help = "oai-pmh: only this set (setSpec).",
         .slot = INTO(FeedConfig, source.portal.set)},
        {.section = "source.portal",
         .name = "format",
         .fallback = "\"oai_dc\"",
         .help =
             "oai-pmh: the metadata format to ask for (metadataPrefix); oai_dc and DataCite are understood.",
         .slot = INTO(FeedConfig, source.portal.format),
         .also = "prefix metadata_prefix metadataPrefix"},
        {.section = "source.portal",
         .name = "request",
         .fallback = "\"post\"",
         .allowed = "post kvp",
         .help = "csw: how it is asked. post: an XML document; kvp: parameters of the address, for servers "
                 "that take no POST.",
         .slot = INTO(FeedConfig, source.portal.request)},
    };
}

} // namespace moisson
