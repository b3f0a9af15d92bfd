// Addresses of http, https and of drops (sftp, ftp, ftps), stricter than browsers: whatever is ambiguous is
// refused, so that the host we check is the host we connect to.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

struct Url {
    std::string scheme; ///< "http", "https"; of a drop "sftp", "ftp", "ftps"
    std::string host;   ///< lower case; names as A-labels, IPv4 dotted, IPv6 without brackets
    bool is_ipv6 = false;
    bool is_ipv4 = false;
    std::uint16_t port = 0;
    std::string target; ///< path and query as sent, starts with "/"

    bool secure() const { return scheme == "https"; }
    bool default_port() const { return port == port_of(scheme); }
    static std::uint16_t port_of(std::string_view scheme);
    std::string authority() const; ///< for the Host header: no port when it is the scheme's own
    std::string text() const;      ///< for comparisons and requests, never for messages
    std::string shown() const; ///< for messages: values of parameters that look like secrets replaced by ***
};

/// Throws HttpFault "http.bad-url" or "blocked.scheme". Spaces and bytes above 0x7F in path and query are
/// encoded; the fragment is dropped.
Url parse_url(std::string_view text);

/// The same for sftp, ftp and ftps. `target` is the path alone: "?" and "#" must be encoded.
Url parse_drop_url(std::string_view text);

/// What a Location header or a next link means when it was found in the document `base`.
Url resolve_url(const Url& base, std::string_view reference);

bool same_origin(const Url& a, const Url& b);

using QueryPairs = std::vector<std::pair<std::string, std::string>>;
/// With the pairs set: a parameter that the URL already has is replaced.
Url with_query(Url url, const QueryPairs& pairs);
/// Without the parameters of these names.
Url without_query(Url url, const std::vector<std::string>& names);
/// With the pairs that the URL does not have yet.
Url with_missing_query(Url url, const QueryPairs& pairs);

std::string percent_encode(std::string_view text); ///< everything but unreserved characters

} // namespace moisson
