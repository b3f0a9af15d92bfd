// Target `udata` against the double of the platform: what is sent, what stays, and what becomes of a request
// whose answer never came.
#include "connectors/targets/read_back.hpp"
#include "connectors/targets/udata/target.hpp"
#include "core/text/sha256.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/udata/platform.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

using namespace moisson;
using Json = nlohmann::json;
using test::PlatformFault;

namespace {

/// A target, its ledger, and a clock that moves when the test says so.
struct Bench {
    test::UdataPlatform platform;
    test::TempDir temp;
    std::map<std::string, RemoteObject> ledger;
    UnixTime now = 1'790'000'000;
    TargetConfig target;
    bool dry_run = false, again = false;

    Bench() {
        target.name = "plateforme";
        target.type = "udata";
        target.url = platform.url();
        target.api_key = "{secret:datagouv}";
        target.organization = platform.organization();
        target.path = temp.path();
    }
    UdataPass pass() {
        UdataPass pass;
        pass.target = target;
        pass.access.url = target.url;
        pass.access.api_key = target.api_key;
        pass.access.app.http.allow_private = {"127.0.0.0/8"};
        pass.access.app.http.requests_per_second_per_host = 0;
        pass.access.secrets = [](const std::string&) { return test::UdataPlatform::key(); };
        pass.access.network = make_network(pass.access.app);
        pass.access.retry.attempts = 1;
        pass.access.retry.longest_wait = std::chrono::seconds(0);
        pass.ledger.rows = ledger;
        pass.ledger.save = [this](RemoteObject row) -> boost::asio::awaitable<void> {
            ledger[row.key] = row;
            co_return;
        };
        pass.scratch = temp.path();
        pass.now = now;
        pass.dry_run = dry_run;
        pass.again = again;
        return pass;
    }
    template<class Work>
    PublishOutcome run(Work work) {
        boost::asio::io_context io;
        UdataTarget udata(pass());
        PublishOutcome outcome;
        std::exception_ptr failure;
        boost::asio::co_spawn(io, work(udata), [&](std::exception_ptr error, PublishOutcome result) {
            failure = error;
            outcome = std::move(result);
        });
        io.run();
        if (failure) std::rethrow_exception(failure);
        return outcome;
    }
    PublishOutcome publish(const DataSetWish& wish) {
        return run([&](UdataTarget& udata) { return udata.publish_data_set(wish); });
    }
    PublishOutcome publish(const FileWish& wish) {
        return run([&](UdataTarget& udata) { return udata.publish_file(wish); });
    }
    PublishOutcome publish(const std::vector<DataSetWish>& wishes) {
        return run([&](UdataTarget& udata) { return udata.publish_records("datasets/*", wishes); });
    }
    FileWish file(const std::string& text, std::int64_t seq) {
        FileWish wish;
        wish.key = "structures.csv";
        wish.data_set = "structures";
        wish.file = temp / "structures.csv";
        std::ofstream(wish.file, std::ios::binary) << text;
        wish.bytes = text.size();
        wish.sha256 = sha256_hex(text);
        wish.rows = 1;
        wish.seq = seq;
        wish.title = "Structures (CSV)";
        wish.description = "Toutes les fiches.";
        wish.count = [](const std::filesystem::path& path) { return count_records(path, ExportFormat::csv); };
        return wish;
    }
    Json only() {
        REQUIRE(platform.datasets().size() == 1);
        return platform.datasets().front();
    }
    std::size_t writes() { return platform.writes().size(); }
    void later() { // the quiet time is over
        platform.settle();
        now += target.quiet.count() + 1;
    }
};

DataSetWish structures() {
    DataSetWish wish;
    wish.key = "structures";
    wish.fields = {{"title", "Structures"},
                   {"description", "Les structures de la région."},
                   {"tags", Json::array({"insertion", "structures"})},
                   {"license", "lov2"},
                   {"frequency", "daily"},
                   {"temporal_coverage", {{"start", "2024-01-01"}, {"end", "2026-12-31"}}},
                   {"spatial", {{"zones", Json::array({"fr:region:53"})}, {"granularity", "poi"}}}};
    return wish;
}

DataSetWish record(unsigned number, unsigned version) {
    DataSetWish wish;
    char key[16];
    std::snprintf(key, sizeof key, "mo_%04u", number);
    wish.key = key;
    wish.fields = {{"title", "Jeu " + std::to_string(number) + " v" + std::to_string(version)},
                   {"description", "Une description"},
                   {"tags", Json::array({"abc"})},
                   {"license", "lov2"}};
    wish.links.push_back({"f1",
                          {{"title", "Fichier"},
                           {"url", "https://example.org/" + std::to_string(version) + ".csv"},
                           {"type", "main"},
                           {"format", "csv"}}});
    wish.has_links = true;
    return wish;
}

constexpr const char* first_rows = "id,nom\r\n1,Phare\r\n";
constexpr const char* second_rows = "id,nom\r\n1,Le Phare\r\n";

} // namespace

