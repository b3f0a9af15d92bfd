#include "connectors/http/status.hpp"

#include "core/text/ascii.hpp"
#include <algorithm>
#include <cctype>
#include <charconv>
#include <ctime>

namespace moisson {

namespace {

constexpr std::chrono::seconds longest_wait{86400};
constexpr std::chrono::seconds longest_fresh{31 * 86400};

std::string said(unsigned status) {
    const char* name = status == 400   ? " (bad request)"
                       : status == 401 ? " (not authorised)"
                       : status == 403 ? " (forbidden)"
                       : status == 404 ? " (not found)"
                       : status == 410 ? " (gone)"
                       : status == 429 ? " (too many requests)"
                       : status == 500 ? " (internal error)"
                       : status == 502 ? " (bad gateway)"
                       : status == 503 ? " (unavailable)"
                       : status == 504 ? " (gateway timeout)"
                                       : "";
    return " answered " + std::to_string(status) + name;
}

HttpFault classified(unsigned status, const std::string& what) {
    if (status == 401 || status == 403)
        return permanent_fault("http.auth", what + ": check [source.auth] and the secret that it names");
    if (status == 404 || status == 410)
        return permanent_fault("http.gone",
                               what + ": ask the producer for the new address; the records stay");
    if (status == 429)
        return transient_fault("http.rate-limited", what + ": lower requests_per_second in [source.limits]");
    if (status == 202)
        return transient_fault("http.not-ready", what + " (accepted): the answer is still being made");
    if (status == 204 || status == 205)
        return permanent_fault("http.empty-document", what +
                                                          " without a document: that is never read as \"no "
                                                          "records\"");
    if (status == 206)
        return permanent_fault("http.partial", what + " with a part of the document that nobody asked for");
    if (status == 408) return transient_fault("http.server-error", what + ": tried again later");
    if (status >= 500 && status < 600)
        return transient_fault("http.server-error", what + ": tried again later");
    return permanent_fault("http.status", what + ": check the url and [source.query]");
}

/// Days from 1970-01-01 to a civil date of the Gregorian calendar.
std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const auto year_of_era = static_cast<unsigned>(year - era * 400);
    const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + (year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year) - 719468;
}

std::optional<std::int64_t> seconds_of(const std::tm& parts) {
    if (parts.tm_mday < 1 || parts.tm_hour > 23 || parts.tm_min > 59 || parts.tm_sec > 60)
        return std::nullopt;
    const std::int64_t days = days_from_civil(parts.tm_year + 1900, static_cast<unsigned>(parts.tm_mon + 1),
                                              static_cast<unsigned>(parts.tm_mday));
    return days * 86400 + parts.tm_hour * 3600 + parts.tm_min * 60 + std::min(parts.tm_sec, 59);
}

} // namespace

std::optional<std::int64_t> parse_http_date(std::string_view text) {
    const std::string copy(without_outer_blanks(text));
    for (const char* format :
         {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
        std::tm parts{};
        const char* end = ::strptime(copy.c_str(), format, &parts);
        if (end && *end == '\0') return seconds_of(parts);
    }
    return std::nullopt;
}

std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, std::int64_t unix_now) {
    value = without_outer_blanks(value);
    if (value.empty()) return std::nullopt;
    if (std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        std::int64_t seconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (error == std::errc::result_out_of_range) return longest_wait;
        return std::min(std::chrono::seconds(seconds), longest_wait);
    }
    const auto date = parse_http_date(value);
    if (!date || *date <= unix_now) return std::nullopt;
    return std::min(std::chrono::seconds(*date - unix_now), longest_wait);
}

HttpFault status_fault(const ResponseHead& head, const std::string& shown, std::int64_t unix_now) {
    HttpFault fault = classified(head.status, shown + said(head.status));
    fault.status = static_cast<int>(head.status);
    fault.gone = fault.error().code == "http.gone";
    // On other statuses the header means something else (RFC 9110), and must not delay a feed.
    if (head.status == 429 || head.status == 503)
        fault.retry_after =
            parse_retry_after(head.header("retry-after"), unix_now).value_or(std::chrono::seconds(0));
    return fault;
}

std::chrono::seconds freshness(const ResponseHead& head) {
    const std::string control = ascii_lower(head.header("cache-control"));
    if (control.find("no-cache") != std::string::npos || control.find("no-store") != std::string::npos)
        return std::chrono::seconds(0);
    if (const std::size_t at = control.find("max-age="); at != std::string::npos) {
        std::int64_t seconds = 0;
        const char* from = control.data() + at + 8;
        const auto [end, error] = std::from_chars(from, control.data() + control.size(), seconds);
        if (error == std::errc() && seconds >= 0)
            return std::min(std::chrono::seconds(seconds), longest_fresh);
    }
    const auto expires = parse_http_date(head.header("expires")), date = parse_http_date(head.header("date"));
    if (!expires || !date || *expires <= *date) return std::chrono::seconds(0);
    return std::min(std::chrono::seconds(*expires - *date), longest_fresh);
}

bool looks_like_html(std::string_view head) {
    std::string text = ascii_lower(head.substr(0, 2048));
    std::string_view rest = text;
    if (rest.starts_with("\xef\xbb\xbf")) rest.remove_prefix(3);
    for (;;) { // comments and an XML declaration may stand before
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
        const bool comment = rest.starts_with("<!--");
        if (!comment && !rest.starts_with("<?xml")) break;
        const std::size_t end = rest.find(comment ? "-->" : "?>");
        if (end == std::string_view::npos) return false;
        rest.remove_prefix(end + (comment ? 3 : 2));
    }
    for (const char* start :
         {"<!doctype html", "<html", "<head", "<body", "<title", "<script", "<meta", "<center>"})
        if (rest.starts_with(start)) return true;
    return false;
}

std::string charset_parameter(std::string_view content_type) {
    const std::string text = ascii_lower(content_type);
    const std::size_t at = text.find("charset=");
    if (at == std::string::npos) return {};
    std::string value = text.substr(at + 8);
    value = value.substr(0, value.find(';'));
    std::erase_if(value, [](char c) { return c == '"' || c == '\'' || c == ' '; });
    return value.size() <= 40 ? value : std::string();
}

} // namespace moisson
