// What somebody who may not see every feed is told: the merge of the feeds that he sees, of now, and nothing
// of the others.
#include "core/store/paged_reader.hpp"
#include "tests/core/store_link_support.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace moisson;
using namespace moisson::test;

namespace {

constexpr std::uint16_t sight_kind = 1;
const FeedSight sees_all, without_hidden = FeedSight::all_but({"dept"}),
                          only_hidden = FeedSight::only({"dept"});

std::string seen_body(const Kind& kind, const GoldenRecord& golden) {
    Record record = golden.record;
    record.id.clear();
    for (const Role role : {Role::update_date, Role::identifier})
        record.values.at(static_cast<std::size_t>(kind.find(role))) = {};
    std::string body;
    write_body(kind, record, body);
    for (const GoldenRecord::Member& member : golden.sources) body += " " + member.feed + "/" + member.id;
    return body;
}

std::string field_text(const GoldenRecord& golden, const Schema& schema, const std::string& field) {
    const int index = schema.kind(golden.kind).find(field);
    const auto* value = std::get_if<std::string>(&golden.record.values.at(static_cast<std::size_t>(index)));
    return value ? *value : "";
}

std::string origin_feed(const GoldenRecord& golden, const Schema& schema, const std::string& field) {
    const int index = schema.kind(golden.kind).find(field);
    return golden.sources.at(golden.origin.at(static_cast<std::size_t>(index))).feed;
}

/// One organisation as three feeds know it; "dept" is trusted most.
struct ThreeFeeds : LinkBench {
    ThreeFeeds() {
        context.trust["dept"].level = 0.9;
        run("asso", {organisation("1", "Maison du Phare", "1 rue du Port", "01300", "Belley", "",
                                  "phare@asso.example")});
        run("dept", {organisation("2", "Maison du Phare", "1 rue du Port", "01300", "Belley", "0400000002",
                                  "cache@dept.example")});
        run("ville", {organisation("3", "Maison du Phare", "1 rue du Port", "01300", "Belley", "0400000003",
                                   "phare@ville.example")});
        judge("asso/1", "dept/2", Verdict::same);
        judge("dept/2", "ville/3", Verdict::same);
        link();
        pages = PagedReader::open(file(), schema);
        id = id_of("asso/1");
    }
    GoldenRecord seen(const FeedSight& sight) {
        auto golden = pages->golden(id, sight);
        REQUIRE(golden);
        return *golden;
    }
    std::unique_ptr<PagedReader> pages;
    std::string id;
};

} // namespace

TEST_CASE("where a hidden feed's value won, its place is taken by the best of those that are seen") {
    ThreeFeeds bench;
    CHECK(field_text(bench.seen(sees_all), *bench.schema, "courriel") == "cache@dept.example");
    CHECK(bench.seen(sees_all).sources.size() == 3);
    const GoldenRecord two = bench.seen(without_hidden);
    CHECK(two.sources.size() == 2);
    CHECK(two.public_id == bench.id);
    CHECK(field_text(two, *bench.schema, "telephone") == "0400000003");
    CHECK(origin_feed(two, *bench.schema, "telephone") == "ville");
    CHECK(field_text(two, *bench.schema, "courriel").find("phare@") == 0);
    CHECK(field_text(two, *bench.schema, "nom") == "Maison du Phare");
    const GoldenRecord one = bench.seen(FeedSight::only({"asso"}));
    CHECK(one.sources.size() == 1);
    CHECK(field_text(one, *bench.schema, "courriel") == "phare@asso.example");
    CHECK(field_text(one, *bench.schema, "telephone") == ""); // it has none, and another's is not given
    CHECK(field_text(bench.seen(only_hidden), *bench.schema, "courriel") == "cache@dept.example");
    CHECK_FALSE(bench.pages->golden(bench.id, FeedSight::only({"other"})));
    CHECK_FALSE(bench.pages->golden(bench.id, FeedSight::only({})));
    CHECK(sees_all.name() != without_hidden.name());
    CHECK(FeedSight::only({"dept"}).name() != without_hidden.name());
}

TEST_CASE("why a value won is argued among the feeds that are seen") {
    ThreeFeeds bench;
    const StoreReader::MergedView view = bench.pages->merged_view(bench.seen(without_hidden), without_hidden);
    REQUIRE(view.members.size() == 2);
    for (const GoldenRecord& member : view.members) CHECK(member.sources.front().feed != "dept");
    const auto courriel = static_cast<std::size_t>(bench.schema->kind(sight_kind).find("courriel"));
    CHECK(view.merged.at(courriel).others.size() == 1);
    CHECK(bench.pages->merged_view(bench.seen(FeedSight::only({"asso"})), FeedSight::only({"asso"}))
              .merged.empty());
    CHECK(bench.pages->merged_view(bench.seen(sees_all), sees_all).members.size() == 3);
}