TEST_CASE_FIXTURE(Bench, "a data set is created once, and an unchanged one is not sent again") {
    const PublishOutcome first = publish(structures());
    CHECK(first.result == "published");
    CHECK(first.verified);
    CHECK(only()["extras"]["moisson:key"] == "plateforme/structures");
    const std::size_t sent = writes();
    CHECK(publish(structures()).result == "unchanged");
    CHECK(writes() == sent);
}

TEST_CASE_FIXTURE(Bench,
                  "only what differs is sent, and tags and period, which an absent key would empty, stay") {
    publish(structures());
    DataSetWish next = structures();
    next.fields["title"] = "Structures d’insertion";
    const PublishOutcome outcome = publish(next);
    CHECK(outcome.result == "published");
    CHECK(outcome.changes == std::vector<std::string>{"title: \"Structures\" → \"Structures d’insertion\""});
    CHECK(only()["title"] == "Structures d’insertion");
    CHECK(only()["tags"] == Json::array({"insertion", "structures"}));
    CHECK(only()["temporal_coverage"]["end"] == "2026-12-31");
}

TEST_CASE_FIXTURE(Bench, "what a person changes on the platform stays, unless the source wins") {
    publish(structures());
    platform.edit(only()["id"], {{"description", "Écrit par une personne"}, {"acronym", "STR"}});
    DataSetWish next = structures();
    next.fields["title"] = "Autre titre";
    next.fields["description"] = "Nouvelle description";
    SUBCASE("stays") {
        const PublishOutcome outcome = publish(next);
        CHECK(only()["description"] == "Écrit par une personne");
        CHECK(only()["title"] == "Autre titre");
        CHECK(outcome.changes.front() == "description: changed on the platform, kept");
        const std::size_t sent = writes();
        CHECK(publish(next).result == "unchanged");
        CHECK(writes() == sent);
    }
    SUBCASE("the source wins in this field") {
        target.source_wins = {"description"};
        publish(next);
        CHECK(only()["description"] == "Nouvelle description");
    }
    CHECK(only()["acronym"] == "STR"); // not ours
}

TEST_CASE_FIXTURE(Bench,
                  "a data set that exists is taken over: what it says stays, what it leaves open is filled") {
    const Json made =
        platform
            .handle({"POST",
                     "/api/1/datasets/",
                     "/api/1/datasets/",
                     Json{{"title", "Fait à la main"},
                          {"description", "d"},
                          {"organization", platform.organization()}}
                         .dump(),
                     {{"content-type", "application/json"}, {"x-api-key", test::UdataPlatform::key()}}})
            .body;
    DataSetWish wish = structures();
    wish.adopt = made["id"];
    CHECK(publish(wish).result == "published");
    CHECK(only()["title"] == "Fait à la main");
    CHECK(only()["license"] == "lov2");
    CHECK(only()["extras"]["moisson:key"] == "plateforme/structures");
}

TEST_CASE_FIXTURE(Bench, "a creation whose answer never came is looked up, not repeated") {
    for (const PlatformFault fault : {PlatformFault::lost, PlatformFault::late, PlatformFault::error_after}) {
        Bench bench;
        bench.platform.fail_next("POST", "/datasets/", fault);
        CHECK(bench.publish(structures()).result == "failed");
        CHECK(bench.ledger["structures"].state == "creating");
        if (fault != PlatformFault::error_after) { // it may still happen: nothing is sent before that is over
            const PublishOutcome soon = bench.publish(structures());
            CHECK(soon.result == "failed");
            CHECK(soon.wait.count() > 0);
        }
        bench.later();
        CHECK(bench.publish(structures()).verified);
        CHECK(bench.only()["title"] == "Structures");
    }
}

TEST_CASE_FIXTURE(Bench, "creations whose answers never came are looked up with one walk of the list") {
    std::vector<DataSetWish> wishes;
    for (unsigned i = 0; i < 4; ++i) wishes.push_back(record(i, 1));
    platform.fail_next("POST", "/datasets/", PlatformFault::lost, 4);
    CHECK_FALSE(publish(wishes).verified);
    later();
    const unsigned asked = platform.requests();
    CHECK(publish(wishes).verified);
    CHECK(platform.datasets().size() == 4);
    CHECK(platform.requests() - asked <= 1 + 1 + 4); // who we are, the list, each as it is
}

