// One context stands for those of all catalogues: the words of DCAT 2 and 3, DCAT-US 1.1 and 3, udata and
// schema.org do not contradict each other where a data set is described.
#include "connectors/formats/rdf/json_ld_context.hpp"
#include "core/text/rdf_namespaces.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view catalogue_terms = R"(
"id": "@id", "type": "@type",
"title": "dct:title", "description": "dct:description", "identifier": "dct:identifier",
"issued": "dct:issued", "modified": "dct:modified", "language": "dct:language",
"publisher": "dct:publisher", "creator": "dct:creator",
"license": {"@id": "dct:license", "@type": "@id"}, "rights": "dct:rights",
"accessRights": {"@id": "dct:accessRights"},
"spatial": "dct:spatial", "temporal": "dct:temporal",
"accrualPeriodicity": "dct:accrualPeriodicity", "format": "dct:format",
"conformsTo": {"@id": "dct:conformsTo", "@type": "@id"},
"isPartOf": {"@id": "dct:isPartOf"}, "hasPart": {"@id": "dct:hasPart", "@type": "@id"},
"provenance": "dct:provenance", "subject": "dct:subject",
"references": {"@id": "dct:references", "@type": "@id"},
"keyword": "dcat:keyword", "theme": "dcat:theme",
"landingPage": {"@id": "dcat:landingPage", "@type": "@id"},
"accessURL": {"@id": "dcat:accessURL", "@type": "@id"},
"downloadURL": {"@id": "dcat:downloadURL", "@type": "@id"},
"mediaType": "dcat:mediaType", "byteSize": "dcat:byteSize",
"name": "foaf:name", "homepage": {"@id": "foaf:homepage", "@type": "@id"},
"mbox": {"@id": "foaf:mbox"}, "page": {"@id": "foaf:page", "@type": "@id"},
"fn": "vcard:fn", "hasEmail": "vcard:hasEmail", "hasURL": {"@id": "vcard:hasURL", "@type": "@id"},
"prefLabel": "skos:prefLabel", "label": "rdfs:label",
"checksum": "spdx:checksum", "checksumValue": "spdx:checksumValue",
"algorithm": {"@id": "spdx:algorithm", "@type": "@id"},
"geometry": "locn:geometry", "bbox": "dcat:bbox", "centroid": "dcat:centroid",
"Organization": "foaf:Organization", "Person": "foaf:Person", "Agent": "foaf:Agent",
"Contact": "vcard:Kind", "Kind": "vcard:Kind",
"view": {"@id": "hydra:view", "@type": "@id"}, "next": {"@id": "hydra:next", "@type": "@id"}
})";

std::string make_catalogue_context() {
    std::string out = "{\"@vocab\": \"" NS_DCAT "\",";
    for (const auto& [prefix, address] : rdf_namespaces)
        out.append("\n\"").append(prefix).append("\": \"").append(address).append("\",");
    return out.append(catalogue_terms);
}

/// Without scheme and "www.".
constexpr std::array known_contexts = {
    "project-open-data.cio.gov/v1.1/schema/catalog.jsonld"sv,
    "project-open-data.cio.gov/v1.1/schema/data.jsonld"sv,
    "resources.data.gov/schemas/dcat-us/v1.1/schema/catalog.jsonld"sv,
    "w3.org/ns/dcat.jsonld"sv,
    "w3.org/ns/dcat"sv,
    "w3.org/ns/dcat3.jsonld"sv,
    "schema.org"sv,
    "schema.org/docs/jsonldcontext.jsonld"sv,
};

} // namespace

std::string_view built_in_context(std::string_view address) {
    for (const std::string_view scheme : {"https://"sv, "http://"sv, "www."sv})
        if (address.starts_with(scheme)) address.remove_prefix(scheme.size());
    while (address.ends_with('/')) address.remove_suffix(1);
    const bool known =
        std::find(known_contexts.begin(), known_contexts.end(), address) != known_contexts.end() ||
        address.ends_with("/site/context.jsonld"); // udata, on each platform's own host
    static const std::string context = make_catalogue_context();
    return known ? std::string_view(context) : std::string_view();
}

} // namespace moisson
