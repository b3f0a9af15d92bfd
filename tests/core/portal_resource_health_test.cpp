// Whether the resources of data sets still answer: what an answer means, and when the next question comes.
#include "core/portals/resource_health.hpp"
#include "tests/core/store_support.hpp"

#include <doctest/doctest.h>
#include <map>

using namespace moisson;

namespace {

constexpr UnixTime one_check_day = 86400;
constexpr std::chrono::seconds check_every{14 * one_check_day};

ResourceAnswer answer(int status, const std::string& code = "", int retry_after = 0) {
    ResourceAnswer out;
    out.status = status;
    out.code = code.empty() ? std::to_string(status) : code;
    out.retry_after = std::chrono::seconds(retry_after);
    return out;
}

} // namespace

TEST_CASE("resource health: what one answer means") {
    struct Row {
        const char* sentence;
        ResourceAnswer answer;
        const char* state;
        UnixTime wait; ///< until the next question
    };
    const Row rows[] = {
        {"it is there", answer(200), "ok", 14 * one_check_day},
        {"a part of it", answer(206), "ok", 14 * one_check_day},
        {"it has not changed", answer(304), "ok", 14 * one_check_day},
        {"not found: asked again after a day", answer(404), "gone", one_check_day},
        {"gone for good", answer(410), "gone", one_check_day},
        {"nobody has that name", answer(0, "network.dns"), "gone", one_check_day},
        {"too many questions say nothing", answer(429), "unknown", 7 * one_check_day},
        {"an account is needed", answer(401), "unknown", 7 * one_check_day},
        {"an address that we do not dial", answer(0, "blocked.private"), "unknown", 7 * one_check_day},
        {"the server is ill: soon again", answer(500), "trouble", 3600},
        {"it does not answer in time", answer(0, "timeout.first-byte"), "trouble", 3600},
        {"redirects without end", answer(0, "http.too-many-redirects"), "trouble", 3600},
        {"its own wait is longer", answer(503, "", 30 * one_check_day), "trouble", 30 * one_check_day},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.sentence));
        const ResourceCheck next = after_answer(new_resource_check("https://a.example/x", 1000, check_every),
                                                row.answer, 5000, check_every);
        CHECK(next.state == row.state);
        CHECK(next.next_at == 5000 + row.wait);
        CHECK(next.since == 5000);
        CHECK_FALSE(is_dead(next));
    }
}

TEST_CASE("resource health: dead is gone at two questions a day apart, and one good answer ends it") {
    ResourceCheck check = new_resource_check("https://a.example/x", 0, check_every);
    check = after_answer(check, answer(404), 10 * one_check_day, check_every);
    check = after_answer(check, answer(404), 10 * one_check_day + 3600, check_every);
    CHECK_FALSE(is_dead(check)); // an outage of an hour
    check = after_answer(check, answer(410), 11 * one_check_day + 3600, check_every);
    CHECK(is_dead(check));
    CHECK(check.since == 10 * one_check_day);
    check = after_answer(check, answer(200), 12 * one_check_day, check_every);
    CHECK_FALSE(is_dead(check));
    check = after_answer(check, answer(404), 13 * one_check_day, check_every);
    CHECK_FALSE(is_dead(check)); // counted anew
    check = after_answer(check, answer(500), 15 * one_check_day, check_every);
    CHECK(check.state == "trouble");
}

TEST_CASE("resource health: trouble is asked about ever more rarely") {
    ResourceCheck check = new_resource_check("https://a.example/x", 0, check_every);
    UnixTime now = one_check_day, waits[12];
    for (UnixTime& wait : waits) {
        check = after_answer(check, answer(500), now, check_every);
        wait = check.next_at - now;
        now = check.next_at;
    }
    CHECK(waits[0] == 3600);
    CHECK(waits[1] == 7200);
    CHECK(waits[11] == 14 * one_check_day);
}

TEST_CASE("resource health: a new catalogue is asked over days, and no host alone") {
    std::vector<ResourceCheck> checks;
    std::map<UnixTime, int> by_day;
    for (int i = 0; i < 2800; ++i) {
        checks.push_back(new_resource_check(
            "https://h" + std::to_string(i % 7) + ".example/" + std::to_string(i), 0, check_every));
        ++by_day[checks.back().next_at / one_check_day];
    }
    CHECK(by_day.size() == 14);
    for (const auto& [which, count] : by_day) CHECK(count < 300);
    CHECK(due_resources(checks, -1, 100, 100).empty());
    const auto due = due_resources(checks, 15 * one_check_day, 100, 10);
    CHECK(due.size() == 70); // ten of each host
    std::map<std::string, int> hosts;
    for (const ResourceCheck& one : due) ++hosts[host_of_resource(one.url)];
    CHECK(hosts.size() == 7);
    CHECK(due_resources(checks, 15 * one_check_day, 50, 1000).size() == 50);
    for (const std::size_t limit : {5, 60, 100}) { // the same when they pass by one after the other
        DuePick pick(15 * one_check_day, limit, 10);
        for (const ResourceCheck& one : checks) pick.add(one);
        CHECK(pick.due() == checks.size());
        const auto picked = pick.take(), wanted = due_resources(checks, 15 * one_check_day, limit, 10);
        REQUIRE(picked.size() == wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(picked[i].next_at == wanted[i].next_at);
    }
    CHECK(is_askable("https://a.example"));
    CHECK_FALSE(is_askable("ftp://a.example/x"));
    CHECK_FALSE(is_askable("javascript:alert(1)"));
}

TEST_CASE("resource health: the store keeps what was answered") {
    test::StoreBench bench;
    bench.run("asso", test::numbered(1, 3));
    ResourceCheck gone = after_answer(new_resource_check("https://a.example/x", 0, check_every), answer(404),
                                      one_check_day, check_every);
    gone = after_answer(gone, answer(404), 3 * one_check_day, check_every);
    ResourceCheck good = after_answer(new_resource_check("https://a.example/y", 0, check_every), answer(200),
                                      one_check_day, check_every);
    good.etag = "\"v1\"";
    bench.store().put_resource_checks("asso", {gone, good}, 0);
    bench.store().put_resource_checks("asso", {good}, 0);
    const auto known = bench.reader()->resource_checks("asso", "", 10);
    REQUIRE(known.size() == 2);
    CHECK(known[0].times == 2);
    CHECK(known[0].since == one_check_day);
    CHECK(known[1].etag == "\"v1\"");
    CHECK(bench.reader()->dead_resources() == std::map<std::string, std::uint64_t>{{"asso", 1}});
    CHECK(bench.reader()->resource_checks("asso", "https://a.example/x", 10).size() == 1); // the next page
    CHECK(bench.reader()->resource_checks("asso", "", 1).size() == 1);
    CHECK(bench.reader()->dead_addresses().contains("https://a.example/x"));
    CHECK_FALSE(bench.reader()->dead_addresses().contains("https://a.example/y"));
    bench.store().forget_resource_checks("asso", {"https://a.example/x"});
    CHECK(bench.reader()->dead_resources().empty());
    CHECK(bench.verify().empty());
}
