// Opening hours in a feed's mapping: the schema's check, the conversion, columns per day.
#include "tests/core/config_support.hpp"
#include "tests/core/mapping_fixture.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::Bench;

namespace {

FieldMapping opening_hours_of(const std::string& input, const std::string& convert) {
    FieldMapping mapping = test::column("horaires_accueil", input);
    mapping.convert = convert;
    return mapping;
}

FieldMapping opening_hours_by_day() {
    FieldMapping mapping;
    mapping.field = "horaires_accueil";
    mapping.days = {{"Mo", {"Lundi"}}, {"Tu", {"Mardi matin", "Mardi soir"}}, {"We", {"Mercredi"}}};
    return mapping;
}

} // namespace

TEST_CASE("opening hours must be OpenStreetMap's, or ask for the conversion") {
    Bench plain({opening_hours_of("H", "")});
    plain.map({{"H", {"Mo-Fr 09:00-12:00"}}});
    CHECK(plain.text("horaires_accueil") == "Mo-Fr 09:00-12:00");
    plain.map({{"H", {"Mo-Fr 9h-12h"}}});
    CHECK(plain.text("horaires_accueil") == "-");
    CHECK(plain.issues() == "warning record.opening-hours");
    CHECK(plain.record().issues[0].message.find("« 9h-12h » : une heure s'écrit") != std::string::npos);

    Bench converting({opening_hours_of("H", "opening-hours")});
    converting.map({{"H", {"Du lundi au vendredi\nde 9h à 12h"}}});
    CHECK(converting.text("horaires_accueil") == "Mo-Fr 09:00-12:00");
    CHECK(converting.issues() == "");
    converting.map({{"H", {"Lundi 9h-12h, 100 % variable"}}});
    CHECK(converting.text("horaires_accueil") == "-");
    CHECK(converting.issues() == "warning record.opening-hours-unclear");
    CHECK(converting.record().issues[0].value == "Lundi 9h-12h, 100 % variable");
}

TEST_CASE("several values of one path are one set of opening hours") {
    Bench bench({opening_hours_of("openingHours", "opening-hours")});
    bench.map({{"openingHours", {"Mo-Sa 11:00-14:30", "Mo-Th 17:00-21:30"}}});
    CHECK(bench.text("horaires_accueil") == "Mo-Th 11:00-14:30,17:00-21:30; Fr,Sa 11:00-14:30");
    bench.map(
        {{"openingHours",
          {R"({"day":1,"open":"9:00","close":"12:00"})", R"({"day":2,"open":"9:00","close":"12:00"})"}}});
    CHECK(bench.text("horaires_accueil") == "Mo,Tu 09:00-12:00");
}

TEST_CASE("columns per day become one value; equal days are merged") {
    Bench bench({opening_hours_by_day()});
    bench.map({{"Lundi", {"9h-12h / 14h-17h"}},
               {"Mardi matin", {"09:00-12:00"}},
               {"Mardi soir", {"14h à 17h"}},
               {"Mercredi", {"fermé"}}});
    CHECK(bench.text("horaires_accueil") == "Mo,Tu 09:00-12:00,14:00-17:00; We off");
    bench.map({{"Lundi", {""}}, {"Mercredi", {"-"}}});
    CHECK(bench.text("horaires_accueil") == "-");
    CHECK(bench.issues() == "");
    bench.map({{"Lundi", {"9h-12h"}}, {"Mercredi", {"selon saison"}}});
    CHECK(bench.text("horaires_accueil") == "-");
    CHECK(bench.issues() == "warning record.opening-hours-unclear");
    CHECK(bench.record().issues[0].value == "We : selon");
}

TEST_CASE("expressions repair each cell before it is read") {
    FieldMapping mapping = opening_hours_by_day();
    mapping.replace = {{"^Accueil libre : ", ""}};
    Bench bench({mapping});
    bench.map({{"Lundi", {"Accueil libre : 9h-12h"}}});
    CHECK(bench.text("horaires_accueil") == "Mo 09:00-12:00");
}

TEST_CASE("days in a feed file") {
    const std::string line =
        "horaires_accueil = { days = { Mo = \"Lundi\", Tu = [\"Mardi matin\", \"Mardi soir\"] } }\n";
    const auto loaded = test::loaded_feed(test::good_feed() + line);
    CHECK(test::said(loaded.diagnostics).find("error") == std::string::npos);
    REQUIRE(loaded.config);
    const FieldMapping& field = loaded.config->mappings[0].fields.back();
    REQUIRE(field.days.size() == 2);
    CHECK(field.days[1] ==
          std::pair<std::string, std::vector<std::string>>{"Tu", {"Mardi matin", "Mardi soir"}});

    const std::string wrong = test::said(
        test::loaded_feed(test::good_feed() + test::replaced(line, "Mo =", "lundi =")).diagnostics);
    CHECK(wrong.find("feed.bad-day") != std::string::npos);
    CHECK(wrong.find("write Mo") != std::string::npos);
    CHECK(test::said(test::loaded_feed(test::good_feed() + "horaires_accueil = { days = {} }\n").diagnostics)
              .find("feed.empty-mapping") != std::string::npos);
}
