// GET /api/v1/changes: whoever follows it holds what the referential holds, without ever listing it twice.
#include "core/export/json_text.hpp"
#include "core/export/record_writers.hpp"
#include "daemon/api/api_route.hpp"

#include <charconv>

namespace moisson::api {

namespace {

constexpr std::size_t rows_per_page = 500;

std::optional<std::int64_t> read_number(const std::string& text) {
    std::int64_t number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

void append_change(std::string& out, ApiData& data, const IdChange& change) {
    out += "{\"seq\":" + std::to_string(change.seq) + ",\"kind\":";
    append_json_string(out, data.schema().kind(change.kind).name);
    out += ",\"id\":\"" + change.public_id + "\",\"change\":";
    switch (change.state) {
    case IdChange::State::present:
        out += "\"upsert\",\"record\":";
        append_json_record(out, data.view(change.kind), *change.record);
        break;
    case IdChange::State::redirected:
        out += "\"redirect\",\"to\":\"" + change.now_id + '"';
        break;
    case IdChange::State::withdrawn:
        out += "\"withdrawn\"";
        break;
    }
    out += '}';
}

web::Response gone() {
    return web::problem(410, "the store was restored from a backup since; begin again with since=0");
}

web::Response changes(ApiData& data, const web::Request& request, const web::Parameters&) {
    const auto since = read_number(web::query_value(request.query, "since"));
    if (!since) return web::problem(400, "since is the number \"last\" of the answer before; 0 to begin");
    const std::int64_t epoch = data.pages().epoch();
    if (web::has_query(request.query, "epoch") &&
        read_number(web::query_value(request.query, "epoch")) != epoch)
        return gone();
    PagedReader::Changes found;
    try {
        found = data.pages().changes(*since, rows_per_page, data.sight());
    } catch (const EpochChanged&) {
        return gone();
    }
    web::Response response;
    const std::string next = link_to(data, "/api/v1/changes?since=" + std::to_string(found.last) +
                                               "&epoch=" + std::to_string(epoch));
    response.body = "{\"since\":" + std::to_string(*since) + ",\"last\":" + std::to_string(found.last) +
                    ",\"more\":" + (found.more ? "true" : "false") + ",\"next\":\"" + next +
                    "\",\"changes\":[";
    for (std::size_t i = 0; i < found.ids.size(); ++i) {
        if (i) response.body += ",\n";
        append_change(response.body, data, found.ids[i]);
    }
    response.body += "]}\n";
    return response;
}

} // namespace

void add_change_route(std::vector<ApiRoute>& routes) {
    routes.push_back(
        {.pattern = "/api/v1/changes",
         .summary =
             "Ce qui a changé depuis une révision : fiches nouvelles ou modifiées (« upsert »), retirées "
             "(« withdrawn »), réunies à une autre (« redirect »).",
         .parameters = {{.name = "since",
                         .help =
                             "Le « last » de la réponse précédente, ou la « revision » d’une liste ; 0 pour "
                             "tout.",
                         .required = true,
                         .type = "integer"},
                        {.name = "epoch", .help = "Donné par le lien « next ».", .type = "integer"}},
         .media_type = "application/json",
         .schema = R"({"type":"object","properties":{"since":{"type":"integer"},"last":{"type":"integer"},)"
                   R"("more":{"type":"boolean"},"next":{"type":"string"},"changes":{"type":"array","items":)"
                   R"({"type":"object","properties":{"seq":{"type":"integer"},"kind":{"type":"string"},"id":)"
                   R"({"type":"string"},"change":{"enum":["upsert","withdrawn","redirect"]},"to":{"type":)"
                   R"("string"},"record":{"type":"object"}}}}}})",
         .statuses = {410},
         .begin = in_one_turn(changes),
         .subject = "referentiel",
         .way = "changes"});
}

} // namespace moisson::api
