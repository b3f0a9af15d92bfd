// Addresses of DCAT's vocabularies and of those that it borrows, each in this one place: for what we read and
// for what we publish. Macros, because names are joined to them in literals.
#pragma once
#include <array>
#include <string_view>
#include <utility>

#define NS_ADMS "http://www.w3.org/ns/adms#"
#define NS_DCAT "http://www.w3.org/ns/dcat#"
#define NS_DCATAP "http://data.europa.eu/r5r/"
#define NS_DCT "http://purl.org/dc/terms/"
#define NS_FOAF "http://xmlns.com/foaf/0.1/"
#define NS_GEOSPARQL "http://www.opengis.net/ont/geosparql#"
#define NS_HYDRA "http://www.w3.org/ns/hydra/core#"
#define NS_LOCN "http://www.w3.org/ns/locn#"
#define NS_PROV "http://www.w3.org/ns/prov#"
#define NS_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define NS_RDFS "http://www.w3.org/2000/01/rdf-schema#"
#define NS_SCHEMA "http://schema.org/"
#define NS_SKOS "http://www.w3.org/2004/02/skos/core#"
#define NS_SPDX "http://spdx.org/rdf/terms#"
#define NS_TIME "http://www.w3.org/2006/time#"
#define NS_VCARD "http://www.w3.org/2006/vcard/ns#"
#define NS_XSD "http://www.w3.org/2001/XMLSchema#"

namespace moisson {

/// Usual prefixes → addresses, in the order of the prefixes.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 26> rdf_namespaces = {{
    {"adms", NS_ADMS},
    {"dc", "http://purl.org/dc/elements/1.1/"},
    {"dcat", NS_DCAT},
    {"dcatap", NS_DCATAP},
    {"dct", NS_DCT},
    {"dcterms", NS_DCT},
    {"foaf", NS_FOAF},
    {"freq", "http://purl.org/cld/freq/"},
    {"geodcat", "http://data.europa.eu/930/"},
    {"gsp", NS_GEOSPARQL},
    {"hydra", NS_HYDRA},
    {"locn", NS_LOCN},
    {"odrl", "http://www.w3.org/ns/odrl/2/"},
    {"org", "http://www.w3.org/ns/org#"},
    {"owl", "http://www.w3.org/2002/07/owl#"},
    {"pod", "https://project-open-data.cio.gov/v1.1/schema#"},
    {"prov", NS_PROV},
    {"rdf", NS_RDF},
    {"rdfs", NS_RDFS},
    {"schema", NS_SCHEMA},
    {"skos", NS_SKOS},
    {"spdx", NS_SPDX},
    {"time", NS_TIME},
    {"vcard", NS_VCARD},
    {"void", "http://rdfs.org/ns/void#"},
    {"xsd", NS_XSD},
}};

/// The address of a usual prefix; "" when there is none of that name.
constexpr std::string_view rdf_namespace(std::string_view prefix) {
    for (const auto& [name, address] : rdf_namespaces)
        if (name == prefix) return address;
    return {};
}

} // namespace moisson
