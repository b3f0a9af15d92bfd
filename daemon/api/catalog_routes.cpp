// GET /catalog.{jsonld,ttl,xml}: the published catalogue with the data sets harvested from portals, in pages.
#include "core/export/catalog_page.hpp"
#include "core/export/export.hpp"
#include "core/export/rdf_text.hpp"
#include "core/query/page_token.hpp"
#include "core/query/query_filter.hpp"
#include "daemon/api/api_route.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>

namespace moisson::api {

namespace {

constexpr std::size_t data_sets_per_page = 100;
constexpr std::uint64_t looked_at_at_once = 2'000;
constexpr unsigned most_looks = 10; ///< then a shorter page is better than a long wait

using Json = nlohmann::ordered_json;

struct Syntax {
    const char *path, *media_type, *summary;
    std::string (*write)(const std::string& jsonld);
};

std::string as_it_is(const std::string& jsonld) { return jsonld; }

constexpr Syntax syntaxes[] = {
    {"/catalog.jsonld", "application/ld+json", "Le catalogue DCAT-AP, en JSON-LD.", as_it_is},
    {"/catalog.ttl", "text/turtle; charset=utf-8", "Le catalogue DCAT-AP, en Turtle.", turtle_of},
    {"/catalog.xml", "application/rdf+xml", "Le catalogue DCAT-AP, en RDF/XML.", rdf_xml_of}};

/// The verified file of the target; before the first publication, and for who does not see all feeds, one
/// without files.
std::string own_catalog(ApiData& data) {
    const TargetConfig& target = data.settings().target;
    if (!data.shows_files({}))
        return write_catalog(data.schema(), data.shown_feeds(), data.reader().feeds(), {},
                             data.settings().url);
    std::ifstream in(target.path / "catalog.jsonld", std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!target.path.empty() && !text.empty()) return text;
    return write_catalog(data.schema(), data.feeds(), data.reader().feeds(), {}, data.settings().url);
}

/// -1: no kind describes data sets.
int data_set_kind(const Schema& schema) {
    for (std::size_t kind = 0; kind < schema.kinds().size(); ++kind)
        if (describes_data_sets(schema.kind(kind))) return static_cast<int>(kind);
    return -1;
}

/// The next hundred; false at the end.
bool read_data_sets(ApiData& data, std::uint16_t kind, const std::string& iri, WalkPosition& position,
                    Json& into) {
    PublishedView& view = data.view(kind);
    const DeadAddresses dead = data.reader().dead_addresses();
    bool more = true;
    const auto visit = [&](const GoldenRecord& record) {
        into.push_back(data_set_node(view, record, iri, dead));
        return into.size() < data_sets_per_page;
    };
    for (unsigned looks = 0; more && looks < most_looks && into.size() < data_sets_per_page; ++looks)
        more = data.pages().walk(kind, position, looked_at_at_once, data.sight(), visit);
    return more;
}

web::Response catalog_page(ApiData& data, const std::string& query, const Syntax& syntax) {
    const std::string own = own_catalog(data), cursor = web::query_value(query, "cursor");
    const std::uint64_t list = digest64("catalog\n" + data.sight().name());
    const CatalogFacts facts = catalog_facts(own);
    CatalogPage page{.this_page = link_to(data, syntax.path),
                     .first_page = link_to(data, syntax.path),
                     .next_page = {},
                     .total = std::nullopt};
    if (data.sight().shows_all()) page.total = facts.data_sets; // else it would count what is hidden
    WalkPosition position;
    if (!cursor.empty()) {
        const auto read = read_page_token(cursor, list, data.settings().cursor_key);
        if (!read)
            return web::problem(400, "this cursor is not of the catalogue; follow hydra:next as it is");
        position = *read;
        page.this_page += "?cursor=" + cursor;
    }
    Json data_sets = Json::array();
    if (const int kind = data_set_kind(data.schema()); kind >= 0) {
        const auto number = static_cast<std::uint16_t>(kind);
        if (page.total) *page.total += data.reader().count(number);
        if (read_data_sets(data, number, facts.iri, position, data_sets))
            page.next_page =
                page.first_page + "?cursor=" + write_page_token(position, list, data.settings().cursor_key);
    }
    web::Response response;
    response.content_type = syntax.media_type;
    response.body = syntax.write(write_catalog_page(own, std::move(data_sets), cursor.empty(), page));
    return response;
}

web::Response catalog(ApiData& data, const std::string& query, const Syntax& syntax) {
    try {
        return catalog_page(data, query, syntax);
    } catch (const EpochChanged& error) {
        return web::problem(410, std::string(error.what()) + "; begin again, without cursor");
    }
}

} // namespace

void add_catalog_routes(std::vector<ApiRoute>& routes) {
    for (const Syntax& syntax : syntaxes)
        routes.push_back(
            {.pattern = syntax.path,
             .summary = syntax.summary,
             .parameters = {{.name = "cursor", .help = "Donné par hydra:next de la page précédente."}},
             .media_type = syntax.media_type,
             .schema = "",
             .statuses = {410},
             .begin =
                 in_one_turn([&syntax](ApiData& data, const web::Request& request, const web::Parameters&) {
                     return catalog(data, request.query, syntax);
                 }),
             .subject = syntax.path + 1,
             .way = "catalogue"});
}

} // namespace moisson::api
