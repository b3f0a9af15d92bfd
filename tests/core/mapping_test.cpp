// The mapping primitives of feed files, one after the other.
#include "core/mapping/forms_text.hpp"
#include "core/mapping/template.hpp"
#include "tests/core/mapping_fixture.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::Bench;
using test::column;

TEST_CASE("a column is trimmed, and an empty one is absent") {
    Bench bench({column("commune", "Ville"), column("adresse", "Adresse")});
    bench.map({{"Ville",
                {" \xC2\xA0"
                 "Bourg-en-Bresse "}},
               {"Adresse", {"   "}}});
    CHECK(bench.text("commune") == "Bourg-en-Bresse");
    CHECK(bench.text("adresse") == "-");
    CHECK(bench.record().record.id == "A1");
    CHECK(bench.text("id") == "-"); // lives in Record::id
    CHECK(bench.issues().empty());
}

TEST_CASE("several columns: the first that is not empty, joined, or all") {
    FieldMapping mapping = column("adresse", "A");
    mapping.inputs = {"A", "B"};
    SUBCASE("first-non-empty") {
        Bench bench({mapping});
        bench.map({{"A", {" "}}, {"B", {"2 rue B"}}});
        CHECK(bench.text("adresse") == "2 rue B");
    }
    SUBCASE("join") {
        mapping.pick = "join";
        Bench bench({mapping});
        bench.map({{"A", {"Bât. A"}}, {"B", {"2 rue B"}}});
        CHECK(bench.text("adresse") == "Bât. A 2 rue B");
        bench.map({{"A", {""}}, {"B", {"2 rue B"}}});
        CHECK(bench.text("adresse") == "2 rue B");
    }
    SUBCASE("all, into a list") {
        FieldMapping list = column("modes_accueil", "A");
        list.inputs = {"A", "B"};
        list.pick = "all";
        Bench bench({list}, "service");
        bench.map({{"A", {"a-distance"}}, {"B", {"en-presentiel"}}});
        CHECK(bench.text("modes_accueil") == "a-distance|en-presentiel");
    }
}

TEST_CASE("a template drops the lines whose columns are empty") {
    FieldMapping mapping;
    mapping.field = "description";
    mapping.template_text = "{Présentation}\n\nPermanences : {Permanences}\n\n{{fin}}{Note}";
    Bench bench({mapping});
    bench.map({{"Présentation", {"Accueil de tous."}}, {"Permanences", {"lundi"}}});
    CHECK(bench.text("description") == "Accueil de tous.\n\nPermanences : lundi");
    bench.map({{"Permanences", {"lundi"}}, {"Note", {"!"}}});
    CHECK(bench.text("description") == "Permanences : lundi\n\n{fin}!");
    bench.map({});
    CHECK(bench.text("description") == "-");
    SelectorList selectors;
    CHECK_THROWS_AS(TextTemplate("{x", selectors), TemplateError);
    CHECK_THROWS_AS(TextTemplate("a {}", selectors), TemplateError);
}

TEST_CASE("a constant, a default, a condition") {
    FieldMapping constant;
    constant.field = "commune";
    constant.constant = "Bourg";
    FieldMapping conditional = constant;
    conditional.field = "adresse";
    conditional.constant = "1 rue du Centre";
    conditional.when = {Condition{.columns = {"Type"}, .equals = {"Siège"}}};
    FieldMapping defaulted = column("complement_adresse", "Compl");
    defaulted.default_value = "RDC";
    Bench bench({constant, conditional, defaulted});
    bench.map({{"Type", {"siege"}}});
    CHECK(bench.text("commune") == "Bourg");
    CHECK(bench.text("adresse") == "1 rue du Centre");
    CHECK(bench.text("complement_adresse") == "RDC");
    bench.map({{"Type", {"antenne"}}, {"Compl", {"2e étage"}}});
    CHECK(bench.text("adresse") == "-");
    CHECK(bench.text("complement_adresse") == "2e étage");
}

TEST_CASE("split, table of values, wildcards; repeats collapse") {
    FieldMapping mapping = column("reseaux_porteurs", "Réseau");
    mapping.split = ",";
    mapping.values = "reseaux";
    Bench bench({mapping});
    bench.feed().values["reseaux"].map = {{"CCAS", {"ccas-cias"}},
                                          {"Croix Rouge", {"croix-rouge"}},
                                          {"-", {""}},
                                          {"deux", {"caf", "msap"}},
                                          {"ML *", {"mission-locale"}}};
    bench.map({{"Réseau", {"ccas, Croix-Rouge , CROIX  ROUGE,-,ML de l'Ain"}}});
    CHECK(bench.text("reseaux_porteurs") == "ccas-cias|croix-rouge|mission-locale");
    CHECK(bench.issues().empty()); // « Croix-Rouge » is the label of croix-rouge
}

