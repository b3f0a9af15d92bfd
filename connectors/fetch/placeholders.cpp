#include "connectors/fetch/placeholders.hpp"

#include "connectors/http/url.hpp"
#include "core/export/json_text.hpp"

namespace moisson {

namespace {

bool is_json_body(std::string_view body) {
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}

} // namespace

std::string fill_placeholder(std::string body, std::string_view placeholder, std::string_view value) {
    if (body.find(placeholder) == std::string::npos) return body;
    std::string written;
    if (is_json_body(body)) {
        append_json_string(written, value);
        written = written.substr(1, written.size() - 2); // the quotes, if any, are the body's own
    } else {
        written = percent_encode(value);
    }
    for (std::size_t at = 0; (at = body.find(placeholder, at)) != std::string::npos; at += written.size())
        body.replace(at, placeholder.size(), written);
    return body;
}

} // namespace moisson
