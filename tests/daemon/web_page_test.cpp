#include "daemon/web/page.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

StatusSnapshot one_feed(const std::string& title) {
    StatusSnapshot status;
    status.phase = Phase::ready;
    FeedStatus feed;
    feed.id = "asso-ain";
    feed.title = title;
    feed.state = "failing";
    feed.stored.consecutive_failures = 4;
    feed.stored.last_code = title;
    status.feeds.push_back(feed);
    return status;
}

} // namespace

TEST_CASE("hostile names are text") {
    for (const char* title :
         {"<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x"}) {
        const std::string page = web::render_page(one_feed(title));
        CAPTURE(title);
        CHECK(page.find("<script") == std::string::npos);
        CHECK(page.find("<img") == std::string::npos);
        CHECK(page.find("' onmouseover") == std::string::npos);
    }
}

TEST_CASE("the page works without script, style sheet of others, or colour") {
    const std::string page = web::render_page(one_feed("Réseau Insertion Ain"));
    CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    CHECK(page.find("http://") == std::string::npos);
    CHECK(page.find(" style=") == std::string::npos);
    CHECK(page.find("<th scope=\"row\">") != std::string::npos);
    CHECK(page.find(">failing<") != std::string::npos);
    CHECK(web::page_policy().starts_with("default-src 'none'; style-src 'sha256-"));
    CHECK(web::page_policy().find("=';") != std::string::npos); // 32 bytes in base64 end with one '='
}