TEST_CASE_FIXTURE(Bench, "a creation that was not done is done again") {
    for (const PlatformFault fault : {PlatformFault::error_before, PlatformFault::reset,
                                      PlatformFault::too_many, PlatformFault::unavailable}) {
        Bench bench;
        bench.platform.fail_next("POST", "/datasets/", fault);
        CHECK(bench.publish(structures()).result == "failed");
        bench.later();
        CHECK(bench.publish(structures()).verified);
        bench.only();
    }
}

TEST_CASE_FIXTURE(Bench, "an empty ledger finds its data sets by their key") {
    publish(structures());
    ledger.clear();
    CHECK(publish(structures()).result == "unchanged");
    only();
}

TEST_CASE_FIXTURE(Bench, "401 parks, ends the pass, and names the credential but never the key") {
    platform.set_key_valid(false);
    const PublishOutcome outcome = publish(structures());
    CHECK(outcome.result == "parked");
    CHECK(outcome.ends_pass);
    CHECK(outcome.error.find("the secret \"datagouv\"") != std::string::npos);
    CHECK(outcome.error.find("Invalid API token") != std::string::npos);
    CHECK(outcome.error.find(test::UdataPlatform::key()) == std::string::npos);
}

TEST_CASE_FIXTURE(Bench, "what the platform refuses is parked with its words") {
    DataSetWish wish = structures();
    wish.fields["spatial"]["zones"] = Json::array({"fr:commune:99999"});
    const PublishOutcome outcome = publish(wish);
    CHECK(outcome.result == "parked");
    CHECK(outcome.error.find("spatial.zones: Unknown geoid(s): fr:commune:99999") != std::string::npos);
    CHECK(publish(structures()).verified); // and nothing is left of it
    only();
}

TEST_CASE_FIXTURE(Bench, "creation that is switched off, and too many requests, wait") {
    platform.set_read_only(true);
    CHECK(publish(structures()).result == "failed");
    platform.set_read_only(false);
    platform.fail_next("GET", "/me/", PlatformFault::too_many);
    const PublishOutcome busy = publish(structures());
    CHECK(busy.result == "failed");
    CHECK(busy.ends_pass);
    CHECK(busy.wait == std::chrono::seconds(1));
    CHECK(publish(structures()).verified);
}

TEST_CASE_FIXTURE(Bench, "an organisation that is not the key's is said before anything is sent") {
    target.organization = platform.other_organization();
    const PublishOutcome outcome = publish(structures());
    CHECK(outcome.result == "parked");
    CHECK(outcome.error.find(platform.organization() + " (Organisation Test)") != std::string::npos);
    CHECK(writes() == 0);
}

TEST_CASE_FIXTURE(Bench, "a data set that a person deleted or archived is left alone") {
    publish(structures());
    const std::string id = only()["id"];
    SUBCASE("deleted") {
        platform.edit(id, {{"deleted", "2026-11-01T00:00:00+00:00"}});
        CHECK(publish(structures()).result == "parked");
    }
    SUBCASE("archived") {
        platform.edit(id, {{"archived", "2026-11-01T00:00:00+00:00"}});
        DataSetWish next = structures();
        next.fields["title"] = "Autre";
        CHECK(publish(next).result == "unchanged");
    }
    only();
    CHECK(only()["title"] == "Structures");
}

TEST_CASE_FIXTURE(Bench, "a file keeps its id and permanent link, and counts when it was fetched back") {
    publish(structures());
    const PublishOutcome first = publish(file(first_rows, 1));
    CHECK_MESSAGE(first.verified, first.error);
    const Json before = only()["resources"].at(0);
    CHECK(before["title"] == "Structures (CSV)");
    CHECK(before["extras"]["moisson:seq"] == 1);
    CHECK(platform.file_of(before) == first_rows);
    std::size_t sent = writes();
    CHECK(publish(file(first_rows, 2)).result == "unchanged");
    CHECK(writes() == sent);

    CHECK(publish(file(second_rows, 3)).verified);
    const Json after = only()["resources"].at(0);
    CHECK(only()["resources"].size() == 1);
    CHECK(after["id"] == before["id"]);
    CHECK(after["title"] == "Structures (CSV)"); // an upload makes the file's name the title
    CHECK(platform.file_of(after) == second_rows);

    const PublishOutcome older = publish(file(first_rows, 2));
    CHECK(older.result == "parked");
    CHECK(older.error.find("newer version (revision 3)") != std::string::npos);
}

