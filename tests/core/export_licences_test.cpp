// Which licences may stand in one file, and who must be named.
#include "core/export/licence_rules.hpp"
#include "tests/core/export_support.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

FeedPtr licensed(const std::string& id, const std::string& licence) {
    auto made = std::make_shared<FeedConfig>();
    made->id = id;
    made->producer.name = "Producteur " + id;
    made->license.id = licence;
    KindMapping mapping;
    mapping.kind = "structure";
    mapping.fields.resize(2);
    mapping.fields[0].field = "nom";
    mapping.fields[1].field = "courriel";
    made->mappings.push_back(mapping);
    return made;
}

LicenceVerdict verdict_of(const std::vector<std::string>& licences) {
    std::vector<FeedPtr> feeds;
    for (const std::string& licence : licences)
        feeds.push_back(licensed("f" + std::to_string(feeds.size()), licence));
    return judge_licences(test::export_schema()->kind(1), feeds);
}

} // namespace

TEST_CASE("share-alike rules the whole, and refuses what it cannot take in") {
    struct Row {
        const char* sentence;
        std::vector<std::string> licences;
        std::string whole; ///< "" = none for all
        bool conflict;
    };
    for (const Row& row :
         {Row{"nobody", {}, "", false}, Row{"one licence is everybody's", {"lov2", "lov2"}, "lov2", false},
          Row{"two open ones stand side by side", {"lov2", "cc-by"}, "", false},
          Row{"ODbL takes in Licence Ouverte", {"lov2", "odc-odbl"}, "odc-odbl", false},
          Row{"ODbL takes in the public domain", {"odc-odbl", "cc-zero"}, "odc-odbl", false},
          Row{"two share-alike ones", {"odc-odbl", "cc-by-sa"}, "odc-odbl", true},
          Row{"ODbL and Licence Mobilités", {"odc-odbl", "mobility-licence"}, "odc-odbl", true},
          Row{"ODbL and no licence", {"odc-odbl", "notspecified"}, "odc-odbl", true},
          Row{"CC BY-SA and Licence Ouverte", {"cc-by-sa", "lov2"}, "cc-by-sa", false}}) {
        CAPTURE(row.sentence);
        const LicenceVerdict verdict = verdict_of(row.licences);
        CHECK(std::string(verdict.licence ? verdict.licence->id : "") == row.whole);
        CHECK(verdict.conflict.empty() != row.conflict);
    }
    const std::string said = verdict_of({"odc-odbl", "lov2", "cc-by-sa"}).conflict;
    CHECK(said.find("f0 (odc-odbl: nom, courriel)") != std::string::npos);
    CHECK(said.find("f2 (cc-by-sa: nom, courriel)") != std::string::npos);
    CHECK(said.find("f1") == std::string::npos);
    CHECK(said.find("licences = \"split\"") != std::string::npos);
}

TEST_CASE("the parts of a split: one per share-alike licence, and all the others together") {
    const std::vector<FeedPtr> feeds = {licensed("a", "lov2"), licensed("b", "odc-odbl"),
                                        licensed("c", "notspecified")};
    CHECK(feeds_under("", feeds) == std::set<std::string>{"a", "c"});
    CHECK(feeds_under("odc-odbl", feeds) == std::set<std::string>{"b"});
    CHECK(feeds_under("cc-by-sa", feeds).empty());
    CHECK(share_alike_licences() == std::vector<std::string>{"odc-odbl", "cc-by-sa", "mobility-licence"});
}

TEST_CASE("a part shows values and sources of its feeds only") {
    GoldenRecord merged = test::structure(
        "a", "1", {{"nom", "Phare"}, {"courriel", "contact@example.fr"}, {"reseaux", List{"x", "y"}}});
    merged.sources.push_back({"b", "2"});
    merged.origin[2] = 1; // courriel is b's
    const auto schema = test::export_schema();
    std::ostringstream out;
    const auto writer = make_writer(ExportFormat::ndjson, *schema, 1,
                                    {.feeds = {test::feed("a"), test::feed("b")}, .only_feeds = {"a"}}, out);
    writer->begin();
    writer->write(merged);
    writer->end();
    const auto line = nlohmann::json::parse(out.str());
    CHECK(line["nom"] == "Phare");
    CHECK(line["courriel"].is_null());
    CHECK(line["reseaux"].is_null()); // united of both
    CHECK(line["sources"].size() == 1);
    CHECK(out.str().find("\"b\"") == std::string::npos);
}

TEST_CASE("each contributor is named with its licence and the date of its data") {
    FeedState state;
    state.feed = "a";
    state.records["structure"] = 3;
    state.last_change_at = 1'795'000'000;
    CHECK(attribution_of(*licensed("a", "lov2"), &state) ==
          "Producteur a (Licence Ouverte / Open Licence version 2.0), données du 2026-11-18");
    const auto schema = nlohmann::json::parse(write_table_schema(
        *test::export_schema(), 1, "|", {licensed("a", "lov2"), licensed("b", "lov2")}, {state}));
    REQUIRE(schema["sources"].size() == 1); // b gives nothing
    CHECK(schema["sources"][0]["title"].get<std::string>().find("2026-11-18") != std::string::npos);
    CHECK(schema["licenses"][0]["name"] == "lov2");
}
