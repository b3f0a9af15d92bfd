// The table of public routes: what a route answers and how it is described stand in one row, so that there is
// no route that the OpenAPI document does not know.
#pragma once
#include "daemon/api/api_data.hpp"
#include "daemon/web/http.hpp"
#include "daemon/web/router.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace moisson::api {

/// One turn on the read thread; nothing = it wants another one, after others had theirs.
using Turn = std::function<std::optional<web::Response>(ApiData&)>;

struct ApiParameter {
    std::string name, help; ///< French
    bool in_path = false, required = false;
    std::string type = "string"; ///< of JSON Schema
    std::string example{};
};

struct ApiRoute {
    std::string pattern; ///< "/api/v1/structures/{id}"; the method is GET
    std::string summary; ///< French, one sentence
    std::vector<ApiParameter> parameters;
    std::string media_type;    ///< of the answer
    std::string schema;        ///< JSON of the answer's schema; empty: not described further
    std::vector<int> statuses; ///< beside 200, 304, 400, 429
    std::function<Turn(web::Request, web::Parameters)> begin;
    std::string subject{}, way{}; ///< what is counted when it answers; empty: nothing
};

/// A question that is answered in one turn.
std::function<Turn(web::Request, web::Parameters)>
in_one_turn(std::function<web::Response(ApiData&, const web::Request&, const web::Parameters&)> answer);

void add_record_routes(std::vector<ApiRoute>& routes, const Schema& schema); ///< lists, one record, why
void add_change_route(std::vector<ApiRoute>& routes);
/// The published files. `files`: where they are read.
void add_file_routes(std::vector<ApiRoute>& routes, const Schema& schema, const TargetConfig& target,
                     boost::asio::any_io_executor files);
void add_catalog_routes(std::vector<ApiRoute>& routes);
void add_consultation_route(std::vector<ApiRoute>& routes);
void add_publication_route(std::vector<ApiRoute>& routes, const TargetConfig& target); ///< Atom
/// /openapi.json and the page /, which describe all the others: added last.
void add_description_routes(std::vector<ApiRoute>& routes, const Schema& schema, const std::string& url);

/// The OpenAPI 3.1 document of these routes.
std::string openapi_document(const std::vector<ApiRoute>& routes, const Schema& schema,
                             const std::string& url);
/// French page for people: what there is and how it is used.
std::string front_page(const std::vector<ApiRoute>& routes, const Schema& schema);

/// A link to one of our paths, absolute when the public address is known.
std::string link_to(const ApiData& data, const std::string& path);

} // namespace moisson::api