TEST_CASE_FIXTURE(Bench, "an upload whose answer never came leaves one file, with the last bytes") {
    publish(structures());
    for (const PlatformFault fault : {PlatformFault::lost, PlatformFault::late, PlatformFault::error_after,
                                      PlatformFault::error_before, PlatformFault::reset}) {
        Bench bench;
        bench.publish(structures());
        bench.platform.fail_next("POST", "/upload/", fault);
        CHECK(bench.publish(bench.file(first_rows, 1)).result == "failed");
        bench.later();
        bench.platform.fail_next("POST", "/upload/", fault);
        bench.publish(bench.file(second_rows, 2));
        bench.later();
        CHECK(bench.publish(bench.file(second_rows, 2)).verified);
        CHECK(bench.only()["resources"].size() == 1);
        CHECK(bench.platform.file_of(bench.only()["resources"].at(0)) == second_rows);
    }
}

TEST_CASE_FIXTURE(Bench, "a file that is not what was sent is not published") {
    publish(structures());
    publish(file(first_rows, 1));
    platform.replace_file(only()["resources"].at(0)["url"], "id,nom\r\n1,Phase\r\n");
    ledger["structures.csv"].wanted.clear(); // the next pass has to look
    platform.fail_next("POST", "/upload/", PlatformFault::error_before, 9);
    CHECK_FALSE(publish(file(first_rows, 1)).verified);
}

TEST_CASE_FIXTURE(Bench, "while the platform analyses a file it answers 500 to the next: that waits") {
    publish(structures());
    platform.set_analysis(1);
    publish(file(first_rows, 1));
    CHECK(publish(file(second_rows, 2)).result == "failed");
    CHECK(publish(file(second_rows, 2)).verified);
}

TEST_CASE_FIXTURE(Bench, "a rehearsal says what would be sent and sends nothing") {
    dry_run = true;
    const PublishOutcome outcome = publish(structures());
    CHECK(outcome.changes == std::vector<std::string>{"data set: none → Structures"});
    CHECK(writes() == 0);
    CHECK(platform.datasets().empty());
}

TEST_CASE_FIXTURE(Bench,
                  "each record is a data set; what is withdrawn is archived after the grace, never deleted") {
    std::vector<DataSetWish> wishes{record(1, 1), record(2, 1), record(3, 1)};
    CHECK(publish(wishes).verified);
    CHECK(platform.datasets().size() == 3);
    std::size_t sent = writes();
    CHECK(publish(wishes).result == "unchanged");
    CHECK(writes() == sent);

    wishes[0] = record(1, 2);
    CHECK(publish(wishes).verified);
    CHECK(platform.datasets()[0]["title"] == "Jeu 1 v2");
    CHECK(platform.datasets()[0]["resources"].size() == 1);
    CHECK(platform.datasets()[0]["resources"][0]["url"] == "https://example.org/2.csv");

    wishes.pop_back();
    const PublishOutcome missing = publish(wishes);
    CHECK(missing.verified);
    CHECK(missing.wait == target.grace);
    CHECK(platform.datasets()[2]["archived"].is_null());
    now += target.grace.count();
    CHECK(publish(wishes).result == "published");
    CHECK_FALSE(platform.datasets()[2]["archived"].is_null());
    CHECK(platform.datasets()[2]["deleted"].is_null());
    CHECK(platform.datasets()[2]["tags"] == Json::array({"abc"}));

    wishes.push_back(record(3, 2)); // it is back
    CHECK(publish(wishes).verified);
    CHECK(platform.datasets()[2]["archived"].is_null());
    CHECK(platform.datasets().size() == 3);
}