TEST_CASE("the very next question sees what was written: a change, a pin, what was forgotten or left") {
    ThreeFeeds bench;
    CHECK(field_text(bench.seen(without_hidden), *bench.schema, "telephone") == "0400000003");
    bench.run("ville", {LinkBench::organisation("3", "Maison du Phare", "1 rue du Port", "01300", "Belley",
                                                "0400000009", "phare@ville.example")});
    bench.link();
    CHECK(field_text(bench.seen(without_hidden), *bench.schema, "telephone") == "0400000009");
    CHECK(field_text(bench.seen(sees_all), *bench.schema, "telephone") == "0400000002");

    Pin pin;
    pin.record = structure("asso/1");
    pin.field = "telephone";
    pin.value = std::string("0411111111");
    pin.at = bench.now;
    bench.store().pin(pin);
    bench.link();
    CHECK(field_text(bench.seen(without_hidden), *bench.schema, "telephone") == "0411111111");
    bench.store().undo_pin(1, bench.now);
    pin.record = structure("dept/2"); // made for a record that is hidden
    bench.store().pin(pin);
    bench.link();
    CHECK(field_text(bench.seen(sees_all), *bench.schema, "telephone") == "0411111111");
    CHECK(field_text(bench.seen(without_hidden), *bench.schema, "telephone") == "0400000009");

    bench.run("ville", {});
    bench.link();
    CHECK(bench.seen(without_hidden).sources.size() == 1);
    bench.run("asso", {});
    bench.link();
    CHECK_FALSE(bench.pages->golden(bench.id, FeedSight::only({"asso"})));
}

TEST_CASE("a change that the merged record does not show is told to who sees only that feed") {
    ThreeFeeds bench;
    const std::int64_t before = bench.pages->revision();
    bench.run("ville", {LinkBench::organisation("3", "Maison du Phare", "1 rue du Port", "01300", "Belley",
                                                "0400000009", "phare@ville.example")});
    bench.link();
    const auto told = [&](const FeedSight& sight) {
        std::string text_told;
        for (const IdChange& change : bench.pages->changes(before, 100, sight).ids)
            if (change.public_id == bench.id && change.record)
                text_told = field_text(*change.record, *bench.schema, "telephone");
        return text_told;
    };
    CHECK(told(FeedSight::only({"ville"})) == "0400000009");
    CHECK(told(without_hidden) == "0400000009");
    CHECK(told(FeedSight::only({"other"})) == "");
}

namespace {

using SightRows = std::map<std::string, Cells>;
using SeenBodies = std::map<std::string, std::string>; ///< public id → what it says

/// Number `n` of a world that all feeds know. What only the hidden feed says bears its mark.
Cells sight_organisation(const std::string& id, unsigned n, bool hidden) {
    const std::string number = std::to_string(n);
    Cells cells = LinkBench::organisation(
        id,
        std::string(n % 2 ? "Ludothèque" : "Crèche") + " des " +
            std::string(1 + n % 7, static_cast<char>('a' + n % 26)) + number,
        number + " rue du Moulin", std::to_string(10000 + n * 7 % 80000), "Ville-" + std::to_string(n % 50),
        "04" + std::to_string(10000000 + n * 977), (hidden ? "secret" : "contact") + number + "@exemple.fr");
    cells[8] = "2024-0" + std::to_string(1 + n % 9) + "-01";
    return cells;
}

struct SightWorld : LinkBench {
    explicit SightWorld(unsigned seed) : random(seed) { context.trust["dept"].level = 0.9; }

    void change(unsigned feed, unsigned many) {
        for (unsigned i = 0; i < many; ++i) {
            const auto slot = static_cast<unsigned>(random() % size);
            const std::string id = "r" + std::to_string(slot);
            if (random() % 4 == 0)
                rows[feed].erase(id);
            else
                rows[feed][id] = sight_organisation(
                    id, static_cast<unsigned>(random() % 2 ? slot : random() % size), feed == 1);
        }
        std::vector<Cells> cells;
        for (const auto& [id, row] : rows[feed]) cells.push_back(row);
        run(names[feed], cells);
        if (random() % 4) link();
    }

