#include "core/export/catalog_page.hpp"

#include "core/export/rdf_text.hpp"

#include <nlohmann/json.hpp>

namespace moisson {

namespace {

using Json = nlohmann::ordered_json;

Json parsed_catalog(const std::string& catalog) {
    Json document = Json::parse(catalog, nullptr, false);
    if (!document.is_object() || !document.contains("@id") || !document["@id"].is_string() ||
        !document.contains("@context") || !document.contains("dcat:dataset") ||
        !document["dcat:dataset"].is_array())
        throw RdfFormError("catalog.jsonld is not what this program writes; publish it again");
    return document;
}

Json iri_of(const std::string& text) { return {{"@id", text}}; }

Json triple_count(std::uint64_t number) {
    return {{"@type", "xsd:integer"}, {"@value", std::to_string(number)}};
}

} // namespace

CatalogFacts catalog_facts(const std::string& catalog) {
    const Json document = parsed_catalog(catalog);
    const std::string id = document["@id"];
    return {id.substr(0, id.rfind('#')), document["dcat:dataset"].size()};
}

std::string write_catalog_page(const std::string& catalog, Json data_sets, bool is_first,
                               const CatalogPage& page) {
    Json document = parsed_catalog(catalog);
    Json context = document["@context"];
    context["hydra"] = "http://www.w3.org/ns/hydra/core#";
    context["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#";
    context["dqv"] = "http://www.w3.org/ns/dqv#";
    document.erase("@context");
    if (!is_first) document["dcat:dataset"] = Json::array();
    for (Json& data_set : data_sets) document["dcat:dataset"].push_back(std::move(data_set));
    document["@type"] = Json::array({"dcat:Catalog", "hydra:Collection"});
    if (page.total) document["hydra:totalItems"] = triple_count(*page.total);
    document["hydra:view"] = iri_of(page.this_page);
    Json view = {{"@id", page.this_page},
                 {"@type", "hydra:PartialCollectionView"},
                 {"hydra:first", iri_of(page.first_page)}};
    if (!page.next_page.empty()) view["hydra:next"] = iri_of(page.next_page);
    const Json whole = {{"@context", context}, {"@graph", Json::array({document, view})}};
    return whole.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace moisson
