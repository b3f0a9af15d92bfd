// What a status means for a feed: which faults pass, which need a person, how long to wait.
#pragma once
#include "connectors/http/fault.hpp"
#include "connectors/http/response_parser.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace moisson {

/// Every status but 200, 203, 304 and the redirects that are followed.
HttpFault status_fault(const ResponseHead& head, const std::string& shown, std::int64_t unix_now);

/// Seconds or an HTTP date, at most one day. Nothing when it is malformed, negative, or in the past.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, std::int64_t unix_now);

/// "Fri, 31 Dec 2038 23:59:59 GMT" → seconds since 1970; also the two obsolete forms of RFC 9110.
std::optional<std::int64_t> parse_http_date(std::string_view text);

/// For how long a server calls its answer fresh: Cache-Control max-age, else Expires after Date (RFC 9111
/// §4.2). Zero when it says nothing, or no-cache, no-store.
std::chrono::seconds freshness(const ResponseHead& head);

/// The beginning of a body, at least 512 bytes when it has them, is an HTML page.
bool looks_like_html(std::string_view head);

/// "iso-8859-1" of `text/csv; charset="ISO-8859-1"`, lower case; "" when absent.
std::string charset_parameter(std::string_view content_type);

} // namespace moisson
