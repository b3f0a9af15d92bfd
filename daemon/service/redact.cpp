#include "daemon/service/redact.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace moisson {

namespace {

/// A header carries its credential to the end of the line, a parameter to the next separator.
struct Marker {
    std::string_view name;
    bool to_end_of_line;
};

constexpr std::array<Marker, 14> markers{{{"authorization:", true},
                                          {"x-api-key:", true},
                                          {"cookie:", true},
                                          {"bearer ", false},
                                          {"apikey=", false},
                                          {"api_key=", false},
                                          {"api-key=", false},
                                          {"access_token=", false},
                                          {"token=", false},
                                          {"password=", false},
                                          {"passwd=", false},
                                          {"secret=", false},
                                          {"client_secret=", false},
                                          {"signature=", false}}};

bool ends_url(char c) { return std::string_view(" \t\r\n\"'<>`|\\^{}").find(c) != std::string_view::npos; }
bool ends_value(char c) { return ends_url(c) || c == '&' || c == ';' || c == ','; }

/// Copies the URL whose authority begins at `at`, without its user information and query; returns where it
/// ends.
std::size_t copy_url(std::string_view text, std::size_t at, std::string& out) {
    const auto end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), ends_url);
    std::string_view url = text.substr(at, static_cast<std::size_t>(end - text.begin()) - at);
    const std::size_t length = url.size();
    const std::size_t query = url.find('?');
    std::string_view place = url.substr(0, query);
    const std::size_t user = place.substr(0, place.find_first_of("/#")).rfind('@');
    if (user != std::string_view::npos) {
        out += "***";
        place.remove_prefix(user);
    }
    out += place;
    if (query != std::string_view::npos) out += "?***";
    return at + length;
}

const Marker* marker_at(std::string_view text, std::size_t at) {
    for (const Marker& marker : markers) {
        if (text.size() - at <= marker.name.size()) continue;
        auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
        if (std::equal(marker.name.begin(), marker.name.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                       [&](char b, char a) { return same(a, b); }))
            return &marker;
    }
    return nullptr;
}

std::size_t hide_value(std::string_view text, std::size_t at, const Marker& marker, std::string& out) {
    out += text.substr(at, marker.name.size());
    at += marker.name.size();
    if (marker.to_end_of_line && at < text.size() && text[at] == ' ') out += text[at++];
    out += "***";
    while (at < text.size() &&
           !(marker.to_end_of_line ? text[at] == '\n' || text[at] == '\r' : ends_value(text[at])))
        ++at;
    return at;
}

} // namespace

std::string redact(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at, 3) == "://") {
            out += "://";
            at = copy_url(text, at + 3, out);
        } else if (const Marker* marker = marker_at(text, at)) {
            at = hide_value(text, at, *marker, out);
        } else {
            out += text[at++];
        }
    }
    return out;
}

} // namespace moisson
