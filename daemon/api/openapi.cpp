// The OpenAPI document and the page for people: both from the table of routes.
#include "core/text/html.hpp"
#include "daemon/api/api_route.hpp"
#include "daemon/version.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace moisson::api {

namespace {

using Json = nlohmann::ordered_json;

const char* status_words(int status) {
    switch (status) {
    case 206:
        return "Une partie du fichier (Range).";
    case 304:
        return "Rien de nouveau depuis l’ETag donné par If-None-Match.";
    case 308:
        return "Réunie à une autre fiche : voir Location.";
    case 400:
        return "Paramètre inconnu ou faux : le problème dit lequel et ce qui est permis.";
    case 401:
        return "Un jeton est demandé.";
    case 403:
        return "Ce fichier contient des sources que ce jeton ne montre pas : lire la liste par l’API.";
    case 404:
        return "Rien de ce nom.";
    case 410:
        return "N’est plus là : fiche retirée, ou lecture à recommencer.";
    case 416:
        return "Le fichier n’est pas si long.";
    case 429:
        return "Trop de requêtes : attendre Retry-After secondes.";
    default:
        return "Réponse.";
    }
}

Json problem_content() {
    return {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/problem"}}}}}};
}

Json answers_of(const ApiRoute& route) {
    Json answers = Json::object();
    Json content = Json::object();
    content[route.media_type] = Json::object();
    if (!route.schema.empty()) content[route.media_type]["schema"] = Json::parse(route.schema);
    answers["200"] = {{"description", status_words(200)}, {"content", content}};
    std::set<int> statuses(route.statuses.begin(), route.statuses.end());
    statuses.insert({304, 400, 401, 429});
    for (const int status : statuses) {
        Json answer = {{"description", status_words(status)}};
        if (status >= 400) answer["content"] = problem_content();
        answers[std::to_string(status)] = answer;
    }
    return answers;
}

Json operation_of(const ApiRoute& route) {
    Json parameters = Json::array();
    for (const ApiParameter& parameter : route.parameters) {
        Json described = {{"name", parameter.name},
                          {"in", parameter.in_path ? "path" : "query"},
                          {"required", parameter.required},
                          {"description", parameter.help},
                          {"schema", {{"type", parameter.type}}}};
        if (!parameter.example.empty()) described["example"] = parameter.example;
        parameters.push_back(std::move(described));
    }
    return {{"summary", route.summary}, {"parameters", parameters}, {"responses", answers_of(route)}};
}

constexpr const char* problem_schema =
    R"({"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},"status":)"
    R"({"type":"integer"},"detail":{"type":"string"}}})";

std::string lines_of(const std::vector<ApiRoute>& routes, bool (*wanted)(const ApiRoute&)) {
    std::string lines;
    for (const ApiRoute& route : routes) {
        if (!wanted(route)) continue;
        const std::string path = escape_html(route.pattern);
        const bool is_link = route.pattern.find('{') == std::string::npos;
        const std::string first = route.pattern == "/api/v1/changes" ? path + "?since=0" : path;
        lines += "<li>" +
                 (is_link ? "<a href=\"" + first + "\">" + path + "</a>" : "<code>" + path + "</code>") +
                 " : " + escape_html(route.summary) + "</li>\n";
    }
    return lines;
}

bool is_api(const ApiRoute& route) { return route.pattern.starts_with("/api/"); }
bool is_file(const ApiRoute& route) { return !is_api(route) && route.pattern != "/"; }

} // namespace

std::string openapi_document(const std::vector<ApiRoute>& routes, const Schema& schema,
                             const std::string& url) {
    Json document = {
        {"openapi", "3.1.0"},
        {"info",
         {{"title", "Référentiel commun"},
          {"version", version()},
          {"description", "Données de plusieurs producteurs, réunies sous un même schéma. Chaque "
                          "chose décrite est une fiche, avec ses sources et la provenance de "
                          "chaque valeur."}}}};
    if (!url.empty()) document["servers"] = Json::array({{{"url", url}}});
    document["paths"] = Json::object();
    for (const ApiRoute& route : routes) document["paths"][route.pattern]["get"] = operation_of(route);
    document["components"]["schemas"]["problem"] = Json::parse(problem_schema);
    for (const Kind& kind : schema.kinds())
        document["components"]["schemas"][kind.name] = Json::parse(kind_json_schema(kind));
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string front_page(const std::vector<ApiRoute>& routes, const Schema& schema) {
    std::string page =
        "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>Référentiel commun</title>\n</head>\n<body>\n<main>\n"
        "<h1>Référentiel commun</h1>\n<p>Données de plusieurs producteurs, réunies sous un même "
        "schéma :";
    for (std::size_t i = 0; i < schema.kinds().size(); ++i)
        page += (i ? ", " : " ") + escape_html(schema.kind(i).plural);
    page += ". Chaque fiche porte un identifiant permanent, ses sources et la provenance de chaque "
            "valeur.</p>\n<h2>Tout à la fois</h2>\n<p>Les fichiers sont complets ; ils acceptent "
            "<code>If-None-Match</code> et <code>Range</code>.</p>\n<ul>\n" +
            lines_of(routes, is_file) +
            "</ul>\n<h2>Par l’API</h2>\n<p>Lire une liste page par page en suivant « next », puis suivre "
            "les changements depuis sa « revision ».</p>\n<ul>\n" +
            lines_of(routes, is_api) + "</ul>\n</main>\n</body>\n</html>\n";
    return page;
}

void add_description_routes(std::vector<ApiRoute>& routes, const Schema& schema, const std::string& url) {
    auto text = [](std::shared_ptr<std::string> body, const char* type) {
        return in_one_turn([body, type](ApiData&, const web::Request&, const web::Parameters&) {
            web::Response response;
            response.content_type = type;
            response.body = *body;
            response.headers.emplace_back("Content-Security-Policy",
                                          "default-src 'none'; base-uri 'none'; form-action 'none'; "
                                          "frame-ancestors 'none'");
            return response;
        });
    };
    const auto document = std::make_shared<std::string>(), page = std::make_shared<std::string>();
    const auto describe = [&](const char* pattern, const char* summary, const char* type,
                              const std::shared_ptr<std::string>& body) {
        routes.push_back({.pattern = pattern,
                          .summary = summary,
                          .parameters = {},
                          .media_type = type,
                          .schema = "",
                          .statuses = {},
                          .begin = text(body, type)});
    };
    describe("/openapi.json", "Description de cette API (OpenAPI 3.1).", "application/json", document);
    describe("/", "Ce qu’il y a ici, pour les personnes.", "text/html; charset=utf-8", page);
    *document = openapi_document(routes, schema, url);
    *page = front_page(routes, schema);
}

} // namespace moisson::api