TEST_CASE("an unknown value: reported, rejected, kept or dropped") {
    FieldMapping mapping = column("reseaux_porteurs", "Réseau");
    mapping.values = "t";
    const auto outcome = [&](ValueTable::Unknown unknown) {
        Bench bench({mapping});
        bench.feed().values["t"].unknown = unknown;
        bench.feed().values["t"].map = {{"CCAS", {"ccas-cias"}}};
        bench.map({{"Réseau", {"CCASS"}}});
        return bench.text("reseaux_porteurs") + " " + bench.issues();
    };
    CHECK(outcome(ValueTable::Unknown::report) == "- warning record.unknown-value");
    CHECK(outcome(ValueTable::Unknown::reject) == "- error record.rejected-value");
    CHECK(outcome(ValueTable::Unknown::drop) == "- ");
    CHECK(outcome(ValueTable::Unknown::keep) ==
          "- warning record.unknown-value"); // the schema's list is closed
}

TEST_CASE("lists as programs write them into cells") {
    Bench bench({column("modes_accueil", "m")}, "service");
    for (const char* cell : {"['a-distance', 'en-presentiel']", "[\"a-distance\",\"en-presentiel\"]",
                             "{a-distance,en-presentiel}"}) {
        INFO(cell);
        bench.map({{"m", {cell}}});
        CHECK(bench.text("modes_accueil") == "a-distance|en-presentiel");
    }
    bench.map({{"m", {"a-distance", "en-presentiel"}}}); // several values of a JSON path
    CHECK(bench.text("modes_accueil") == "a-distance|en-presentiel");
    bench.map({{"m", {"[]"}}});
    CHECK(bench.text("modes_accueil") == "-");
}

TEST_CASE("conversions: HTML, case, regexes, truncation, pairs of coordinates") {
    FieldMapping html = column("description", "d");
    html.convert = "html-to-text";
    FieldMapping name = column("nom", "n");
    name.replace = {{"^Asso\\.? (.*)$", "Association \\1"}};
    name.truncate = 20;
    FieldMapping latitude = column("latitude", "geo"), longitude = column("longitude", "geo");
    latitude.convert = "latitude";
    longitude.convert = "longitude";
    FieldMapping city = column("commune", "v");
    city.convert = "upper";
    Bench bench({html, name, latitude, longitude, city});
    bench.map({{"d", {"<p>Un &amp; deux</p>"}},
               {"n", {"Asso. Les Amis"}},
               {"geo", {"46.2, 5.2"}},
               {"v", {"Nîmes"}}});
    CHECK(bench.text("description") == "Un & deux");
    CHECK(bench.text("nom") == "Association Les Amis");
    CHECK(bench.number("latitude") == 46.2);
    CHECK(bench.number("longitude") == 5.2);
    CHECK(bench.text("commune") == "NÎMES");
    bench.map({{"n", {"Asso Les très très bons Amis"}}});
    CHECK(bench.text("nom") == "Association Les trè…");
}

TEST_CASE("dates and numbers as the feed declares them") {
    FieldMapping date = column("date_maj", "d");
    date.format = "MM/DD/YYYY";
    FieldMapping hours = column("volume_horaire_hebdomadaire", "h");
    hours.number = "decimal-comma";
    Bench bench({date, hours, column("nombre_semaines", "s")}, "service");
    bench.map({{"d", {"03/12/2024"}}, {"h", {"1.234,5"}}, {"s", {"12,0"}}});
    CHECK(bench.text("date_maj") == "2024-03-12");
    CHECK(bench.number("volume_horaire_hebdomadaire") == 1234.5);
    CHECK(bench.text("nombre_semaines") == "12");
}

TEST_CASE("an identifier from a digest survives tidied capitals and spaces") {
    FieldMapping id;
    id.field = "id";
    id.digest = {"Nom", "Adresse"};
    Bench bench({id});
    bench.map({{"Nom", {"Les Amis"}}, {"Adresse", {"1 rue A"}}});
    const std::string first = bench.record().record.id;
    CHECK(first.size() == 32);
    bench.map({{"Nom", {"LES  AMIS "}}, {"Adresse", {"1 Rue A"}}});
    CHECK(bench.record().record.id == first);
    bench.map({{"Nom", {"Les Amis 1"}}, {"Adresse", {"rue A"}}});
    CHECK(bench.record().record.id != first);
    bench.map({{"Nom", {""}}, {"Adresse", {""}}});
    CHECK(bench.issues() == "error record.missing-id");
}

