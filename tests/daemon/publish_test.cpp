#include "daemon/harvest/publish.hpp"
#include "tests/core/export_support.hpp"
#include "tests/support/fake_reader.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>

using namespace moisson;

namespace {

constexpr UnixTime now = 1'770'000'000;

struct Fixture {
    test::TempDir temp;
    AppConfig app;
    std::shared_ptr<const Schema> schema = test::export_schema();
    std::vector<FeedPtr> feeds = {test::feed("ain")};
    test::FakeReader reader;

    Fixture() {
        TargetConfig& target = app.targets.emplace_back();
        target.name = "public";
        target.type = "directory";
        target.path = temp / "public";
        target.kinds = {"structure"};
        target.formats = {"csv"};
        reader.records = {test::structure("ain", "7", {{"nom", "Phare"}})};
        reader.rows = outbox_resources(app, *schema);
        for (OutboxRow& row : reader.rows) row.wanted_seq = 1;
    }
    OutboxRow& row(const std::string& resource) {
        for (OutboxRow& known : reader.rows)
            if (known.resource == resource) return known;
        throw std::runtime_error("no row " + resource);
    }
    std::vector<std::string> due(const PublishOptions& options = {}) {
        std::vector<std::string> names;
        PublicationQueue queue(app, *schema, reader.rows, options, now);
        while (const auto next = queue.next()) names.push_back(next->resource);
        return names;
    }
    /// What publish_due does, with the outbox of this fixture.
    std::vector<PublishOutcome> publish(const PublishOptions& options = {}, UnixTime at = now) {
        std::vector<PublishOutcome> outcomes;
        PublicationQueue queue(app, *schema, reader.rows, options, at);
        while (auto next = queue.next()) {
            const Publication done = publish_row(*next, app, reader, *schema, feeds, at);
            row(done.row.resource) = done.row;
            queue.done(done.outcome);
            outcomes.push_back(done.outcome);
        }
        return outcomes;
    }
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE_FIXTURE(Fixture, "the outbox has one row per file, the catalogue last") {
    CHECK(due() ==
          Names{"structures.csv", "schema-structures.json", "catalog.jsonld", "catalog.ttl", "catalog.xml"});
    TargetConfig& platform = app.targets.emplace_back();
    platform.name = "platform";
    platform.type = "udata";
    platform.kinds = {"structure"};
    platform.formats = {"csv"};
    Names there;
    for (const OutboxRow& row : outbox_resources(app, *schema))
        if (row.target == "platform") there.push_back(row.resource);
    CHECK(there ==
          Names{"structures", "structures.csv", "schema-structures.json"}); // first what holds the files
}

TEST_CASE_FIXTURE(Fixture, "what is due: stale, its time has come, not parked; force takes all") {
    struct Row {
        const char* sentence;
        const char* state;
        std::int64_t wanted, published;
        UnixTime next_try;
        bool due, forced;
    };
    for (const Row& c :
         {Row{"pending", "pending", 5, 0, 0, true, true}, Row{"done", "done", 5, 5, 0, false, true},
          Row{"done, then changed", "done", 6, 5, 0, true, true},
          Row{"failed, too early", "failed", 5, 0, now + 1, false, true},
          Row{"failed, its time", "failed", 5, 0, now, true, true},
          Row{"a crash left it in flight", "inflight", 5, 5, 0, true, true},
          Row{"parked", "parked", 9, 5, 0, false, true}}) {
        CAPTURE(c.sentence);
        OutboxRow& csv = row("structures.csv");
        csv.state = c.state;
        csv.wanted_seq = c.wanted;
        csv.published_seq = c.published;
        csv.next_try_at = c.next_try;
        for (const char* other : {"schema-structures.json", "catalog.jsonld", "catalog.ttl", "catalog.xml"}) {
            row(other).state = "done";
            row(other).published_seq = row(other).wanted_seq = 1;
        }
        CHECK((due() == Names{"structures.csv"}) == c.due);
        const Names forced = due({.force = true});
        CHECK((std::find(forced.begin(), forced.end(), "structures.csv") != forced.end()) == c.forced);
    }
    CHECK(due({.target = "elsewhere", .force = true}).empty());
}

TEST_CASE_FIXTURE(Fixture, "a publication settles its row with what is now there") {
    reader.current = 42;
    const auto outcomes = publish();
    REQUIRE(outcomes.size() == 5);
    const OutboxRow& csv = row("structures.csv");
    CHECK(csv.state == "done");
    CHECK(csv.published_seq == 42);
    CHECK(csv.verified_at == now);
    CHECK(csv.rows == 1);
    CHECK(csv.bytes == std::filesystem::file_size(temp / "public" / "structures.csv"));
    CHECK(csv.sha256 == outcomes[0].sha256);
    CHECK(due().empty());
    for (const PublishOutcome& outcome : publish({.force = true})) CHECK(outcome.result == "unchanged");
}

TEST_CASE_FIXTURE(Fixture, "the catalogue follows the files it describes, also when nobody marked it stale") {
    publish();
    reader.records.push_back(test::structure("ain", "8", {{"nom", "Relais"}}));
    reader.current = 2;
    row("structures.csv").wanted_seq = 2;
    const auto outcomes = publish();
    REQUIRE(outcomes.size() == 4);
    CHECK(outcomes[0].resource == "structures.csv");
    CHECK(outcomes[1].resource == "catalog.jsonld");
    CHECK(outcomes[1].result == "published");
    CHECK(outcomes[3].resource == "catalog.xml");
    CHECK(outcomes[3].result == "published");
}

TEST_CASE_FIXTURE(Fixture, "a failure is tried again, later and later; a wrong path waits for the operator") {
    app.targets[0].path = "/proc/self";
    publish();
    OutboxRow& csv = row("structures.csv");
    CHECK(csv.state == "failed");
    CHECK(csv.attempts == 1);
    CHECK(csv.next_try_at == now + 30);
    CHECK(csv.error.find("/proc/self") != std::string::npos);
    CHECK(due().empty());
    CHECK(next_publication_at(app, reader.rows, {}, now) == now + 30);
    publish({}, now + 30);
    CHECK(csv.attempts == 2);
    CHECK(csv.next_try_at == now + 90);

    app.targets[0].path = temp / "public"; // repaired
    publish({}, now + 90);
    CHECK(csv.state == "done");
    CHECK(csv.attempts == 0);
    CHECK(csv.error == "");
    CHECK(next_publication_at(app, reader.rows, {}, now) == 0);

    std::ofstream(temp / "file") << "x";
    app.targets[0].path = temp / "file";
    publish({.force = true});
    CHECK(csv.state == "parked");
    CHECK(next_publication_at(app, reader.rows, {}, now) == 0);
}

TEST_CASE("the wait doubles from 30 s to an hour") {
    using namespace std::chrono_literals;
    for (const auto& [attempts, wait] :
         {std::pair{1u, 30s}, {2u, 60s}, {3u, 120s}, {8u, 3600s}, {4'000'000'000u, 3600s}})
        CHECK(publication_backoff(attempts) == wait);
}

TEST_CASE_FIXTURE(Fixture, "older data never replaces newer: the published revision only grows") {
    reader.current = 42;
    publish();
    reader.current = 7;
    publish({.force = true});
    CHECK(row("structures.csv").published_seq == 42);
}

TEST_CASE_FIXTURE(Fixture, "changed personal-data rules reach the public with the next forced publication") {
    reader.records = {test::structure("ain", "7", {{"courriel", "x.y@example.fr"}})};
    publish();
    feeds = {test::feed("ain", {{"courriel", "never-publish"}})};
    CHECK(publish().empty()); // no data changed
    CHECK(publish({.force = true})[0].result == "published");
    std::ifstream file(temp / "public" / "structures.csv");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    CHECK(text.find("x.y@") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture,
                  "a target with a window gathers changes until its turn; what is pressing does not wait") {
    const UnixTime day = 86'400, noon = now - now % day + day / 2; // UTC, as the window
    app.state_dir = temp.path();
    app.targets[0].every = std::chrono::hours(24);
    app.targets[0].window = "05:00-06:00";
    app.targets[0].timezone = "UTC";
    const auto store = Store::open({temp / "store.db", schema, true, false}, noon);
    prepare_outbox(*store, app, *schema, noon);
    const auto stored = StoreReader::open(temp / "store.db", schema);
    const auto published = [&](UnixTime at) {
        return publish_due(*store, *stored, app, *schema, feeds, {}, at, {}).size();
    };
    const auto change = [&] { // as a run marks what it changed
        for (OutboxRow row : stored->outbox()) {
            row.state = "pending";
            store->settle(row);
        }
    };
    CHECK(published(noon) == 0); // the first time, too
    const PublishTurns turns(app);
    const UnixTime turn = turns.next(app.targets[0], noon);
    CHECK(turn >= noon - noon % day + day + 5 * 3600);
    CHECK(turn < noon - noon % day + day + 6 * 3600);
    CHECK(next_publication_at(app, stored->outbox(), {}, noon, &turns) == turn);
    CHECK(published(turn) == 5);
    change();
    CHECK(published(turn + 60) == 0);
    CHECK(published(turn + day / 2) == 0);
    feeds = {test::feed("ain", {{"courriel", "never-publish"}})}; // a producer keeps something back
    CHECK(published(turn + day / 2) == 5);
    change();
    CHECK(publish_due(*store, *stored, app, *schema, feeds, {.force = true}, turn + day / 2, {}).size() == 5);
    change();
    CHECK(published(turn + day / 2 + 60) == 0);
    CHECK(published(turn + day + 3600) == 5);
}

TEST_CASE_FIXTURE(Fixture, "new rules of a producer make what was published due, once") {
    app.state_dir = temp.path();
    const auto store = Store::open({temp / "store.db", schema, true, false}, now);
    prepare_outbox(*store, app, *schema, now);
    const auto published = [&] {
        const auto stored = StoreReader::open(temp / "store.db", schema);
        return publish_due(*store, *stored, app, *schema, feeds, {}, now, {}).size();
    };
    CHECK(published() == 5);
    CHECK(published() == 0); // the rules in force are known, whoever published
    feeds = {test::feed("ain", {{"courriel", "never-publish"}})};
    CHECK(published() == 5);
    CHECK(published() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a rehearsal writes nothing") {
    const auto outcomes = rehearse_publication(app, reader, *schema, feeds, "");
    CHECK(outcomes.size() == 5);
    CHECK(outcomes[0].result == "published");
    CHECK_FALSE(std::filesystem::exists(temp / "public"));
}

TEST_CASE("an outcome survives the control socket") {
    const PublishOutcome outcome{.target = "public",
                                 .resource = "structures.csv",
                                 .result = "failed",
                                 .bytes = 12,
                                 .rows = 3,
                                 .sha256 = "ab",
                                 .verified = false,
                                 .protected_cells = 1,
                                 .error = "cannot write é"};
    const std::string line = to_json_line(outcome);
    CHECK(line.starts_with(
        R"({"target":"public","resource":"structures.csv","result":"failed","bytes":12,"sha256":"ab","verified":false)"));
    const PublishOutcome again = outcome_from_json(line);
    CHECK(to_json_line(again) == line);
    CHECK(again.error == outcome.error);
    CHECK_THROWS_AS(outcome_from_json("busy"), std::runtime_error);
}
