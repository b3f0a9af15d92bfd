// Why a record is as it is, as a page of the status listener.
#include "daemon/web/page.hpp"
#include "daemon/web/routes.hpp"
#include "tests/daemon/web_fake_backend.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

using namespace moisson;

namespace {

constexpr const char* explanation =
    R"({"id":"mo_1","kind":"structure","active":true,"members":[{"feed":"ain","id":"<7>"},{"feed":"dept","id":"b"}],)"
    R"("links":[{"a":{"feed":"ain","id":"<7>"},"b":{"feed":"dept","id":"b"},"weight":4.1,"verdict":"same",)"
    R"("parts":[{"what":"the same name: +5.1","weight":5.1}]}],)"
    R"("fields":{"nom":{"value":"<script>alert(1)</script>","feed":"ain","id":"<7>","published":true,"rule":"fresh",)"
    R"("why":"the most recent record","conflict":true,"others":[{"feed":"dept","id":"b","value":"B & C"}]}},)"
    R"("history":[{"seq":1,"run":1,"at":"2026-01-01T00:00:00Z","change":"created","feed":"ain","id":"<7>","fields":[]}]})";

web::Response get(web::Backend& backend, const std::string& path) {
    web::Request request;
    request.method = "GET";
    request.path = path;
    request.host = "localhost";
    const web::Handler site = web::status_site(backend); // outlives its answer
    boost::asio::io_context io;
    web::Response response;
    auto done = [&](std::exception_ptr, web::Response answer) { response = std::move(answer); };
    boost::asio::co_spawn(io, site(std::move(request)), done);
    io.run();
    return response;
}

} // namespace

TEST_CASE("the page says members, links, values and history, and runs nothing that a producer wrote") {
    const std::string page = web::render_why_page(explanation);
    for (const char* text :
         {"ain/&lt;7&gt;", "the same name: +5.1", "A person said: same", "the most recent record",
          "says otherwise: B &amp; C", "&lt;script&gt;alert(1)&lt;/script&gt;", "created"})
        CHECK_MESSAGE(page.find(text) != std::string::npos, text);
    CHECK(page.find("<script>") == std::string::npos);
}

TEST_CASE("the status listener explains a record as data and as a page; an unknown one is a 404") {
    test::FakeBackend backend;
    backend.explanation = explanation;
    CHECK(get(backend, "/status/records/mo_1/why").body == std::string(explanation) + "\n");
    const web::Response page = get(backend, "/records/mo_1/why");
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(get(backend, "/records/mo_2/why").status == 404);
}
