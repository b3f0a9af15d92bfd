// What consumers of the API see while the referential changes under them: pages of one revision, and a feed
// of changes that ends where the referential is.
#include "core/store/paged_reader.hpp"
#include "tests/core/store_link_support.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace moisson;
using namespace moisson::test;

namespace {

constexpr std::uint16_t structures = 1;

using Rng = std::mt19937;
using Rows = std::map<std::string, Cells>;

/// Number `n` of a world of organisations that both feeds know: some of their records are linked.
Cells known_organisation(Rng& random, const std::string& id, unsigned n) {
    static const char* const kinds[] = {"Médiathèque", "Crèche", "Ludothèque", "Épicerie solidaire"};
    const std::string number = std::to_string(n);
    Cells cells = LinkBench::organisation(
        id,
        std::string(kinds[n % 4]) + " des " + std::string(1 + n % 7, static_cast<char>('a' + n % 26)) +
            number,
        number + " rue du Moulin", std::to_string(10000 + n * 7 % 80000), "Ville-" + std::to_string(n % 50),
        "04" + std::to_string(10000000 + n * 977), "contact" + number + "@exemple.fr");
    cells[8] = "2024-0" + std::to_string(1 + random() % 9) + "-01";
    return cells;
}

void change_tenth(Rng& random, Rows& feed, unsigned world) {
    for (std::size_t i = 0; i < 1 + feed.size() / 10; ++i) {
        const unsigned slot = static_cast<unsigned>(random() % world);
        const std::string id = "r" + std::to_string(slot);
        if (random() % 3 == 0)
            feed.erase(id);
        else // often another organisation than before
            feed[id] =
                known_organisation(random, id, static_cast<unsigned>(random() % 2 ? slot : random() % world));
    }
}

std::vector<Cells> cells_of(const Rows& feed) {
    std::vector<Cells> rows;
    for (const auto& [id, cells] : feed) rows.push_back(cells);
    return rows;
}

/// Without the update date, which may move alone without a revision, and without the identifier, which is not
/// published and follows the freshest member.
std::string text_of(const Kind& kind, const GoldenRecord& golden) {
    Record record = golden.record;
    record.id.clear();
    for (const Role role : {Role::update_date, Role::identifier})
        record.values.at(static_cast<std::size_t>(kind.find(role))) = {};
    std::string body;
    write_body(kind, record, body);
    for (const GoldenRecord::Member& member : golden.sources) body += " " + member.feed + "/" + member.id;
    return body;
}

using Seen = std::map<std::string, std::string>; ///< public id → what it says

Seen present(LinkBench& bench) {
    Seen seen;
    bench.reader()->for_each_golden(structures, 0, [&](const GoldenRecord& golden) {
        seen[golden.public_id] = text_of(bench.schema->kind(structures), golden);
        return true;
    });
    return seen;
}

/// One page of at most `limit` records; false at the end of the walk.
bool add_page(LinkBench& bench, PagedReader& reader, WalkPosition& position, std::size_t limit, Seen& seen) {
    std::string before = position.after;
    std::size_t count = 0;
    return reader.walk(structures, position, 4 * limit, {}, [&](const GoldenRecord& golden) {
        CHECK(golden.public_id > before);
        before = golden.public_id;
        CHECK(seen.emplace(golden.public_id, text_of(bench.schema->kind(structures), golden)).second);
        return ++count < limit;
    });
}

/// Follows the changes to their end; returns where that is.
std::int64_t follow(LinkBench& bench, PagedReader& reader, std::int64_t since, std::size_t rows, Seen& seen) {
    for (bool more = true; more;) {
        const PagedReader::Changes page = reader.changes(since, rows, {});
        CHECK(page.last >= since);
        for (const IdChange& change : page.ids)
            if (change.kind != structures)
                continue;
            else if (change.state == IdChange::State::present)
                seen[change.public_id] = text_of(bench.schema->kind(structures), *change.record);
            else
                seen.erase(change.public_id);
        since = page.last;
        more = page.more;
    }
    return since;
}

/// What one has and the other has not, for a person.
std::string difference(const Seen& a, const Seen& b) {
    std::string text;
    for (const auto& [id, body] : a)
        if (!b.contains(id) || b.at(id) != body) text += "- " + id + " " + body + "\n";
    for (const auto& [id, body] : b)
        if (!a.contains(id) || a.at(id) != body) text += "+ " + id + " " + body + "\n";
    return text;
}

} // namespace

