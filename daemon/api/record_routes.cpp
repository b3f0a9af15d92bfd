// Lists of records, one record, and why it is as it is.
#include "core/export/record_writers.hpp"
#include "core/query/query_filter.hpp"
#include "core/report/explain_record.hpp"
#include "daemon/api/api_route.hpp"
#include "daemon/api/list_records.hpp"

#include <nlohmann/json.hpp>

namespace moisson::api {

namespace {

using web::Response;

std::string path_of(const Kind& kind, const std::string& id) { return "/api/v1/" + kind.plural + "/" + id; }

/// The record that the path names, as who asks sees it, or the answer that says where or why not.
struct Found {
    std::optional<GoldenRecord> record;
    Response instead;
};

Found find_record(ApiData& data, std::uint16_t kind, const std::string& id, const std::string& below) {
    auto record = data.pages().golden(id, data.sight());
    const bool is_shown = record && record->kind == kind;
    // What is hidden is not there, and was never there for who could not see it.
    const bool moved_or_gone = is_shown && (!record->redirected_from.empty() || !record->active);
    if (!is_shown || (moved_or_gone && !data.ever_showed(id)))
        return {{}, web::problem(404, "there is no " + data.schema().kind(kind).name + " with this id")};
    if (!record->redirected_from.empty()) {
        const std::string target =
            link_to(data, path_of(data.schema().kind(kind), record->public_id) + below);
        Found moved{{}, web::problem(308, "this record is now part of " + record->public_id)};
        moved.instead.headers.emplace_back("Location", target);
        return moved;
    }
    if (!record->active) return {{}, web::problem(410, "this record was withdrawn by its producers")};
    return {std::move(record), {}};
}

Response one_record(ApiData& data, std::uint16_t kind, const std::string& id) {
    Found found = find_record(data, kind, id, "");
    if (!found.record) return found.instead;
    Response response;
    append_json_record(response.body, data.view(kind), *found.record);
    response.body += '\n';
    const std::string why = path_of(data.schema().kind(kind), id) + "/why";
    response.headers.emplace_back("Link", "<" + link_to(data, why) + ">; rel=\"describedby\"");
    return response;
}

Response why_record(ApiData& data, std::uint16_t kind, const std::string& id, const std::string& query) {
    const std::string lang = web::query_value(query, "lang"), field = web::query_value(query, "field");
    if (!lang.empty() && lang != "fr" && lang != "en") return web::problem(400, "lang is fr or en");
    if (!field.empty() && data.schema().kind(kind).find(field) < 0)
        return web::problem(400, "a " + data.schema().kind(kind).name + " has no such field");
    Found found = find_record(data, kind, id, "/why");
    if (!found.record) return found.instead;
    const ExplainOptions options{.field = field,
                                 .published_only = true,
                                 .sight = data.sight(),
                                 .language = lang == "en" ? Language::english : Language::french};
    Response response;
    auto merged = data.pages().merged_view(*found.record, data.sight());
    response.body = explain_record(data.reader(), *found.record, std::move(merged), data.view(kind), options)
                        .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                    "\n";
    return response;
}

ApiParameter id_parameter() {
    return {.name = "id", .help = "Identifiant public, permanent : mo_…", .in_path = true, .required = true};
}

ApiRoute list_route(const Kind& kind, std::uint16_t number) {
    ApiRoute route{.pattern = "/api/v1/" + kind.plural,
                   .summary = "Liste par pages, figée à une révision : aucune fiche perdue ni répétée.",
                   .parameters = {},
                   .media_type = "application/json",
                   .schema = R"({"type":"object","properties":{"kind":{"type":"string"},"revision":{"type":)"
                             R"("integer"},"count":{"type":"integer"},"next":{"type":["string","null"]},)"
                             R"("data":{"type":"array","items":{"$ref":"#/components/schemas/)" +
                             kind.name + R"("}}}})",
                   .statuses = {410},
                   .begin = {}};
    for (const FilterDescription& filter : QueryFilter::of(kind))
        route.parameters.push_back({.name = std::string(filter.name),
                                    .help = std::string(filter.help),
                                    .example = std::string(filter.example)});
    route.parameters.push_back({.name = "limit",
                                .help =
                                    "Fiches par page, de 1 à 1000 ; 100 par défaut. Une page filtrée peut "
                                    "en avoir moins.",
                                .type = "integer"});
    route.parameters.push_back(
        {.name = "cursor", .help = "Donné par le lien « next » de la page précédente ; à ne pas fabriquer."});
    route.subject = kind.plural;
    route.way = "list";
    route.begin = [number](web::Request request, web::Parameters) {
        return list_turns(number, std::move(request.query));
    };
    return route;
}

ApiRoute record_route(const Kind& kind, std::uint16_t number) {
    return {.pattern = "/api/v1/" + kind.plural + "/{id}",
            .summary = "Une fiche, ses sources et la provenance de chaque valeur.",
            .parameters = {id_parameter()},
            .media_type = "application/json",
            .schema = R"({"$ref":"#/components/schemas/)" + kind.name + R"("})",
            .statuses = {308, 404, 410},
            .begin = in_one_turn([number](ApiData& data, const web::Request&, const web::Parameters& values) {
                return one_record(data, number, values.at("id"));
            }),
            .subject = kind.plural,
            .way = "record"};
}

ApiRoute why_route(const Kind& kind, std::uint16_t number) {
    return {
        .pattern = "/api/v1/" + kind.plural + "/{id}/why",
        .summary = "Pourquoi cette fiche est ainsi : membres, liens et poids, valeurs retenues et écartées, "
                   "historique.",
        .parameters = {id_parameter(),
                       {.name = "field", .help = "Ce champ seulement.", .in_path = false},
                       {.name = "lang", .help = "Langue des phrases : fr (par défaut) ou en."}},
        .media_type = "application/json",
        .schema = "",
        .statuses = {308, 404, 410},
        .begin =
            in_one_turn([number](ApiData& data, const web::Request& request, const web::Parameters& values) {
                return why_record(data, number, values.at("id"), request.query);
            }),
        .subject = kind.plural,
        .way = "why"};
}

} // namespace

void add_record_routes(std::vector<ApiRoute>& routes, const Schema& schema) {
    for (std::uint16_t kind = 0; kind < schema.kinds().size(); ++kind) {
        routes.push_back(list_route(schema.kind(kind), kind));
        routes.push_back(record_route(schema.kind(kind), kind));
        routes.push_back(why_route(schema.kind(kind), kind));
    }
}

} // namespace moisson::api
