// What the public site adds to an answer: ranges, entity tags, compression, limits.
#include "daemon/api/api_site.hpp"
#include "daemon/api/byte_range.hpp"
#include "daemon/api/gzip_text.hpp"
#include "daemon/api/rate_limit.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::api;
using namespace std::chrono_literals;

namespace {

std::string header_of(const web::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return "";
}

} // namespace

TEST_CASE("a range is one stretch of bytes; what else is asked for gets the whole") {
    struct Case {
        const char* header;
        std::uint64_t size;
        ByteRange::Kind kind;
        std::uint64_t first, count;
    };
    using enum ByteRange::Kind;
    for (const Case& c : {
             Case{"bytes=0-9", 100, part, 0, 10},
             Case{"bytes=90-", 100, part, 90, 10},
             Case{"bytes=90-1000", 100, part, 90, 10},
             Case{"bytes=-10", 100, part, 90, 10},
             Case{"bytes=-1000", 100, part, 0, 100},
             Case{"bytes=99-99", 100, part, 99, 1},
             Case{"bytes=100-", 100, unsatisfiable, 0, 0},
             Case{"bytes=-0", 100, unsatisfiable, 0, 0},
             Case{"bytes=0-0", 0, unsatisfiable, 0, 0},
             Case{"bytes=5-2", 100, whole, 0, 100},
             Case{"bytes=0-1,5-6", 100, whole, 0, 100},
             Case{"bytes=a-b", 100, whole, 0, 100},
             Case{"bytes=-", 100, whole, 0, 100},
             Case{"bytes=", 100, whole, 0, 100},
             Case{"bytes=1", 100, whole, 0, 100},
             Case{"lines=1-2", 100, whole, 0, 100},
             Case{"bytes=99999999999999999999999-", 100, whole, 0, 100},
         }) {
        CAPTURE(c.header);
        const ByteRange range = read_range(c.header, c.size);
        CHECK(range.kind == c.kind);
        CHECK(range.first == c.first);
        CHECK(range.count == c.count);
    }
}

TEST_CASE("an entity tag is found in a list, weak or strong, or by the star") {
    CHECK(names_tag("\"a\"", "\"a\""));
    CHECK(names_tag("\"b\", W/\"a\"", "\"a\""));
    CHECK(names_tag("*", "\"a\""));
    CHECK_FALSE(names_tag("\"aa\"", "\"a\""));
    CHECK_FALSE(names_tag("", "\"a\""));
}

TEST_CASE("who asks too often is told how long to wait; others are served; memory is bounded") {
    RateLimit limit(2, 3);
    RateLimit::Time now{1h};
    for (int i = 0; i < 3; ++i) CHECK_FALSE(limit.take("a", now));
    CHECK(limit.take("a", now) == 1s);
    CHECK_FALSE(limit.take("b", now));
    CHECK_FALSE(limit.take("a", now + 500ms));
    CHECK(limit.take("a", now + 500ms));
    CHECK_FALSE(RateLimit(0, 1).take("a", now));
    for (int i = 0; i < 30'000; ++i) limit.take("address " + std::to_string(i), now);
    CHECK(limit.remembered() <= 20'000);
    CHECK_FALSE(limit.take("somebody new", now + 10s)); // the quiet ones are forgotten
}

TEST_CASE("an answer has a tag of its bytes; who has them already is told so; text is packed on request") {
    web::Response first;
    first.body = std::string(5000, 'x');
    web::Request request;
    finish_answer(first, request);
    const std::string tag = header_of(first, "ETag");
    CHECK(tag.size() > 10);
    CHECK(first.body.size() == 5000);

    request.if_none_match = tag;
    web::Response again;
    again.body = std::string(5000, 'x');
    finish_answer(again, request);
    CHECK(again.status == 304);
    CHECK(again.body.empty());

    request.accept_encoding = "br, gzip;q=0.5";
    web::Response packed;
    packed.body = std::string(5000, 'x');
    finish_answer(packed, request);
    CHECK(packed.status == 200); // other bytes, another tag
    CHECK(header_of(packed, "Content-Encoding") == "gzip");
    CHECK(packed.body.size() < 200);
    CHECK(packed.body.substr(0, 2) == "\x1f\x8b");

    request.accept_encoding = "gzip;q=0";
    request.if_none_match.clear();
    web::Response refused;
    refused.body = std::string(5000, 'x');
    finish_answer(refused, request);
    CHECK(refused.body.size() == 5000);
}