TEST_CASE(
    "pages of one revision: none lost and none twice while a tenth changes, is linked, leaves, comes back") {
    for (unsigned seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        Rng random(seed);
        constexpr unsigned world = 150;
        LinkBench bench;
        Rows feeds[2];
        for (unsigned i = 0; i < world; ++i)
            for (Rows& feed : feeds)
                if (random() % 3) {
                    const std::string id = "r" + std::to_string(i);
                    feed[id] = known_organisation(random, id, i);
                }
        bench.run("asso", cells_of(feeds[0]));
        bench.run("dept", cells_of(feeds[1]));
        bench.link();
        const auto reader = PagedReader::open(bench.file(), bench.schema);
        const Seen wanted = present(bench);
        REQUIRE(wanted.size() < feeds[0].size() + feeds[1].size()); // some are linked
        Seen seen;
        WalkPosition position;
        for (int page = 0; add_page(bench, *reader, position, 5, seen); ++page) {
            if (page % 4 != 0) continue;
            const std::size_t which = random() % 2;
            change_tenth(random, feeds[which], world);
            bench.run(which ? "dept" : "asso", cells_of(feeds[which]));
            if (random() % 3) bench.link();
        }
        CHECK(difference(seen, wanted) == "");
        CHECK(present(bench) != wanted);
    }
}

TEST_CASE("five thousand records in pages of any size, with a tenth changed between two pages") {
    Rng random(7);
    LinkBench bench;
    Rows feed;
    for (unsigned i = 0; i < 5000; ++i) {
        const std::string id = "r" + std::to_string(i);
        feed[id] = known_organisation(random, id, i);
    }
    bench.run("asso", cells_of(feed));
    const auto reader = PagedReader::open(bench.file(), bench.schema);
    const Seen wanted = present(bench);
    REQUIRE(wanted.size() == 5000);
    Seen seen;
    WalkPosition position;
    for (int page = 0; add_page(bench, *reader, position, 1 + random() % 500, seen); ++page) {
        if (page % 8 != 0) continue;
        change_tenth(random, feed, 5500);
        bench.run("asso", cells_of(feed));
    }
    CHECK(difference(seen, wanted) == "");
}

TEST_CASE(
    "whoever follows the changes holds what the referential holds, whatever was linked, split or withdrawn") {
    for (unsigned seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        Rng random(seed);
        constexpr unsigned world = 80;
        LinkBench bench;
        Rows feeds[2];
        const auto reader = PagedReader::open(bench.file(), bench.schema);
        Seen followed, late;
        std::int64_t since = 0, since_late = 0;
        for (int step = 0; step < 14; ++step) {
            const std::size_t which = random() % 2;
            for (int i = 0; i < (step < 2 ? 8 : 1); ++i) change_tenth(random, feeds[which], world);
            if (step < 2)
                for (unsigned i = 0; i < world; i += 2) {
                    const std::string id = "r" + std::to_string(i);
                    feeds[which].emplace(id, known_organisation(random, id, i));
                }
            bench.run(which ? "dept" : "asso", cells_of(feeds[which]));
            if (step % 4 == 3) { // a person splits, or joins
                Judgement verdict;
                verdict.a = structure("asso/r" + std::to_string(random() % world));
                verdict.b = structure("dept/r" + std::to_string(random() % world));
                verdict.verdict = random() % 2 ? Verdict::same : Verdict::different;
                verdict.at = bench.now;
                bench.store().judge_all({verdict}); // some contradict each other and are refused
            }
            if (random() % 4) bench.link();
            since = follow(bench, *reader, since, 1 + random() % 40, followed);
            if (step == 5) since_late = follow(bench, *reader, since_late, 1000, late);
            CHECK(difference(followed, present(bench)) == "");
        }
        follow(bench, *reader, since_late, 7, late);
        CHECK(difference(late, present(bench)) == "");
        Seen anew;
        follow(bench, *reader, 0, 100, anew);
        CHECK(difference(anew, present(bench)) == "");
    }
}

TEST_CASE("a restored store says so to whoever comes with a position of before") {
    LinkBench bench;
    bench.run("asso", {LinkBench::organisation("1", "Atelier", "1 rue A", "01000", "Bourg")});
    WalkPosition position;
    const auto visit = [](const GoldenRecord&) { return false; };
    {
        const auto reader = PagedReader::open(bench.file(), bench.schema);
        CHECK(reader->walk(structures, position, 10, {}, visit));
        CHECK(position.revision == reader->revision());
        WalkPosition future = position;
        future.revision += 1;
        CHECK_THROWS_AS(reader->walk(structures, future, 10, {}, visit), EpochChanged);
        CHECK_THROWS_AS(reader->changes(reader->revision() + 1, 10, {}), EpochChanged);
        CHECK(reader->changes(reader->revision(), 10, {}).ids.empty());
    }
    bench.close();
    sql(bench.file(), "UPDATE meta SET value = value + 1 WHERE name = 'epoch'");
    const auto reader = PagedReader::open(bench.file(), bench.schema);
    CHECK_THROWS_AS(reader->walk(structures, position, 10, {}, visit), EpochChanged);
}
