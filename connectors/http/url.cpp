#include "connectors/http/url.hpp"

#include "connectors/http/fault.hpp"
#include "connectors/http/host_name.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <charconv>
#include <cstdio>

namespace moisson {

namespace urls = boost::urls;

namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    // Only the beginning, and never what stands before an @: it may be a password.
    std::string start;
    const std::size_t shown =
        text.find('@') == std::string_view::npos ? text.find_first_of("?#") : text.find(':');
    for (char c : text.substr(0, std::min<std::size_t>(shown, 120)))
        start += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    throw permanent_fault("http.bad-url", "the address \"" + start + "\" cannot be used: " + why);
}

void check_scheme(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view scheme = text.substr(0, colon);
    const bool named = colon != std::string_view::npos && !scheme.empty() &&
                       std::all_of(scheme.begin(), scheme.end(), [](unsigned char c) {
                           return std::isalnum(c) || c == '+' || c == '-' || c == '.';
                       });
    if (!named) refuse(text, "it does not start with https:// or http://");
    const std::string name = ascii_lower(scheme);
    if (name != "http" && name != "https")
        throw permanent_fault("blocked.scheme", "addresses of the kind \"" + name +
                                                    ":\" are not fetched: use https:// or http://");
    if (text.substr(colon, 3) != "://") refuse(text, "\"//\" is missing after the scheme");
}

void append_encoded(std::string& out, char c) {
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
    out += hex;
}

/// What people paste and servers send in a Location: spaces, accents. A "%" that starts no code is one, too.
std::string encode_loose(std::string_view part) {
    std::string out;
    for (std::size_t i = 0; i < part.size(); ++i) {
        const auto c = static_cast<unsigned char>(part[i]);
        const bool code = c == '%' && i + 2 < part.size() &&
                          std::isxdigit(static_cast<unsigned char>(part[i + 1])) &&
                          std::isxdigit(static_cast<unsigned char>(part[i + 2]));
        if (c <= 0x20 || c >= 0x7f ||
            std::string_view("\"<>^`{|}[]").find(part[i]) != std::string_view::npos || (c == '%' && !code))
            append_encoded(out, part[i]);
        else
            out += part[i];
    }
    return out;
}

void check_characters(std::string_view text) {
    if (text.empty()) refuse(text, "it is empty");
    if (text.size() > 8192) refuse(text, "it is longer than 8,192 characters");
    for (char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\')
            refuse(text, "it holds a control character or a backslash");
}

void check_path(std::string_view text, std::string_view path) {
    for (std::size_t at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 1))
        if (path[at + 1] < '2' || ascii_lower(path.substr(at + 1, 2)) == "7f")
            refuse(text, "its path holds an encoded control character");
}

struct Pieces {
    std::string_view authority, rest; ///< rest: path?query without the fragment
};

Pieces cut(std::string_view after_scheme) {
    after_scheme = after_scheme.substr(0, after_scheme.find('#'));
    const std::size_t end = std::min(after_scheme.find_first_of("/?"), after_scheme.size());
    return {after_scheme.substr(0, end), after_scheme.substr(end)};
}

void read_port(Url& url, std::string_view text, std::string_view port) {
    if (port.empty()) return;
    unsigned value = 0;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), value);
    if (error != std::errc() || end != port.data() + port.size() || value == 0 || value > 65535)
        refuse(text, "the port is not a number from 1 to 65535");
    url.port = static_cast<std::uint16_t>(value);
}

/// The host for messages of later checks keeps no zone: an address with one is link-local and refused as
/// such.
void read_ipv6(Url& url, std::string_view text, std::string_view literal) {
    const std::size_t zone = literal.find("%25");
    const std::string host(literal.substr(0, zone));
    in6_addr address{};
    char canonical[INET6_ADDRSTRLEN];
    if (::inet_pton(AF_INET6, host.c_str(), &address) != 1 || host.find('%') != std::string::npos)
        refuse(text, "the IPv6 address is malformed");
    url.host = ::inet_ntop(AF_INET6, &address, canonical, sizeof canonical);
    url.is_ipv6 = true;
}

