// Target `harvested`: has the platform that comes for our catalogue everything that it says?
#include "connectors/targets/udata/harvested.hpp"
#include "tests/support/udata/platform.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;
using namespace std::chrono_literals;
using Json = nlohmann::json;

namespace {

constexpr UnixTime asked_at = 1'790'000'000, one_day = 86'400;

AnnouncedDataSet announced_as(const std::string& name, UnixTime since, UnixTime modified) {
    return {"https://d.example.fr/catalog.jsonld#" + name, name, since, modified};
}

TargetConfig harvested_target() {
    TargetConfig target;
    target.name = "moissonne";
    target.type = "harvested";
    target.url = "https://platform.example";
    target.organization = "534fff75a3a7292c64a77de4";
    target.harvest_within = 48h;
    return target;
}

} // namespace

TEST_CASE("what a platform that harvests us has is waited for, then an alarm") {
    struct Row {
        const char* sentence;
        std::vector<AnnouncedDataSet> announced;
        HarvestedDataSets harvested;
        const char* result;
        const char* words; ///< in the error
    };
    const std::string uri = "https://d.example.fr/catalog.jsonld#a";
    const AnnouncedDataSet old = announced_as("a", asked_at - 30 * one_day, asked_at - 20 * one_day),
                           recent = announced_as("b", asked_at - 3600, asked_at - 3600),
                           overdue = announced_as("c", asked_at - 3 * one_day, asked_at - 3 * one_day);
    for (const Row& row : {
             Row{"nothing is announced", {}, {}, "published", ""},
             Row{"all is there, by its URI", {old}, {{uri, asked_at - 3600}}, "published", ""},
             Row{"or by its identifier", {old}, {{"a", asked_at - 3600}}, "published", ""},
             Row{"one is new and has time",
                 {old, recent},
                 {{uri, asked_at - 7200}},
                 "waiting",
                 "1 are not on the platform (b)"},
             Row{"one should have arrived", {old, overdue}, {{uri, asked_at - 7200}}, "failed", "(c)"},
             Row{"it never came, and has time", {recent}, {}, "waiting", "it has never come"},
             Row{"it never came", {old}, {}, "failed", "look at the harvester of organisation 534fff75"},
             Row{"it holds an older version, and came not long ago",
                 {announced_as("a", asked_at - 30 * one_day, asked_at - 60)},
                 {{uri, asked_at - 7200}},
                 "waiting",
                 "1 are older there (a)"},
             Row{"it came no more",
                 {old},
                 {{uri, asked_at - 3 * one_day}},
                 "failed",
                 "longer than harvest_within"},
             Row{"something else of the organisation is not ours", {old}, {{"x", asked_at}}, "failed", "(a)"},
         }) {
        CAPTURE(row.sentence);
        const PublishOutcome outcome =
            judge_harvest(harvested_target(), row.announced, row.harvested, "", asked_at);
        CHECK(outcome.result == row.result);
        CHECK(outcome.verified == (outcome.result == "published"));
        CHECK_MESSAGE(outcome.error.find(row.words) != std::string::npos, outcome.error);
        CHECK(outcome.wait > 0s); // it is asked again, also when all is well
        if (!outcome.verified) continue;
        CHECK(judge_harvest(harvested_target(), row.announced, row.harvested, outcome.sha256, asked_at)
                  .result == "unchanged");
    }
}

TEST_CASE("our catalogue says what is announced, the platform what it harvested") {
    const auto read = announced_data_sets(
        R"({"@context":{},"@id":"https://d.example.fr/catalog.jsonld#catalog","dcat:dataset":[)"
        R"({"@id":"https://d.example.fr/catalog.jsonld#structures","dct:identifier":"structures",)"
        R"("dct:issued":{"@type":"xsd:dateTime","@value":"2026-01-02T00:00:00Z"},)"
        R"("dct:modified":{"@type":"xsd:dateTime","@value":"2026-03-04T00:00:00Z"}}]})");
    REQUIRE(read.size() == 1);
    CHECK(read[0].uri == "https://d.example.fr/catalog.jsonld#structures");
    CHECK(read[0].since == 1767312000);
    CHECK(read[0].modified == 1772582400);

    test::UdataPlatform platform;
    platform.add_harvested(
        {{"uri", read[0].uri}, {"remote_id", "structures"}, {"last_update", "2026-03-05T00:00:00+00:00"}});
    platform.add_harvested({{"uri", "https://d.example.fr/catalog.jsonld#x"},
                            {"last_update", "2026-03-05T00:00:00+00:00"},
                            {"archived", "not-on-remote"}});
    UdataAccess access;
    access.url = platform.url();
    access.app.http.allow_private = {"127.0.0.0/8"};
    access.secrets = [](const std::string&) { return std::string(); };
    access.network = make_network(access.app);
    boost::asio::io_context io;
    HarvestedDataSets found;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, ask_harvested(access, platform.organization()),
                          [&](std::exception_ptr error, HarvestedDataSets result) {
                              failure = error;
                              found = std::move(result);
                          });
    io.run();
    CHECK_FALSE(failure);
    CHECK(found == HarvestedDataSets{{read[0].uri, 1772668800}, {"structures", 1772668800}});
}
