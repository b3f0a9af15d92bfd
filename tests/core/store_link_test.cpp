// Linking through the store: clusters, public ids that keep their meaning, golden records, decisions, time.
#include "tests/core/store_link_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

Cells red_cross(const std::string& id) {
    return LinkBench::organisation(id, "Croix-Rouge française", "12 rue de la République", "69002", "Lyon",
                                   "0472000001", "lyon@croix-rouge.fr", "77567227236522");
}

Cells library(const std::string& id) {
    return LinkBench::organisation(id, "Médiathèque Marguerite Duras", "115 rue de Bagnolet", "75020",
                                   "Paris", "0155254910", "mediatheque.duras@paris.fr");
}

Cells town_hall(const std::string& id, const std::string& town = "Dax") {
    return LinkBench::organisation(id, "Mairie de " + town, "1 place de la Mairie", "40100", town,
                                   "0558560001");
}

} // namespace

TEST_CASE("records of one thing become one golden record; others stay alone") {
    LinkBench bench;
    bench.run("asso", {red_cross("1"), library("2")});
    bench.run("dept", {red_cross("a"), town_hall("b")});
    CHECK(bench.store().needs_link());
    const LinkSummary summary = bench.link();
    CHECK(summary.joined == 1);
    CHECK_FALSE(bench.store().needs_link());
    CHECK(bench.partition() == Partition{{"asso/1", "dept/a"}, {"asso/2"}, {"dept/b"}});
    CHECK(bench.reader()->count(1) == 3);
    CHECK(bench.verify().empty());

    const auto found = bench.reader()->find("dept/a");
    REQUIRE(found.size() == 1);
    CHECK(found[0].sources.size() == 2);
    std::vector<std::string> changes;
    for (const RevisionRow& row : bench.reader()->history(found[0].public_id))
        changes.push_back(row.change + " " + row.id);
    CHECK(changes == std::vector<std::string>{"created 1", "created a", "golden "});
    CHECK(found[0].active);
    CHECK(bench.events() == std::vector<std::string>{"join dept/a"});
}

TEST_CASE("the id of the oldest record stays; the others' ids lead to it and say so") {
    LinkBench bench;
    bench.run("asso", {red_cross("1")});
    const std::string first = bench.id_of("asso/1");
    bench.link();
    bench.run("dept", {red_cross("a")});
    const std::string second = bench.id_of("dept/a");
    CHECK(first != second);
    bench.link();
    CHECK(bench.id_of("dept/a") == first);
    const auto redirected = bench.reader()->golden(second);
    REQUIRE(redirected);
    CHECK(redirected->public_id == first);
    CHECK(redirected->redirected_from == second);
    CHECK(bench.reader()->golden(first)->redirected_from.empty());

    SUBCASE("a record that moves away gets its own id back") {
        bench.run("dept", {library("a")});
        bench.link();
        CHECK(bench.id_of("dept/a") == second);
        CHECK(bench.id_of("asso/1") == first);
        CHECK(bench.events().back() == "revive dept/a");
    }
    SUBCASE("the founder goes: the cluster is still that thing") {
        bench.run("asso", {library("9")});
        bench.link();
        CHECK(bench.id_of("dept/a") == first);
        CHECK(bench.reader()->golden(second)->public_id == first);
        SUBCASE("and comes back as something else: under a fresh id") {
            bench.run("asso", {town_hall("1"), library("9")});
            bench.link();
            CHECK(bench.id_of("dept/a") == first);
            const std::string fresh = bench.id_of("asso/1");
            CHECK(fresh != first);
            CHECK(fresh != second);
            CHECK(bench.reader()->golden(fresh)->sources.front().id == "1");
        }
        SUBCASE("and comes back as it was: into its cluster") {
            bench.run("asso", {red_cross("1"), library("9")});
            bench.link();
            CHECK(bench.id_of("asso/1") == first);
            CHECK(bench.reader()->golden(first)->sources.size() == 2);
        }
    }
    SUBCASE("all go: a tombstone says what it was; they come back: it lives again") {
        bench.run("asso", {library("9")});
        bench.run("dept", {library("z")});
        bench.link();
        REQUIRE(bench.reader()->golden(first));
        CHECK_FALSE(bench.reader()->golden(first)->active);
        CHECK(bench.reader()->count(1) == 1);
        bench.run("asso", {library("9"), red_cross("1")});
        bench.run("dept", {library("z"), red_cross("a")});
        bench.link();
        CHECK(bench.id_of("dept/a") == first);
        CHECK(bench.reader()->golden(first)->active);
    }
    CHECK(bench.verify().empty());
}

