// Forgetting through the store: nothing that was named is left in any table, and everything else is as it
// was.
#include "core/store/forgetting/opposition_rows.hpp"
#include "tests/core/store_link_support.hpp"

#include <doctest/doctest.h>
#include <fstream>

using namespace moisson;
using namespace moisson::test;

namespace {

const std::string forget_key = "0123456789abcdef";
const std::string named_mail = "claire.durand@exemple.fr";

Cells named(const std::string& id, const std::string& email = named_mail) {
    return LinkBench::organisation(id, "Croix-Rouge française", "12 rue de la République", "69002", "Lyon",
                                   "0472000001", email, "77567227236522");
}

ForgetSummary forget(LinkBench& bench, std::vector<Opposition> entries) {
    bench.now += 60;
    ForgetContext context;
    context.now = bench.now;
    context.actor = "tester";
    for (Opposition& entry : entries) {
        entry.who = "tester";
        entry.why = "asked";
        entry.at = bench.now;
    }
    context.add = std::move(entries);
    ForgetSummary summary = bench.store().forget(context);
    bench.link();
    bench.store().forget_merged(summary);
    return summary;
}

/// Also pages that were freed: an address in clear stands nowhere in the file.
bool file_holds(LinkBench& bench, const std::string& text) {
    bench.close();
    std::ifstream in(bench.file(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    bench.reopen();
    return bytes.find(text) != std::string::npos;
}

} // namespace

TEST_CASE("an address leaves the present, the history, golden records and the bytes of the file") {
    LinkBench bench;
    bench.run("asso", {named("1"), named("2", "contact@exemple.fr")});
    bench.run("dept", {named("a", "autre@exemple.fr")});
    bench.link();
    bench.run("dept", {named("a")});
    bench.link();
    const std::string before = bench.id_of("asso/1");
    CHECK(file_holds(bench, named_mail));

    const ForgetSummary summary = forget(bench, {oppose_value("Claire.Durand@exemple.fr", forget_key)});
    CHECK(summary.records == 2);
    CHECK(summary.versions == 2);
    CHECK(summary.merged >= 1);
    CHECK(summary.feeds == std::vector<std::string>{"asso", "dept"});
    CHECK(bench.verify().empty());
    CHECK_FALSE(file_holds(bench, named_mail));
    CHECK_FALSE(file_holds(bench, "durand"));
    CHECK(bench.id_of("asso/1") == before);
    for (const auto& [members, body] : bench.bodies()) CHECK(body.find("claire") == std::string::npos);
    for (const auto& [members, body] : bench.bodies(1)) CHECK(body.find("claire") == std::string::npos);
    for (const RevisionRow& row : bench.reader()->history(bench.id_of("asso/1")))
        CHECK((row.before + row.after).find("claire") == std::string::npos);
}

TEST_CASE("the change is a revision that consumers see, and a run that the journal shows") {
    LinkBench bench;
    bench.run("asso", {named("1")});
    bench.link();
    const std::int64_t seen = bench.reader()->revision();
    forget(bench, {oppose_value(named_mail, forget_key)});
    std::vector<std::string> changes;
    bench.reader()->for_each_revision_since(seen, [&](const RevisionRow& row) {
        changes.push_back(row.change + " " + row.feed + "/" + row.id);
        return true;
    });
    CHECK(changes == std::vector<std::string>{"updated asso/1"});
    const RunRow run = bench.reader()->runs("asso", 1).at(0);
    CHECK(run.counts.updated == 1);
    CHECK(run.result == RunResult::success);
}

TEST_CASE("the same snapshot again changes nothing; a run that was reading meanwhile is refused") {
    LinkBench bench;
    bench.run("asso", {named("1")});
    bench.link();
    const RunId reading = bench.store().begin_run("asso", bench.now);
    forget(bench, {oppose_value(named_mail, forget_key)});
    ApplyContext context;
    context.run = reading;
    context.feed = std::make_shared<FeedConfig>(bench.config);
    CHECK_THROWS_AS(bench.store().apply(context, *bench.last_difference), StoreError);
    const RunRow again = bench.run("asso", {named("1")});
    CHECK(again.counts.unchanged == 1);
    CHECK(again.counts.updated == 0);
    CHECK(again.result == RunResult::unchanged);
    CHECK(bench.verify().empty());
}

TEST_CASE("a whole record is withdrawn and says nothing any more") {
    LinkBench bench;
    bench.run("asso", {named("1"), named("2", "contact@exemple.fr")});
    bench.link();
    const ForgetSummary summary = forget(bench, {oppose_record("structure", "asso", "1", true, forget_key)});
    CHECK(summary.withdrawn == 1);
    CHECK(bench.verify().empty());
    CHECK_FALSE(file_holds(bench, named_mail));
    for (const auto& [members, body] : bench.bodies()) CHECK(members.find("asso/1") == std::string::npos);
    CHECK(bench.reader()->feed("asso").records.at("structure") == 1);
}

TEST_CASE("what is personal in one record goes, also where a golden record took it over") {
    LinkBench bench;
    bench.run("asso", {named("1")});
    bench.run("dept", {named("a", "")});
    bench.link();
    forget(bench, {oppose_record("structure", "asso", "1", false, forget_key)});
    CHECK(bench.verify().empty());
    CHECK_FALSE(file_holds(bench, named_mail));
    for (const auto& [members, body] : bench.bodies()) CHECK(body.find("Croix-Rouge") != std::string::npos);
}

TEST_CASE("a restored store takes the list from the file beside it and applies it again") {
    LinkBench bench;
    bench.run("asso", {named("1")});
    bench.link();
    const auto backup = bench.file().parent_path() / "copy.db";
    backup_store(bench.file(), backup, bench.now);
    forget(bench, {oppose_value(named_mail, forget_key)});
    bench.close();
    std::ifstream list(opposition_file(bench.file()));
    const std::string kept{std::istreambuf_iterator<char>(list), {}};
    CHECK(kept.find("claire") == std::string::npos);
    restore_store(backup, bench.file(), bench.now);
    bench.reopen();
    REQUIRE(bench.store().oppositions_wait());
    CHECK(forget(bench, {}).records == 1);
    CHECK_FALSE(bench.store().oppositions_wait());
    CHECK_FALSE(file_holds(bench, named_mail));
    CHECK(bench.verify().empty());
}

TEST_CASE("an entry is recorded once, can be undone once, and a damaged list stops the store") {
    LinkBench bench;
    bench.run("asso", {named("1")});
    const auto first = forget(bench, {oppose_value(named_mail, forget_key)}).numbers;
    CHECK(forget(bench, {oppose_value(named_mail, forget_key)}).numbers == first);
    CHECK(bench.store().oppositions().size() == 1);
    bench.store().undo_opposition(first.at(0), "tester", bench.now);
    CHECK_THROWS_AS(bench.store().undo_opposition(first.at(0), "tester", bench.now), StoreError);
    CHECK(bench.store().feed_state("asso").memory.mapping_version == 0);
    bench.close();
    std::ofstream(opposition_file(bench.file())) << "{\"entries\": [1";
    CHECK_THROWS_AS(bench.reopen(), StoreError);
}
