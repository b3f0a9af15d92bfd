#include "connectors/fetch/request_template.hpp"

#include "connectors/http/fault.hpp"
#include "core/text/base64.hpp"

#include <algorithm>

namespace moisson {

namespace {

void add_credentials(HttpRequest& request, const AuthConfig& auth, SecretBag& secrets) {
    if (auth.type == "header")
        request.home_headers.emplace_back(auth.name, secrets.fill(auth.value));
    else if (auth.type == "query")
        request.home_query.emplace_back(auth.name, secrets.fill(auth.value));
    else if (auth.type == "basic")
        request.home_headers.emplace_back(
            "Authorization", basic_credentials(secrets.fill(auth.username), secrets.fill(auth.password)));
}

bool has_header(const HeaderList& headers, std::string_view lower_name) {
    return std::any_of(headers.begin(), headers.end(), [&](const auto& header) {
        return std::equal(header.first.begin(), header.first.end(), lower_name.begin(), lower_name.end(),
                          [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
    });
}

const char* accepted(const std::string& type) {
    if (type == "json" || type == "geojson" || type == "esri-json") return "application/json, */*;q=0.5";
    if (type == "xml") return "application/xml, text/xml, */*;q=0.5";
    if (type == "rdf") return "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, */*;q=0.5";
    if (type == "csv") return "text/csv, */*;q=0.5";
    if (type == "xlsx") return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.5";
    if (type == "ods") return "application/vnd.oasis.opendocument.spreadsheet, */*;q=0.5";
    return "*/*";
}

} // namespace

std::string SecretBag::fill(const std::string& text) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t open; (open = text.find("{secret:", at)) != std::string::npos;) {
        const std::size_t close = text.find('}', open);
        if (close == std::string::npos) break;
        out += text.substr(at, open - at);
        try {
            values_.push_back(reader_(text.substr(open + 8, close - open - 8)));
        } catch (const std::runtime_error& error) {
            throw permanent_fault("secret.unavailable", error.what());
        }
        out += values_.back();
        at = close + 1;
    }
    return out + text.substr(at);
}

void SecretBag::remember(std::string value) {
    if (std::find(values_.begin(), values_.end(), value) == values_.end())
        values_.push_back(std::move(value));
}

std::string basic_credentials(const std::string& user, const std::string& password) {
    return "Basic " + base64_encode(user + ":" + password);
}

std::string SecretBag::scrub(std::string message) const {
    for (const std::string& value : values_)
        for (const std::string& form : {value, percent_encode(value)})
            for (std::size_t at; form.size() > 3 && (at = message.find(form)) != std::string::npos;)
                message.replace(at, form.size(), "***");
    return message;
}

HttpRequest first_request(const SourceConfig& source, SecretBag& secrets) {
    HttpRequest request;
    QueryPairs query;
    for (const auto& [name, value] : source.query)
        (SecretBag::has_reference(value) ? request.home_query : query)
            .emplace_back(name, secrets.fill(value));
    request.url = with_query(parse_url(secrets.fill(source.url)), query);
    request.method = source.method.empty() ? "GET" : source.method;
    request.body = secrets.fill(source.body);
    request.reads_refusals =
        source.pagination.type == "token" || source.pagination.type == "position" || source.is_table();
    for (const auto& [name, value] : source.headers)
        request.home_headers.emplace_back(name, secrets.fill(value));
    if (!has_header(request.home_headers, "accept"))
        request.headers.emplace_back("Accept", accepted(source.type));
    if (!request.body.empty() && !has_header(request.home_headers, "content-type"))
        request.home_headers.emplace_back("Content-Type", "application/json");
    add_credentials(request, source.auth, secrets);
    return request;
}

} // namespace moisson