TEST_CASE_FIXTURE(
    Bench, "a link that was written without an answer stays ours, and what a person made of it theirs") {
    for (const auto& [method, path] : {std::pair{"POST", "/datasets/"}, std::pair{"PUT", "/resources/"}}) {
        for (const PlatformFault fault :
             {PlatformFault::lost, PlatformFault::late, PlatformFault::error_after, PlatformFault::reset}) {
            CAPTURE(path);
            Bench bench;
            std::vector<DataSetWish> wishes{record(1, 1)};
            const bool changes = std::string_view(method) == "PUT";
            if (changes) bench.publish(wishes);
            bench.platform.fail_next(method, path, fault);
            wishes = {record(1, 2)};
            CHECK(bench.publish(wishes).result == "failed");
            wishes = {record(1, 3)}; // the next change comes before anybody knows
            bench.later();
            CHECK(bench.publish(wishes).verified);
            CHECK(bench.only()["resources"].at(0)["url"] == "https://example.org/3.csv");
            CHECK(bench.only()["resources"].size() == 1);
        }
    }
    publish(record(1, 1));
    Json resources = only()["resources"];
    resources.at(0)["title"] = "Fichier corrigé";
    platform.edit(only()["id"], {{"resources", resources}});
    const PublishOutcome outcome = publish(record(1, 2));
    CHECK(outcome.changes == std::vector<std::string>{"title: \"Jeu 1 v1\" → \"Jeu 1 v2\"", "link: Fichier",
                                                      "link Fichier, title: changed on the platform, kept"});
    CHECK(only()["resources"].at(0)["title"] == "Fichier corrigé");
    CHECK(only()["resources"].at(0)["url"] == "https://example.org/2.csv");
}

TEST_CASE_FIXTURE(Bench,
                  "one record that is refused does not stop the others, and is not sent again unchanged") {
    std::vector<DataSetWish> wishes{record(1, 1), record(2, 1)};
    wishes[0].links[0].fields["url"] = "https://srv.interne/x.csv";
    const PublishOutcome outcome = publish(wishes);
    CHECK(outcome.result == "parked");
    CHECK(outcome.rows == 1);
    CHECK(outcome.error.find("Invalid TLD interne") != std::string::npos);
    const unsigned asked = platform.requests();
    publish(wishes);
    CHECK(platform.requests() == asked + 1); // who we are, nothing else
    wishes[0] = record(1, 2);
    CHECK(publish(wishes).verified);
}

TEST_CASE("under faults of every kind: one object per key, nothing goes back, and all is there in the end") {
    const char* set = std::getenv("MOISSON_ACCEPT_PUBLICATIONS");
    const unsigned count = set ? static_cast<unsigned>(std::atoi(set)) : 20, versions = 3;
    constexpr double share = 0.06;
    Bench bench;
    bench.target.quiet = std::chrono::seconds(600);
    bench.platform.set_faults({share, share, share, share, share, share, std::chrono::milliseconds(30), 7});
    std::vector<DataSetWish> wishes(count);
    std::string said;
    const auto pass = [&] {
        const PublishOutcome metadata = bench.publish(structures());
        const PublishOutcome file = bench.publish(
            bench.file("id,nom\r\n1," + wishes[0].fields["title"].get<std::string>() + "\r\n", bench.now));
        const PublishOutcome records = bench.publish(wishes);
        said = metadata.error + "\n" + file.error + "\n" + records.error;
        bench.platform.settle();
        bench.now += 3601; // every pause is over
        return metadata.verified && file.verified && records.verified;
    };
    for (unsigned version = 1; version <= versions; ++version) {
        for (unsigned i = 0; i < count; ++i)
            if (version == 1 || i % version == 0) wishes[i] = record(i, version);
        pass(), pass(); // and the next change comes before all is there
    }
    unsigned passes = 0;
    while (!pass() && ++passes < 200) {
    }
    CHECK_MESSAGE(passes < 200, said);
    std::map<std::string, Json> by_key;
    for (const Json& data_set : bench.platform.datasets()) {
        const std::string key = data_set["extras"].value("moisson:key", "");
        CHECK_MESSAGE(by_key.emplace(key, data_set).second, "two data sets of " << key);
        std::vector<std::string> seen = bench.platform.versions(data_set["id"]);
        CHECK(std::is_sorted(seen.begin(), seen.end()));
        CHECK(std::set<std::string>(seen.begin(), seen.end()).size() == seen.size());
        for (const Json& resource : data_set["resources"]) {
            seen = bench.platform.versions(resource["id"]);
            CHECK(std::is_sorted(seen.begin(), seen.end()));
        }
        CHECK(data_set["resources"].size() == 1);
    }
    CHECK(by_key.size() == count + 1);
    for (const DataSetWish& wish : wishes) {
        const Json& there = by_key["plateforme/" + wish.key];
        CHECK(there["title"] == wish.fields["title"]);
        CHECK(there["resources"][0]["url"] == wish.links[0].fields["url"]);
    }
    bench.platform.set_faults({});
    const std::size_t sent = bench.writes();
    pass();
    CHECK(bench.writes() == sent); // in step: nothing is sent
}
