// Data sets that came back under another identifier: which evidence is strong, and which pairs are not made.
#include "core/change/alias_groups.hpp"
#include "core/change/renames.hpp"
#include "core/mapping/mapping.hpp"
#include "tests/support/paths.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

struct DataSet {
    std::string id, title = "Arbres remarquables", publisher = "Ville";
    std::vector<std::string> addresses = {"https://p.example/arbres.csv", "https://p.example/arbres.json"};
};

ContentMark mark_of(const DataSet& set) {
    static const auto schema = Schema::load({test::source_dir() / "config/schemas"});
    nlohmann::json body = {{"titre", set.title}, {"ressources", nlohmann::json::array()}};
    if (!set.publisher.empty()) body["organisation"] = set.publisher;
    for (const std::string& url : set.addresses) body["ressources"].push_back({{"url", url}, {"titre", "x"}});
    const auto kind = static_cast<std::uint16_t>(schema->find("dataset"));
    const auto mark = content_mark(*schema, read_body(*schema, kind, set.id, body.dump()));
    REQUIRE(mark);
    return *mark;
}

std::string evidence(const DataSet& created, const DataSet& gone) {
    const auto found = find_renames({mark_of(created)}, {mark_of(gone)});
    return found.empty() ? "" : found[0].evidence;
}

} // namespace

TEST_CASE("renames: strong evidence and what is none") {
    const DataSet before{"https://p.example/d/arbres"};
    const auto after = [](std::string id) { return DataSet{std::move(id)}; };
    struct Row {
        const char* sentence;
        DataSet created;
        std::string evidence;
    };
    DataSet other_title = after("u-1"), other_publisher = after("u-1"), one_address = after("u-1"),
            elsewhere = after("u-1"), spelled = after("u-1"), silent = after("u-1"),
            id_inside = after("arbres"), short_end = after("es"), silent_id = after("arbres");
    other_title.title = "Arbres d'alignement";
    other_publisher.publisher = "Département";
    one_address.addresses = {"https://p.example/arbres.csv", "https://p.example/a", "https://p.example/b"};
    elsewhere.addresses = {"https://q.example/arbres.csv"};
    spelled.title = "ARBRES  REMARQUABLES";
    spelled.addresses = {"http://www.p.example/arbres.csv", "https://p.example/arbres.json/"};
    silent.publisher = "";
    id_inside.addresses = short_end.addresses = silent_id.addresses = {"https://q.example/x"};
    silent_id.publisher = "";
    const std::string whole = "same title, same publisher, 2 of 2 addresses in common";
    const std::vector<Row> rows = {
        {"title, publisher and addresses are the same", after("0b1c-2d3e"), whole},
        {"written otherwise: http and www, capitals, a last slash", spelled, whole},
        {"the publisher is said by one only", silent, "same title, 2 of 2 addresses in common"},
        {"another title", other_title, ""},
        {"another publisher", other_publisher, ""},
        {"one address of three", one_address, ""},
        {"no address in common", elsewhere, ""},
        {"the identifier is the end of the other one, the publisher is the same", id_inside,
         "same title, same publisher, one identifier is the end of the other"},
        {"the same, the publisher is not said", silent_id, ""},
        {"two letters at the end say nothing", short_end, ""},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.sentence));
        CHECK(evidence(row.created, before) == row.evidence);
    }
}

TEST_CASE("renames: what could be one of two is neither") {
    const DataSet a{"old-1"}, b{"old-2"}, c{"new-1"}, d{"new-2"};
    CHECK(find_renames({mark_of(c)}, {mark_of(a), mark_of(b)}).empty());
    CHECK(find_renames({mark_of(c), mark_of(d)}, {mark_of(a)}).empty());
    DataSet other = d, gone = b;
    other.addresses = gone.addresses = {"https://p.example/else"};
    CHECK(find_renames({mark_of(c), mark_of(other)}, {mark_of(gone), mark_of(a)}).size() == 2);
}

TEST_CASE("aliases: identifiers of one record, whichever way and however many") {
    const AliasGroups groups({{"a", "b"}, {"c", "d"}, {"b", "c"}, {"x", "y"}, {"a", "b"}});
    for (const char* id : {"a", "b", "c", "d"}) {
        auto all = groups.of(id);
        std::sort(all.begin(), all.end());
        CHECK(all == std::vector<std::string>{"a", "b", "c", "d"});
    }
    CHECK(groups.of("x").size() == 2);
    CHECK(groups.of("z").empty());
    CHECK(AliasGroups().empty());
}