TEST_CASE("clusters merge and split: one id goes on, the other redirects, a part gets its own back") {
    LinkBench bench;
    bench.run("asso", {town_hall("1", "Dax"), town_hall("2", "Dax"), library("3"), library("4")});
    bench.link();
    const std::string halls = bench.id_of("asso/1"), libraries = bench.id_of("asso/3");
    CHECK(bench.id_of("asso/2") == halls);
    CHECK(bench.id_of("asso/4") == libraries);
    bench.judge("asso/2", "asso/3", Verdict::same);
    bench.judge("asso/1", "asso/4", Verdict::same);
    bench.judge("asso/1", "asso/3", Verdict::same);
    CHECK(bench.store().needs_link());
    bench.link();
    const std::string merged = bench.id_of("asso/3");
    CHECK(bench.id_of("asso/1") == merged);
    CHECK(merged == halls);
    const auto redirected = bench.reader()->golden(libraries);
    REQUIRE(redirected);
    CHECK(redirected->public_id == halls);
    CHECK(redirected->redirected_from == libraries);
    for (const Judgement& one : bench.reader()->judgements())
        bench.store().undo_judgement(one.number, bench.now);
    bench.link();
    CHECK(bench.id_of("asso/1") == halls);
    CHECK(bench.id_of("asso/3") == libraries);
    CHECK(bench.reader()->golden(libraries)->redirected_from.empty());
    CHECK(bench.verify().empty());
}

TEST_CASE("what did not change keeps id, content and revision; linked twice is linked once") {
    LinkBench bench;
    bench.run("asso", {red_cross("1"), library("2")});
    bench.run("dept", {red_cross("a"), library("b")});
    bench.link();
    const auto before = bench.ids();
    const std::int64_t revision = bench.reader()->revision();
    CHECK(bench.link().last_seq == 0);
    CHECK(bench.reader()->revision() == revision);
    auto moved = library("b");
    moved[5] = "0155254911";
    bench.run("dept", {red_cross("a"), moved});
    bench.link();
    const auto after = bench.ids();
    CHECK(after.at("asso/1 + dept/a") == before.at("asso/1 + dept/a"));
    bench.context.full = true;
    bench.link(); // as a whole: still the same
    CHECK(bench.ids() == after);
    bench.context.refit = true;
    bench.link();
    CHECK(bench.verify().empty());
}

TEST_CASE("golden records that an earlier program merged otherwise are merged anew, members unchanged") {
    LinkBench bench;
    bench.run("asso", {red_cross("1")});
    bench.run("dept", {red_cross("a")});
    bench.link();
    const auto bodies = bench.bodies();
    // As a program with another normalisation left it.
    bench.close();
    sql(bench.file(), "UPDATE link_kind SET profile = profile + 1;"
                      "UPDATE golden SET json = replace(json, '69002', '69003')");
    bench.reopen();
    CHECK(bench.bodies() != bodies);
    CHECK(bench.store().needs_link());
    bench.link();
    CHECK(bench.bodies() == bodies);
    CHECK(bench.verify().empty());
}

TEST_CASE("as of: clusters as they were") {
    LinkBench bench;
    std::map<UnixTime, std::map<std::string, std::string>> then;
    const auto note = [&] { then[bench.now] = bench.bodies(); };
    bench.run("asso", {red_cross("1"), library("2"), town_hall("3")});
    bench.link();
    note();
    bench.run("dept", {red_cross("a"), library("b")});
    bench.link();
    note();
    bench.run("dept", {red_cross("a"), town_hall("b")});
    bench.link();
    note();
    bench.run("asso", {library("2")});
    bench.link();
    note();
    bench.run("asso", {library("2"), town_hall("1"), red_cross("3")});
    bench.link();
    note();
    for (const auto& [time, bodies] : then) {
        CAPTURE(time);
        CHECK(bench.bodies(time) == bodies);
        CHECK(bench.bodies(time + 30) == bodies);
    }
    CHECK(bench.bodies(1).empty());
}

TEST_CASE("a date that moves alone is shown by the cluster, without a new revision") {
    LinkBench bench;
    bench.run("asso", {red_cross("1")});
    bench.run("dept", {red_cross("a")});
    bench.link();
    const auto before = bench.ids();
    auto dated = red_cross("a");
    dated[8] = "2024-03-03";
    bench.run("dept", {dated});
    CHECK(bench.store().needs_link());
    bench.link();
    CHECK(bench.ids() == before);
    CHECK(bench.bodies().begin()->second.find("2024-03-03") != std::string::npos);
    CHECK(bench.verify().empty());
}

TEST_CASE("what comes back through another portal is recognised by its id and never refreshes itself") {
    LinkBench bench;
    auto own = red_cross("1");
    own[8] = "2024-01-01";
    bench.run("asso", {own});
    auto echo = red_cross("asso--1");
    echo[8] = "2024-03-03";
    bench.run("dept", {echo});
    bench.link();
    REQUIRE(bench.bodies().contains("asso/1 + dept/asso--1"));
    CHECK(bench.bodies().at("asso/1 + dept/asso--1").find("2024-01-01") != std::string::npos);
    CHECK(bench.bodies().at("asso/1 + dept/asso--1").find("2024-03-03") == std::string::npos);
    CHECK(bench.verify().empty());
}

