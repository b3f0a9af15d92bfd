// GET /api/v1/consultations: how often what was asked for, by day.
#include "core/export/json_text.hpp"
#include "daemon/api/api_route.hpp"

namespace moisson::api {

namespace {

bool is_day(const std::string& text) {
    if (text.size() != 10) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
    return true;
}

web::Response consultations(ApiData& data, const web::Request& request, const web::Parameters&) {
    const std::string from = web::query_value(request.query, "from"),
                      to = web::query_value(request.query, "to");
    for (const std::string& day : {from, to})
        if (!day.empty() && !is_day(day))
            return web::problem(400, "from and to are days, such as 2026-03-01");
    web::Response response;
    response.body = "{\"data\":[";
    const char* between = "";
    for (const Consultation& one : data.reader().consultations(from, to)) {
        response.body += between;
        response.body += "{\"day\":";
        append_json_string(response.body, one.day);
        response.body += ",\"subject\":";
        append_json_string(response.body, one.subject);
        response.body += ",\"way\":";
        append_json_string(response.body, one.way);
        response.body += ",\"count\":" + std::to_string(one.count) + "}";
        between = ",\n";
    }
    response.body += "]}\n";
    return response;
}

} // namespace

void add_consultation_route(std::vector<ApiRoute>& routes) {
    routes.push_back(
        {.pattern = "/api/v1/consultations",
         .summary =
             "Combien de fois chaque liste, fiche et fichier a été demandé, par jour ; rien ne dit par qui.",
         .parameters = {{.name = "from", .help = "Premier jour, compris.", .example = "2026-03-01"},
                        {.name = "to", .help = "Dernier jour, compris."}},
         .media_type = "application/json",
         .schema =
             R"({"type":"object","properties":{"data":{"type":"array","items":{"type":"object",)"
             R"("properties":{"day":{"type":"string"},"subject":{"type":"string"},"way":{"enum":["list",)"
             R"("record","why","changes","file","catalogue"]},"count":{"type":"integer"}}}}}})",
         .statuses = {},
         .begin = in_one_turn(consultations)});
}

} // namespace moisson::api