void read_authority(Url& url, std::string_view text, std::string_view authority) {
    if (authority.find('@') != std::string_view::npos)
        refuse(text, "a user name or password must not stand in the address; use [source.auth] instead");
    std::string_view port;
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos) refuse(text, "\"]\" is missing");
        read_ipv6(url, text, authority.substr(1, close - 1));
        std::string_view after = authority.substr(close + 1);
        if (!after.empty() && after[0] != ':') refuse(text, "only a port may follow \"]\"");
        if (!after.empty()) port = after.substr(1);
    } else {
        const std::size_t colon = authority.find(':');
        if (colon != std::string_view::npos) port = authority.substr(colon + 1);
        const auto host = canonical_host_name(authority.substr(0, colon));
        if (!host) refuse(text, "the host name is not one that every program reads alike");
        url.host = *host;
        url.is_ipv4 = is_dotted_quad(*host);
    }
    read_port(url, text, port);
}

bool looks_secret(std::string_view name) {
    const std::string folded = ascii_lower(name);
    for (const char* word : {"key", "token", "secret", "pass", "pwd", "sig", "auth", "session", "credential"})
        if (folded.find(word) != std::string::npos) return true;
    return false;
}

struct Target {
    std::string path;
    std::vector<std::string> parameters; ///< "name=value", encoded
};

Target split_target(std::string_view target) {
    Target result;
    const std::size_t mark = target.find('?');
    result.path = target.substr(0, mark);
    if (mark == std::string_view::npos) return result;
    std::string_view query = target.substr(mark + 1);
    while (!query.empty()) {
        const std::size_t end = query.find('&');
        if (end != 0) result.parameters.emplace_back(query.substr(0, end));
        query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    }
    return result;
}

std::string join_target(const Target& target) {
    std::string text = target.path;
    char separator = '?';
    for (const std::string& parameter : target.parameters) {
        text += separator + parameter;
        separator = '&';
    }
    return text;
}

std::string_view name_of(std::string_view parameter) { return parameter.substr(0, parameter.find('=')); }

} // namespace

std::uint16_t Url::port_of(std::string_view scheme) {
    if (scheme == "https") return 443;
    if (scheme == "sftp") return 22;
    return scheme == "ftp" || scheme == "ftps" ? 21 : 80;
}

std::string Url::authority() const {
    const std::string name = is_ipv6 ? "[" + host + "]" : host;
    return default_port() ? name : name + ":" + std::to_string(port);
}

std::string Url::text() const { return scheme + "://" + authority() + target; }

std::string Url::shown() const {
    Target parts = split_target(target);
    for (std::string& parameter : parts.parameters)
        if (looks_secret(name_of(parameter))) parameter = std::string(name_of(parameter)) + "=***";
    std::string shown = scheme + "://" + authority() + join_target(parts);
    return shown.size() > 300 ? shown.substr(0, 300) + "…" : shown;
}

Url parse_url(std::string_view text) {
    check_characters(text);
    check_scheme(text);
    Url url;
    url.scheme = ascii_lower(text.substr(0, text.find(':')));
    url.port = Url::port_of(url.scheme);
    const Pieces pieces = cut(text.substr(text.find("://") + 3));
    if (pieces.authority.empty()) refuse(text, "the host is missing");
    read_authority(url, text, pieces.authority);
    const std::string rest = encode_loose(pieces.rest);
    check_path(text, std::string_view(rest).substr(0, rest.find('?')));
    const auto parsed = urls::parse_uri("http://host" + rest); // the authority has been read
    if (!parsed) refuse(text, "it is malformed");
    url.target = rest.starts_with('/') ? rest : "/" + rest;
    return url;
}

