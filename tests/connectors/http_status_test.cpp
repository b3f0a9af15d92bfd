// Statuses, waiting times, dates and first bytes of answers.
#include "connectors/http/status.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

constexpr std::int64_t now = 1'760'000'000; // 2025-10-09T08:53:20Z

HttpFault fault_of(unsigned status, const char* retry_after = nullptr) {
    ResponseHead head{status, {}};
    if (retry_after) head.headers.emplace_back("retry-after", retry_after);
    return status_fault(head, "https://a.example/x", now);
}

long long wait(const char* value) {
    const auto seconds = parse_retry_after(value, now);
    return seconds ? seconds->count() : -1;
}

} // namespace

TEST_CASE("http status: what it means for a feed") {
    struct Row {
        unsigned status;
        const char* code;
        bool transient;
    };
    for (const Row& row :
         {Row{400, "http.status", false}, Row{401, "http.auth", false}, Row{403, "http.auth", false},
          Row{404, "http.gone", false}, Row{410, "http.gone", false}, Row{413, "http.status", false},
          Row{429, "http.rate-limited", true}, Row{500, "http.server-error", true},
          Row{502, "http.server-error", true}, Row{503, "http.server-error", true},
          Row{504, "http.server-error", true}, Row{204, "http.empty-document", false},
          Row{206, "http.partial", false}, Row{300, "http.status", false}, Row{999, "http.status", false}}) {
        CAPTURE(row.status);
        const HttpFault fault = fault_of(row.status);
        CHECK(fault.error().code == row.code);
        CHECK(fault.error().transient == row.transient);
        CHECK(fault.gone == (row.status == 404 || row.status == 410));
        CHECK(std::string(fault.what())
                  .starts_with("https://a.example/x answered " + std::to_string(row.status)));
    }
}

TEST_CASE("http status: Retry-After is obeyed on 429 and 503 only, for a day at most, and never when it "
          "makes no sense") {
    CHECK(wait("120") == 120);
    CHECK(wait(" 0 ") == 0);
    CHECK(wait("1000000000000") == 86400);
    CHECK(wait("99999999999999999999999999") == 86400);
    CHECK(wait("Thu, 09 Oct 2025 08:54:20 GMT") == 60);
    CHECK(wait("Fri, 31 Dec 2038 23:59:59 GMT") == 86400);
    for (const char* bad :
         {"", "-5", "1.5", "soon", "Thu, 09 Oct 2025 08:53:00 GMT", "Thu, 09 Oct 2025", "12 34"}) {
        CAPTURE(bad);
        CHECK(wait(bad) == -1);
    }
    CHECK(fault_of(503, "120").retry_after.count() == 120);
    CHECK(fault_of(429, "120").retry_after.count() == 120);
    CHECK(fault_of(500, "120").retry_after.count() == 0);
    CHECK(fault_of(429, "-5").retry_after.count() == 0);
}

TEST_CASE("http dates: the three forms of the standard") {
    CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777);
    CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == 784111777);
    CHECK(parse_http_date("Sun Nov  6 08:49:37 1994") == 784111777);
    CHECK(parse_http_date("Tue, 29 Feb 2028 00:00:60 GMT") == 1835395259);
    CHECK_FALSE(parse_http_date("1994-11-06T08:49:37Z"));
    CHECK_FALSE(parse_http_date(""));
}

TEST_CASE("http: a page instead of data gives itself away") {
    for (const char* html :
         {"<!DOCTYPE html><html>", "  \r\n<HTML lang=fr>", "\xef\xbb\xbf<!doctype HTML>",
          "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC", "<!-- proxy --> <html>", "<head><title>"})
        CHECK_MESSAGE(looks_like_html(html), html);
    for (const char* data : {"id;nom\n", "{\"html\": \"<html>\"}", "<?xml version=\"1.0\"?><lheo>", "<htm",
                             "", "<offres><html>", "\"<html>\";x"})
        CHECK_FALSE_MESSAGE(looks_like_html(data), data);
}

TEST_CASE("http: charset of Content-Type") {
    CHECK(charset_parameter("text/csv; charset=\"ISO-8859-1\"") == "iso-8859-1");
    CHECK(charset_parameter("text/csv;CHARSET=utf-8;header=present") == "utf-8");
    CHECK(charset_parameter("text/csv") == "");
}

TEST_CASE("freshness: what Cache-Control and Expires promise") {
    struct Row {
        const char* control;
        const char* expires;
        long seconds;
    };
    for (const Row& row : {
             Row{"", "", 0},
             Row{"public, max-age=3600", "", 3600},
             Row{"max-age=3600, must-revalidate", "Sun, 22 Nov 2026 13:00:00 GMT", 3600},
             Row{"no-cache, max-age=60", "", 0},
             Row{"No-Store", "Sun, 22 Nov 2026 13:00:00 GMT", 0},
             Row{"", "Sun, 22 Nov 2026 12:10:00 GMT", 600},
             Row{"", "Sun, 22 Nov 2026 11:00:00 GMT", 0},
             Row{"", "0", 0},
             Row{"max-age=-1", "", 0},
             Row{"max-age=99999999999999999999", "", 0},
             Row{"max-age=315360000", "", 31 * 86400},
         }) {
        CAPTURE(row.control);
        CAPTURE(row.expires);
        ResponseHead head;
        head.headers = {{"date", "Sun, 22 Nov 2026 12:00:00 GMT"}};
        if (*row.control) head.headers.emplace_back("cache-control", row.control);
        if (*row.expires) head.headers.emplace_back("expires", row.expires);
        CHECK(freshness(head).count() == row.seconds);
    }
}