TEST_CASE("source_id is what map finds, and identifier slots name its columns") {
    Bench bench({column("id", "Code")});
    const Mapping& mapping = bench.mapping();
    const test::MadeRecord made(mapping.selectors(), {{"Code", {" 0012 "}}});
    std::string id;
    mapping.source_id(0, made.raw(), id);
    CHECK(id == "0012");
    REQUIRE(mapping.identifier_slots(0).size() == 1);
    CHECK(mapping.selectors()[mapping.identifier_slots(0)[0]] == "Code");
}

TEST_CASE("several kinds from one raw record: nothing of a kind is skipped, not an error") {
    auto feed = std::make_shared<FeedConfig>();
    KindMapping service, structure;
    service.kind = "service";
    service.fields = {column("id", "id"), column("structure_id", "structure/id"), column("nom", "title"),
                      column("description", "body"), column("date_maj", "modified")};
    structure.kind = "structure";
    structure.fields = {column("id", "structure/id"), column("nom", "structure/name"),
                        column("date_maj", "structure/modified")};
    feed->mappings = {service, structure};
    const auto mapping = Mapping::compile(feed, test::shipped_schema(), Today{2026, 11, 21});
    REQUIRE(mapping->kinds().size() == 2);
    MappedRecord out;
    const test::MadeRecord alone(mapping->selectors(), {{"id", {"1"}}, {"title", {"Atelier"}}});
    mapping->map(1, alone.raw(), out);
    CHECK(out.skipped);
    CHECK_FALSE(out.has_error());
    const test::MadeRecord nameless(mapping->selectors(), {{"id", {"1"}}, {"structure/name", {"Asso"}}});
    mapping->map(1, nameless.raw(), out);
    CHECK_FALSE(out.skipped);
    CHECK(out.has_error());
    const test::MadeRecord first(mapping->selectors(),
                                 {{"id", {"1"}}, {"structure/id", {"S"}}, {"structure/name", {"Asso"}}});
    const test::MadeRecord second(mapping->selectors(),
                                  {{"id", {"2"}}, {"structure/id", {"S"}}, {"structure/name", {"Asso"}}});
    CHECK(mapping->slots_digest(1, first.raw()) == mapping->slots_digest(1, second.raw()));
    CHECK(mapping->slots_digest(0, first.raw()) != mapping->slots_digest(0, second.raw()));
}

TEST_CASE("filters keep and drop raw records") {
    Bench bench({});
    Condition keep, drop;
    keep.columns = {"Type"};
    keep.equals = {"Siège", "Antenne"};
    drop.columns = {"Source"};
    drop.matches = "^(dora|soliguide)";
    bench.feed().keep = {keep};
    bench.feed().drop = {drop};
    const Mapping& mapping = bench.mapping();
    const auto kept = [&](std::string type, std::vector<std::string> sources) {
        return mapping.keeps(
            test::MadeRecord(mapping.selectors(), {{"Type", {type}}, {"Source", sources}}).raw());
    };
    CHECK(kept("SIEGE", {"moi"}));
    CHECK(kept("antenne", {}));
    CHECK_FALSE(kept("autre", {}));
    CHECK_FALSE(kept("siège", {"moi", "dora-2"}));
}

TEST_CASE("what must never be stored is not mapped") {
    Bench bench({column("telephone", "Tél."), column("courriel", "Mail")});
    bench.feed().personal_data = {{"telephone", "never-store"}, {"courriel", "never-publish"}};
    bench.map({{"Tél.", {"01 23 45 67 89"}}, {"Mail", {"a@b.fr"}}});
    CHECK(bench.text("telephone") == "-");
    CHECK(bench.text("courriel") == "a@b.fr");
}

TEST_CASE("a text is shortened at its end, whatever stands in front") {
    const auto shortened = [](std::string text, std::size_t count) {
        truncate_with_ellipsis(text, count);
        return text;
    };
    CHECK(shortened("Présentation", 5) == "Prés…");
    CHECK(shortened("Pré sentation", 5) == "Pré…");
    CHECK(shortened("\nPré sentation", 5) == "\nPré…"); // [replace] may leave a blank there
    CHECK(shortened("     Présentation", 4) == "…");
    CHECK(shortened("Pré", 3) == "Pré");
}
