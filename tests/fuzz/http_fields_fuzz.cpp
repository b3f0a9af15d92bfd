// Values of HTTP fields: dates, Retry-After, freshness, links, charset. Each line is one value.
#include "connectors/fetch/page_facts.hpp"
#include "connectors/http/status.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <algorithm>
#include <ctime>

using namespace moisson;

namespace {

constexpr std::int64_t now = 1'700'000'000;

void check_date(std::string_view value) {
    const auto date = parse_http_date(value);
    if (!date) return;
    const std::time_t seconds = *date;
    std::tm parts{};
    fuzz::require(::gmtime_r(&seconds, &parts) != nullptr, "a date is a date", value);
    char text[64];
    const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    const auto again = parse_http_date({text, size});
    fuzz::require(again && *again == *date, "a date in its usual form is the same date", value, text);
}

void check_waiting(std::string_view value) {
    using std::chrono::seconds;
    if (const auto wait = parse_retry_after(value, now))
        fuzz::require(*wait >= seconds(0) && *wait <= seconds(86400), "one day at most", value);
    ResponseHead head;
    head.status = 503;
    head.headers = {{"cache-control", std::string(value)},
                    {"expires", std::string(value)},
                    {"date", "Sun, 06 Nov 1994 08:49:37 GMT"},
                    {"retry-after", std::string(value)}};
    const seconds fresh = freshness(head);
    fuzz::require(fresh >= seconds(0) && fresh <= seconds(31 * 86400), "a month at most", value);
    const HttpFault fault = status_fault(head, "https://a.example/", now);
    fuzz::require(fault.retry_after >= seconds(0) && fault.retry_after <= seconds(86400), "one day at most");
}

void check_link(std::string_view value) {
    const std::string next = next_of_link_header(value);
    fuzz::require(value.find(next) != std::string_view::npos, "a link is a part of its header", value, next);
    fuzz::require(next.find_first_of(">") == std::string::npos, "a link ends at its bracket", value, next);
}

void check_charset(std::string_view value) {
    const std::string label = charset_parameter(value);
    const bool lower = std::none_of(label.begin(), label.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    fuzz::require(label.size() <= 40 && lower, "a short label in lower case", value, label);
}

} // namespace

FUZZ_TARGET(input) {
    for (std::string_view rest = input; !rest.empty();) {
        const std::string_view value = rest.substr(0, rest.find('\n'));
        check_date(value);
        check_waiting(value);
        check_link(value);
        check_charset(value);
        rest.remove_prefix(std::min(value.size() + 1, rest.size()));
    }
    looks_like_html(input);
}
