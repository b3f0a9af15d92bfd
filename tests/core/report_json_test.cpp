// The JSON of a report: names are fixed, fields may be added.
#include "tests/core/report_support.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;
using namespace moisson::test;
using Text = std::string;

TEST_CASE("a report as JSON") {
    FakeReportSource source;
    source.add(
        {{"ain", "1", {{"nom", Text("Phare")}, {"commune", Text("Lyon")}, {"date_maj", Text("2026-02-01")}}},
         {"dora",
          "D1",
          {{"nom", Text("Phare")},
           {"commune", Text("Nice")},
           {"siret", Text("73282932000074")},
           {"date_maj", Text("2026-01-01")}}}});
    source.issues = {
        {{.line = 7}, 1, "9", {Severity::error, "record.required", "nom", "", "Le nom manque."}}};
    nlohmann::json json = nlohmann::json::parse(
        report_json(report_of(source, {report_feed("ain", "Ain"), report_feed("dora", "DORA")})));
    CHECK(json["kinds"][0]["fields"].size() == 17);
    CHECK(json["first_steps"].size() == 4);
    CHECK(json["stars"]["level"] == 3);
    CHECK(json["stars"]["stars"].size() == 5);
    json["kinds"][0].erase("fields");
    json.erase("first_steps");
    json.erase("stars");
    CHECK(json == nlohmann::json::parse(R"({
        "feed": "ain", "title": "Flux Ain", "producer": "Ain", "at": "2026-11-26T00:00:00Z",
        "records": 1, "common": 1, "duplicated": 0, "rejected": 1,
        "kinds": [{"kind": "structure", "title": "Structures", "records": 1, "common": 1, "duplicated": 0,
                   "metadata": []}],
        "partners": [{"feed": "dora", "title": "DORA", "common": 1, "share": 1.0, "ours_fresher": 1,
                      "theirs_fresher": 0, "same_day": 0}],
        "lacks": [{"kind": "structure", "field": "siret", "title": "siret", "records": 1,
                   "examples": [{"id": "1", "name": "Phare", "theirs": "73282932000074", "feed": "dora",
                                 "their_id": "D1"}]}],
        "conflicts": [{"kind": "structure", "field": "commune", "title": "commune", "records": 1,
                       "examples": [{"id": "1", "name": "Phare", "ours": "Lyon", "theirs": "Nice", "feed": "dora",
                                     "their_id": "D1", "ours_kept": true}]}],
        "duplicates": [],
        "values_kept_back": 0, "kept_back": [],
        "rejects": [{"code": "record.required", "kind": "structure", "field": "nom", "records": 1,
                     "examples": [{"line": 7, "id": "9", "message": "Le nom manque."}]}],
        "quality": []
    })"));
}
