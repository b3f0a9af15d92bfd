// What the cross analysis counts, and what it does not show.
#include "core/report/report_words.hpp"
#include "tests/core/report_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;
using Text = std::string;

TEST_CASE("records in common are counted per producer, with who is fresher") {
    FakeReportSource source;
    source.add({{"ain", "1", {{"nom", Text("Phare")}, {"date_maj", Text("2026-02-01")}}},
                {"dora", "D1", {{"nom", Text("Phare")}, {"date_maj", Text("2026-01-01")}}},
                {"dora", "D2", {{"nom", Text("Phare")}, {"date_maj", Text("2026-03-01")}}}});
    source.add({{"ain", "2", {{"date_maj", Text("2026-02-01")}}}, {"mairie", "M", {}}});
    source.add({{"ain", "3", {}}});
    const CrossReport report = report_of(source, {report_feed("ain", "Ain"), report_feed("dora", "DORA")});
    CHECK(report.records() == 3);
    CHECK(report.common() == 2);
    REQUIRE(report.partners.size() == 2);
    CHECK(report.partners[0].title == "DORA");
    CHECK(report.partners[0].common == 1); // two records of one producer, one of ours
    CHECK(report.partners[0].theirs_fresher == 1);
    CHECK(report.partners[1].title == "mairie"); // no feed file: its id
    CHECK(report.partners[1].ours_fresher + report.partners[1].theirs_fresher + report.partners[1].same_day ==
          0);
}

TEST_CASE("what others know, and where they really disagree") {
    FakeReportSource source;
    source.add({{"ain",
                 "1",
                 {{"nom", Text("Phare")}, {"telephone", Text("+33474000001")}, {"commune", Text("LYON")}}},
                {"dora",
                 "D1",
                 {{"nom", Text("PHARE")},
                  {"telephone", Text("+33474000002")},
                  {"commune", Text("Lyon")},
                  {"site_web", Text("https://phare.example.fr")},
                  {"mots_cles", List{"emploi", "aide"}}}}});
    const CrossReport report = report_of(source, {report_feed("ain", "Ain"), report_feed("dora", "DORA")});
    REQUIRE(report.lacks.size() == 2);
    CHECK(report.lacks[0].field == "site_web");
    CHECK(report.lacks[0].examples[0].theirs == "https://phare.example.fr");
    CHECK(report.lacks[1].examples[0].theirs == "emploi, aide");
    REQUIRE(report.conflicts.size() == 1); // another spelling is none
    CHECK(report.conflicts[0].field == "telephone");
    CHECK(report.conflicts[0].examples[0].ours == "04\u00a074\u00a000\u00a000\u00a001");
    CHECK(report.conflicts[0].examples[0].ours_kept);
}

TEST_CASE("what a producer holds back is neither shown nor counted as known") {
    FakeReportSource source;
    const Text person = "marie.dupont@example.fr";
    source.add({{"ain", "1", {}}, {"dora", "D1", {{"courriel", person}}}});
    source.add({{"ain", "2", {}}, {"dora", "D2", {{"courriel", Text("contact@phare.example.fr")}}}});
    source.add({{"ain", "3", {{"telephone", Text("+33699000102")}}},
                {"dora", "D3", {{"telephone", Text("+33474000002")}}}});
    source.add(
        {{"ain", "4", {}}, {"gone", "G", {{"courriel", person}}}}); // a feed without a file: with caution
    source.issues = {
        {{.line = 7}, 1, "9", {Severity::error, "record.email", "telephone", "x", "Le téléphone « x »"}}};
    const CrossReport report =
        report_of(source, {report_feed("ain", "Ain", {{"telephone", "never-publish"}}),
                           report_feed("dora", "DORA", {{"courriel", "publish-if-generic"}})});
    REQUIRE(report.lacks.size() == 1);
    CHECK(report.lacks[0].records == 1);
    CHECK(report.lacks[0].examples[0].their_id == "D2");
    REQUIRE(report.conflicts.size() == 1);
    CHECK(report.conflicts[0].examples[0].ours == ""); // its own, but reports are passed on
    CHECK(report.rejects[0].examples[0].message == "");
    for (const Text& out : {report_text(report), report_json(report), report_html(report)}) {
        CHECK(out.find(person) == Text::npos);
        CHECK(out.find("699000102") == Text::npos);
        CHECK(out.find("99\u00a000\u00a001\u00a002") == Text::npos);
    }
}

TEST_CASE("values that are not published as they are, are counted by field, with who kept them back") {
    FakeReportSource source;
    source.add({{"ain",
                 "1",
                 {{"nom", Text("Phare")},
                  {"courriel", Text("claire.durand@orange.fr")},
                  {"telephone", Text("0474000000")}}}});
    source.add({{"ain",
                 "2",
                 {{"nom", Text("Halte")},
                  {"courriel", Text("contact@halte.fr")},
                  {"telephone", Text("0474000001")}}}});
    const CrossReport report =
        report_of(source, {report_feed("ain", "Ain", {{"telephone", "never-publish"}})});
    REQUIRE(report.kept_back.size() == 2);
    CHECK(report.kept_back[0].field == "telephone");
    CHECK(report.kept_back[0].values == 2);
    CHECK(report.kept_back[0].by_rule);
    CHECK(report.kept_back[1].field == "courriel"); // the other mailbox is a function's
    CHECK(report.kept_back[1].values == 1);
    CHECK_FALSE(report.kept_back[1].by_rule);
    CHECK(report_text(report).find("Données personnelles non publiées telles quelles : 3") !=
          std::string::npos);
    CHECK(report_html(report).find("<h2 id=\"personnel\">") != std::string::npos);
    CHECK(report_json(report).find(R"("values_kept_back":3)") != std::string::npos);
    for (const std::string& text : {report_text(report), report_html(report), report_json(report)})
        CHECK(text.find("claire") == std::string::npos);
}

TEST_CASE("duplicates within the feed, examples bounded, counts not") {
    FakeReportSource source;
    for (int i = 0; i < 20; ++i)
        source.add({{"ain", std::to_string(i), {{"nom", Text("Phare")}}},
                    {"ain", std::to_string(i) + "b", {{"nom", Text("Le Phare")}}},
                    {"dora", std::to_string(i), {{"commune", Text("Lyon")}}}});
    const CrossReport report = report_of(source, {report_feed("ain", "Ain"), report_feed("dora", "DORA")}, 3);
    CHECK(report.duplicated() == 20);
    CHECK(report.duplicates.size() == 3);
    CHECK(report.lacks[0].records == 40);
    CHECK(report.lacks[0].examples.size() == 3);
}

TEST_CASE("an empty feed has a report") {
    FakeReportSource source;
    const CrossReport report = report_of(source, {report_feed("ain", "Ain")});
    CHECK(report_text(report).find("n’a encore aucune fiche") != Text::npos);
    CHECK(report_html(report).ends_with("</html>\n"));
}

TEST_CASE("numbers as the French write them") {
    CHECK(french_count(1234567) == "1\u202f234\u202f567");
    CHECK(french_count(0) == "0");
    CHECK(french_percent(1, 3) == "33\u00a0%");
    CHECK(french_percent(1, 1000) == "moins de 1\u00a0%");
    CHECK(french_percent(999, 1000) == "99\u00a0%");
    CHECK(french_percent(0, 0) == "–");
    CHECK(french_decimal(0.75, 2) == "0,75");
    CHECK(french_day(1795651200) == "26 novembre 2026");
    CHECK(counted(0, "fiche", "fiches") == "0\u00a0fiche");
    CHECK(counted(2, "fiche", "fiches") == "2\u00a0fiches");
}