Url parse_drop_url(std::string_view text) {
    check_characters(text);
    Url url;
    url.scheme = ascii_lower(text.substr(0, std::min(text.find("://"), text.size())));
    if (url.scheme != "sftp" && url.scheme != "ftp" && url.scheme != "ftps")
        refuse(text, "it does not start with sftp://, ftp:// or ftps://");
    if (text.find_first_of("?#") != std::string_view::npos)
        refuse(text, "write %3F for \"?\" and %23 for \"#\" in a name");
    url.port = Url::port_of(url.scheme);
    const Pieces pieces = cut(text.substr(url.scheme.size() + 3));
    if (pieces.authority.empty()) refuse(text, "the host is missing");
    read_authority(url, text, pieces.authority);
    url.target = encode_loose(pieces.rest);
    if (!url.target.starts_with('/')) url.target = "/" + url.target;
    check_path(text, url.target);
    return url;
}

Url resolve_url(const Url& base, std::string_view reference) {
    check_characters(reference);
    const std::size_t colon = reference.find_first_of(":/?#");
    if (colon != std::string_view::npos && reference[colon] == ':') return parse_url(reference);
    if (reference.starts_with("//")) return parse_url(base.scheme + ":" + std::string(reference));
    const std::string encoded = encode_loose(reference.substr(0, reference.find('#')));
    // The host stays; Boost.URL 1.81 must not see it, as it takes "1.2.3.4.example" for the address 1.2.3.4.
    const std::string stand_in = "http://host", base_text = stand_in + base.target;
    const auto base_url = urls::parse_uri(base_text);
    const auto relative = urls::parse_relative_ref(encoded);
    if (!base_url || !relative) refuse(reference, "it is malformed");
    urls::url resolved;
    if (!urls::resolve(*base_url, *relative, resolved)) refuse(reference, "it is malformed");
    const std::string_view text(resolved.buffer().data(), resolved.buffer().size());
    if (!text.starts_with(stand_in)) refuse(reference, "it is malformed");
    Url url = parse_url(base.scheme + "://" + base.authority() + std::string(text.substr(stand_in.size())));
    while (url.target.starts_with("/../")) url.target.erase(0, 3); // above the root there is only the root
    return url;
}

bool same_origin(const Url& a, const Url& b) {
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

Url with_query(Url url, const QueryPairs& pairs) {
    Target target = split_target(url.target);
    for (const auto& pair : pairs)
        std::erase_if(target.parameters, [&](const std::string& parameter) {
            return name_of(parameter) == percent_encode(pair.first) || name_of(parameter) == pair.first;
        });
    for (const auto& [name, value] : pairs)
        target.parameters.push_back(percent_encode(name) + "=" + percent_encode(value));
    url.target = join_target(target);
    return url;
}

Url without_query(Url url, const std::vector<std::string>& names) {
    Target target = split_target(url.target);
    std::erase_if(target.parameters, [&](const std::string& parameter) {
        return std::find(names.begin(), names.end(), name_of(parameter)) != names.end();
    });
    url.target = join_target(target);
    return url;
}

Url with_missing_query(Url url, const QueryPairs& pairs) {
    const Target target = split_target(url.target);
    QueryPairs missing;
    for (const auto& pair : pairs) {
        const std::string encoded = percent_encode(pair.first);
        const bool present = std::any_of(
            target.parameters.begin(), target.parameters.end(), [&](const std::string& parameter) {
                return name_of(parameter) == encoded || name_of(parameter) == pair.first;
            });
        if (!present) missing.push_back(pair);
    }
    return with_query(std::move(url), missing);
}

std::string percent_encode(std::string_view text) {
    std::string out;
    for (char c : text)
        if (std::isalnum(static_cast<unsigned char>(c)) ||
            std::string_view("-._~").find(c) != std::string_view::npos)
            out += c;
        else
            append_encoded(out, c);
    return out;
}

} // namespace moisson