    /// By the merge alone: every record of the referential, from those of its members that are seen.
    SeenBodies expected(const FeedSight& sight) {
        SeenBodies told;
        const auto whole = reader();
        const Kind& kind = schema->kind(sight_kind);
        std::vector<GoldenRecord> records;
        whole->for_each_golden(sight_kind, 0, [&](const GoldenRecord& golden) {
            records.push_back(golden);
            return true;
        });
        for (const GoldenRecord& golden : records) {
            std::vector<GoldenRecord> seen = whole->merged_view(golden).members;
            std::erase_if(seen, [&](const GoldenRecord& one) { return !sight.shows(one.sources[0].feed); });
            if (seen.empty()) continue;
            if (seen.size() == golden.sources.size()) { // as it was linked last
                told[golden.public_id] = seen_body(kind, golden);
                continue;
            }
            GoldenRecord merged = seen.front();
            std::vector<MergeMember> members;
            for (const GoldenRecord& one : seen)
                members.push_back({one.sources[0].feed, one.sources[0].id, &one.record,
                                   field_text(one, *schema, "date_maj"),
                                   context.trust[one.sources[0].feed].level});
            merged.record = merge(kind, members, {}).record;
            merged.sources.clear();
            for (const GoldenRecord& one : seen) merged.sources.push_back(one.sources[0]);
            told[golden.public_id] = seen_body(kind, merged);
        }
        return told;
    }

    bool add_page(PagedReader& pages, WalkPosition& position, const FeedSight& sight, std::size_t limit,
                  SeenBodies& told) {
        std::size_t count = 0;
        return pages.walk(sight_kind, position, 30, sight, [&](const GoldenRecord& golden) {
            CHECK(told.emplace(golden.public_id, seen_body(schema->kind(sight_kind), golden)).second);
            return ++count < limit;
        });
    }

    static constexpr unsigned size = 80;
    const char* names[3] = {"asso", "dept", "ville"};
    std::mt19937 random;
    SightRows rows[3];
};

void follow_as(SightWorld& world, PagedReader& pages, const FeedSight& sight, std::int64_t& since,
               SeenBodies& told) {
    for (bool more = true; more;) {
        const PagedReader::Changes page = pages.changes(since, 1 + world.random() % 40, sight);
        for (const IdChange& change : page.ids)
            if (change.state == IdChange::State::present)
                told[change.public_id] = seen_body(world.schema->kind(sight_kind), *change.record);
            else
                told.erase(change.public_id);
        since = page.last;
        more = page.more;
    }
}

std::string unlike(const SeenBodies& a, const SeenBodies& b) {
    std::string lines;
    for (const auto& [id, body] : a)
        if (!b.contains(id) || b.at(id) != body) lines += "- " + id + " " + body + "\n";
    for (const auto& [id, body] : b)
        if (!a.contains(id) || a.at(id) != body) lines += "+ " + id + " " + body + "\n";
    return lines;
}

} // namespace

TEST_CASE(
    "walks, single records and followed changes agree with the merge of what is seen, whatever happens") {
    for (unsigned seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        SightWorld world(seed);
        const auto pages = PagedReader::open(world.file(), world.schema);
        SeenBodies followed;
        std::int64_t since = 0;
        for (int step = 0; step < 12; ++step) {
            world.change(static_cast<unsigned>(step % 3), step < 3 ? 60 : 10);
            if (step < 3) world.link();
            const SeenBodies wanted = world.expected(without_hidden);
            follow_as(world, *pages, without_hidden, since, followed);
            CHECK(unlike(followed, wanted) == "");
            SeenBodies walked;
            WalkPosition position;
            while (world.add_page(*pages, position, without_hidden, 7, walked)) {
            }
            CHECK(unlike(walked, wanted) == "");
            SeenBodies single;
            for (const auto& [id, body] : world.expected(sees_all))
                if (const auto golden = pages->golden(id, without_hidden))
                    single[id] = seen_body(world.schema->kind(sight_kind), *golden);
            CHECK(unlike(single, wanted) == "");
            for (const SeenBodies* told : {&followed, &walked, &single})
                for (const auto& [id, body] : *told) {
                    CHECK(body.find("secret") == std::string::npos);
                    CHECK(body.find("dept/") == std::string::npos);
                }
        }
        CHECK(followed.size() > 20);
    }
}

TEST_CASE("pages of one revision are merged from what was seen then") {
    SightWorld world(5);
    for (unsigned feed = 0; feed < 3; ++feed) world.change(feed, 100);
    world.link();
    const auto pages = PagedReader::open(world.file(), world.schema);
    const SeenBodies wanted = world.expected(without_hidden);
    SeenBodies walked;
    WalkPosition position;
    for (int page = 0; world.add_page(*pages, position, without_hidden, 5, walked); ++page)
        if (page % 3 == 0) world.change(static_cast<unsigned>(page / 3 % 3), 12);
    CHECK(unlike(walked, wanted) == "");
    CHECK(world.expected(without_hidden) != wanted);
}