TEST_CASE("children look again when their parent becomes another thing") {
    // One feed with both kinds: rows of a structure with its service.
    LinkBench bench;
    const auto both = [&](const std::string& feed, const std::vector<Cells>& rows) {
        const auto structures = bench.columns;
        bench.columns.push_back({0, {{"id", 9}, {"nom", 10}, {"structure_id", 0}, {"date_maj", 8}}});
        bench.run(feed, rows);
        bench.columns = structures;
    };
    const auto with_service = [](Cells cells, const std::string& id) {
        cells.push_back(id);
        cells.push_back("Aide alimentaire d'urgence");
        return cells;
    };
    both("asso", {with_service(red_cross("1"), "s1")});
    both("dept", {with_service(library("a"), "t1")});
    bench.link();
    const std::uint64_t apart = bench.reader()->count(0);
    CHECK(apart == 2);
    both("dept", {with_service(red_cross("a"), "t1")}); // the service itself says what it said
    const LinkSummary summary = bench.link();
    CHECK(summary.pending == 1);
    CHECK(summary.changed == 3); // the structure, and both services for their parent
    CHECK(bench.reader()->count(0) == 1);
    CHECK(bench.verify() == std::vector<std::string>());
}

TEST_CASE("the outbox is marked once, when what was applied is linked") {
    LinkBench bench;
    bench.store().set_outbox_resources(
        {{"directory", "structures.csv", "", 0, 0, 0, 0, 0, 0, 0, "", 0, 0, ""}}, bench.now);
    OutboxRow row = bench.reader()->outbox().at(0);
    row.state = "done";
    bench.store().settle(row);
    bench.run("asso", {red_cross("1")});
    CHECK(bench.reader()->outbox().at(0).state == "done");
    bench.link();
    CHECK(bench.reader()->outbox().at(0).state == "pending");
    CHECK(bench.reader()->outbox().at(0).wanted_seq == bench.reader()->revision());
}

TEST_CASE("decisions: they win over the weights, survive re-import and restore, and contradict nothing") {
    LinkBench bench;
    bench.run("asso", {red_cross("1"), library("2")});
    bench.run("dept", {red_cross("a"), town_hall("b")});
    bench.judge("asso/1", "dept/a", Verdict::different);
    bench.judge("asso/2", "dept/b", Verdict::same);
    bench.judge("asso/7", "dept/b", Verdict::same); // not there yet
    bench.link();
    const Partition judged = {{"asso/1"}, {"dept/a"}, {"asso/2", "dept/b"}};
    CHECK(bench.partition() == judged);
    CHECK_THROWS_AS(bench.judge("asso/7", "asso/2", Verdict::different), StoreError);
    try {
        bench.judge("asso/7", "asso/2", Verdict::different);
    } catch (const StoreError& error) {
        const std::string said = error.what();
        CHECK(error.exit_code() == 65);
        CHECK(said.find("asso/7 = dept/b = asso/2") != std::string::npos);
    }
    bench.judge("asso/2", "dept/a", Verdict::same);
    CHECK_THROWS_AS(bench.judge("asso/1", "asso/7", Verdict::same), StoreError);

    bench.run("asso", {red_cross("1"), library("2"), town_hall("7", "Pau")});
    bench.link();
    CHECK(bench.partition() == Partition{{"asso/1"}, {"asso/2", "asso/7", "dept/a", "dept/b"}});
    bench.run("dept", {});
    bench.run("dept", {red_cross("a"), town_hall("b")});
    bench.context.refit = true;
    bench.link();
    CHECK(bench.partition() == Partition{{"asso/1"}, {"asso/2", "asso/7", "dept/a", "dept/b"}});
    CHECK(bench.verify().empty());
}

TEST_CASE("pairs to review, pairs of a cluster, clusters, and pinned values") {
    LinkBench bench;
    bench.run("asso", {red_cross("1"), library("2")});
    bench.run("dept", {red_cross("a"), library("b")});
    bench.link();
    const auto reader = bench.reader();
    std::vector<ClusterRow> clusters;
    reader->clusters(1, [&](const ClusterRow& row) {
        clusters.push_back(row);
        return true;
    });
    REQUIRE(clusters.size() == 2);
    CHECK(clusters[0].members.size() == 2);
    CHECK(clusters[0].weight >= reader->link_thresholds(1).same);
    const auto pairs = reader->edges_of(clusters[0].public_id);
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0].weight == doctest::Approx(clusters[0].weight));
    CHECK(pairs[0].public_a == clusters[0].public_id);
    CHECK(pairs[0].size_b == 2);
    CHECK(link_weight(reader->link_model(1), pairs[0].levels, pairs[0].frequency) ==
          doctest::Approx(pairs[0].weight).epsilon(0.001));
    CHECK(reader->review_pairs(1, 10).empty());

    Pin pin;
    pin.record = structure("asso/2");
    pin.field = "telephone";
    pin.value = std::string("0100000000");
    pin.at = bench.now;
    const Pin kept = bench.store().pin(pin);
    bench.link();
    CHECK(bench.bodies().at("asso/2 + dept/b").find("0100000000") != std::string::npos);
    CHECK(bench.verify().empty());
    bench.store().undo_pin(kept.number, bench.now);
    bench.link();
    CHECK(bench.bodies().at("asso/2 + dept/b").find("0100000000") == std::string::npos);
}
