// Which value survives, and why.
#include "core/golden/echoes.hpp"
#include "tests/core/golden_support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace moisson;
using namespace moisson::test;
using Text = std::string;

namespace {

Text text_of(const Golden& golden, const char* field) {
    const auto found = golden.find(field);
    const auto* text = found == golden.end() ? nullptr : std::get_if<Text>(&found->second.value);
    return text ? *text : Text("(absent)");
}

constexpr const char* valid_siret = "73282932000074";
constexpr const char* other_siret = "55208131766522";

} // namespace

TEST_CASE("one field, two members: what decides") {
    struct Row {
        const char* sentence;
        const char* field;
        GoldenMember a, b;
        const char* value;
        const char* rule;
        bool conflict;
    };
    const Row rows[] = {
        {"only one says it",
         "nom",
         {"a", "1", {{"nom", "Le Phare"}}},
         {"b", "1", {}},
         "Le Phare",
         "only",
         false},
        {"both say it",
         "nom",
         {"a", "1", {{"nom", "Le Phare"}}},
         {"b", "1", {{"nom", "Le Phare"}}},
         "Le Phare",
         "agreement",
         false},
        {"in two spellings: no conflict",
         "nom",
         {"a", "1", {{"nom", "LE PHARE"}}, "2026-01-01"},
         {"b", "1", {{"nom", "Le Phare"}}, "2026-02-01"},
         "Le Phare",
         "agreement",
         false},
        {"an acronym and what it stands for: no conflict",
         "nom",
         {"a", "1", {{"nom", "C.C.A.S. de Bourg"}}, "2026-02-01"},
         {"b", "1", {{"nom", "Centre communal d'action sociale de Bourg"}}, "2026-01-01"},
         "C.C.A.S. de Bourg",
         "agreement",
         false},
        {"a street shortened and capitals: no conflict",
         "adresse",
         {"a", "1", {{"adresse", "12 r. Gambetta"}, {"commune", "Bourg"}}, "2026-02-01"},
         {"b", "1", {{"adresse", "12, RUE GAMBETTA"}, {"commune", "Bourg"}}, "2026-01-01"},
         "12 r. Gambetta",
         "agreement",
         false},
        {"another house is one",
         "adresse",
         {"a", "1", {{"adresse", "12 rue Gambetta"}, {"commune", "Bourg"}}, "2026-02-01"},
         {"b", "1", {{"adresse", "14 rue Gambetta"}, {"commune", "Bourg"}}, "2026-01-01"},
         "12 rue Gambetta",
         "freshness",
         true},
        {"the more complete name of two undated ones",
         "nom",
         {"a", "1", {{"nom", "Le Phare"}}},
         {"b", "1", {{"nom", "Association Le Phare"}}},
         "Association Le Phare",
         "completeness",
         false},
        {"a valid SIRET wins over a mistyped one that is fresher",
         "siret",
         {"a", "1", {{"siret", valid_siret}}, "2020-01-01"},
         {"b", "1", {{"siret", "73282932000075"}}, "2026-01-01"},
         valid_siret,
         "validity",
         true},
        {"the producer that is believed for telephones",
         "telephone",
         {"a", "1", {{"telephone", "+33474000001"}}, "2020-01-01", 0.5, {{"telephone", 0.9}}},
         {"b", "1", {{"telephone", "+33474000002"}}, "2026-01-01", 0.8},
         "+33474000001",
         "trust",
         true},
        {"the fresher one",
         "courriel",
         {"a", "1", {{"courriel", "a@phare.example.fr"}}, "2025-01-01"},
         {"b", "1", {{"courriel", "b@phare.example.fr"}}, "2026-01-01"},
         "b@phare.example.fr",
         "freshness",
         true},
        {"a time of day does not refresh",
         "courriel",
         {"a", "1", {{"courriel", "a@phare.example.fr"}}, "2026-01-01"},
         {"b", "1", {{"courriel", "b@phare.example.fr"}}, "2026-01-01T12:00:00Z"},
         "a@phare.example.fr",
         "tie",
         true},
        {"an address that is a mailbox elsewhere in one site only says more",
         "site_web",
         {"a", "1", {{"site_web", "http://www.phare.example.fr/"}}},
         {"b", "1", {{"site_web", "https://phare.example.fr/contact"}}},
         "https://phare.example.fr/contact",
         "completeness",
         false},
        {"descriptions are written, not contradicted",
         "description",
         {"a", "1", {{"description", "Accueil de jour."}}},
         {"b", "1", {{"description", "Aide aux devoirs, le soir."}}},
         "Aide aux devoirs, le soir.",
         "completeness",
         false},
        {"an echo never refreshes",
         "courriel",
         {"a", "1", {{"courriel", "a@phare.example.fr"}}, "2020-01-01"},
         {"b", "1", {{"courriel", "b@phare.example.fr"}}, "2026-01-01", 1.0, {}, true},
         "a@phare.example.fr",
         "trust",
         true},
        {"the update date is the newest",
         "date_maj",
         {"a", "1", {{"date_maj", "2026-03-01"}}, "2026-03-01", 0.1},
         {"b", "1", {{"date_maj", "2025-01-01"}}, "2025-01-01", 0.9},
         "2026-03-01",
         "freshness",
         false},
        {"but not an echo's",
         "date_maj",
         {"a", "1", {{"date_maj", "2025-03-01"}}, "2025-03-01"},
         {"b", "1", {{"date_maj", "2026-01-01"}}, "2026-01-01", 0.9, {}, true},
         "2025-03-01",
         "freshness",
         false},
        {"all equal: the first feed",
         "telephone",
         {"b", "1", {{"telephone", "+33474000001"}}},
         {"a", "1", {{"telephone", "+33474000002"}}},
         "+33474000002",
         "tie",
         true},
    };
    for (const Row& row : rows) {
        CAPTURE(row.sentence);
        for (const auto& members : {std::vector{row.a, row.b}, std::vector{row.b, row.a}}) {
            const Golden golden = merge_members(members);
            CHECK(text_of(golden, row.field) == row.value);
            CHECK(golden.at(row.field).rule == row.rule);
            CHECK(golden.at(row.field).conflict == row.conflict);
        }
    }
}

TEST_CASE("a SIRET is what most producers say, each producer one voice, echoes of one value one voice") {
    const GoldenMember wrong{"a", "1", {{"siret", other_siret}}, "2026-01-01", 0.9};
    const GoldenMember b{"b", "1", {{"siret", valid_siret}}, "2020-01-01"},
        c{"c", "1", {{"siret", valid_siret}}};
    const Golden majority = merge_members({wrong, b, c});
    CHECK(text_of(majority, "siret") == valid_siret);
    CHECK(majority.at("siret").rule == "agreement");
    CHECK(majority.at("siret").others == std::vector<Text>{"a/1"});
    GoldenMember twin = b, echo = c;
    twin.id = "2";
    CHECK(text_of(merge_members({wrong, b, twin}), "siret") == other_siret);
    echo.echo = true;
    CHECK(text_of(merge_members({wrong, b, echo}), "siret") == other_siret);
}

TEST_CASE("what a person pinned wins, what producers say is kept") {
    const GoldenMember a{"a", "1", {{"nom", "Phare"}, {"telephone", "+33474000001"}}};
    const GoldenMember b{"b", "1", {{"nom", "Le Phare du Rhône"}}};
    const Golden golden =
        merge_members({a, b}, {{"nom", Text("le phare du rhône")}, {"commune", Text("Lyon")}});
    CHECK(text_of(golden, "nom") == "le phare du rhône");
    CHECK(golden.at("nom").rule == "pinned");
    CHECK(golden.at("nom").origin == "b/1");
    CHECK(golden.at("nom").others == std::vector<Text>{"b/1", "a/1"});
    CHECK_FALSE(golden.at("nom").conflict);
    CHECK(text_of(golden, "commune") == "Lyon");
}

TEST_CASE("a place comes from one member, no address is invented") {
    const Said lyon{{"adresse", "12 rue Haute"}, {"code_postal", "69003"}, {"commune", "Lyon"}};
    Said villeurbanne{{"adresse", "3 place Basse"}, {"code_postal", "69100"},
                      {"commune", "Villeurbanne"},  {"longitude", 4.88},
                      {"latitude", 45.77},          {"complement_adresse", "2e étage"}};
    SUBCASE("another town completes nothing") {
        const Golden golden =
            merge_members({{"a", "1", lyon, "2026-01-01"}, {"b", "1", villeurbanne, "2020-01-01"}});
        CHECK(text_of(golden, "adresse") == "12 rue Haute");
        CHECK(text_of(golden, "code_postal") == "69003");
        CHECK(text_of(golden, "complement_adresse") == "(absent)");
        CHECK(is_absent(golden.at("longitude").value));
        CHECK(golden.at("adresse").rule == "freshness");
        CHECK(golden.at("adresse").conflict);
    }
    SUBCASE("the same street in the same town gives what is missing") {
        Said same{
            {"adresse", "12, RUE HAUTE"}, {"commune", "LYON"}, {"longitude", 4.84}, {"latitude", 45.75}};
        const Golden golden = merge_members({{"a", "1", lyon, "2026-01-01"}, {"b", "1", same, "2020-01-01"}});
        CHECK(text_of(golden, "adresse") == "12 rue Haute");
        CHECK_FALSE(golden.at("adresse").conflict);
        CHECK(std::get<double>(golden.at("longitude").value) == 4.84);
        CHECK(golden.at("longitude").origin == "b/1");
    }
    SUBCASE("a town alone loses against a street, however fresh it is") {
        const Golden golden =
            merge_members({{"a", "1", {{"commune", "Lyon"}}, "2026-01-01"}, {"b", "1", lyon, "2020-01-01"}});
        CHECK(golden.at("commune").origin == "b/1");
        CHECK(text_of(golden, "adresse") == "12 rue Haute");
    }
    SUBCASE("a position far from the declared territory loses") {
        Said reunion = lyon, right = lyon;
        reunion["longitude"] = 55.5, reunion["latitude"] = -21.1;
        right["longitude"] = 4.84, right["latitude"] = 45.75;
        const Golden golden =
            merge_members({{"a", "1", reunion, "2026-01-01"}, {"b", "1", right, "2020-01-01"}});
        CHECK(std::get<double>(golden.at("latitude").value) == 45.75);
        CHECK(golden.at("latitude").rule == "validity");
        CHECK(golden.at("latitude").conflict);
    }
    SUBCASE("positions some steps apart do not contradict each other") {
        Said here = lyon, there = lyon;
        here["longitude"] = 4.84, here["latitude"] = 45.75;
        there["longitude"] = 4.8401, there["latitude"] = 45.7501;
        CHECK_FALSE(merge_members({{"a", "1", here}, {"b", "1", there}}).at("latitude").conflict);
    }
}

TEST_CASE("lists are united, in an order that no ranking changes") {
    const GoldenMember a{
        "a", "1", {{"reseaux_porteurs", List{"afpa"}}, {"mots_cles", List{"Emploi", "aide"}}}, "2026-01-01"};
    const GoldenMember b{"b",
                         "1",
                         {{"reseaux_porteurs", List{"emmaus", "ccas-cias"}}, {"mots_cles", List{"emploi"}}},
                         "2020-01-01"};
    for (const auto& members : {std::vector{a, b}, std::vector{b, a}}) {
        const Golden golden = merge_members(members);
        CHECK(golden.at("reseaux_porteurs").value == Value(List{"emmaus", "ccas-cias", "afpa"}));
        CHECK(golden.at("reseaux_porteurs").origin == "b/1"); // it gave most
        CHECK(golden.at("reseaux_porteurs").rule == "completeness");
        CHECK(golden.at("mots_cles").value == Value(List{"aide", "Emploi"}));
        CHECK(golden.at("mots_cles").origin == "a/1");
        CHECK_FALSE(golden.at("mots_cles").conflict);
    }
    const Golden all = merge_members({{"a", "1", {{"publics", List{"tous-publics"}}}, "2026-01-01"},
                                      {"b", "1", {{"publics", List{"femmes"}}}, "2020-01-01"}});
    CHECK(all.at("publics").value == Value(List{"tous-publics"}));
    CHECK(all.at("publics").conflict);
}

TEST_CASE("ids of parents are each producer's own: two of them are no conflict") {
    const Golden golden = merge_members(
        {{"a", "1", {{"structure_id", "S1"}}}, {"b", "1", {{"structure_id", "77"}}}}, {}, "service");
    CHECK_FALSE(golden.at("structure_id").conflict);
}

TEST_CASE("the order of the members changes nothing") {
    std::mt19937 random(4);
    const auto pick = [&](std::initializer_list<Value> values) {
        return *(values.begin() + static_cast<long>(random() % values.size()));
    };
    const Value none;
    for (int round = 0; round < 300; ++round) {
        std::vector<GoldenMember> members;
        const std::size_t count = 2 + random() % 5;
        for (std::size_t i = 0; i < count; ++i)
            members.push_back(
                {Text(1, static_cast<char>('a' + random() % 4)),
                 std::to_string(i),
                 {{"nom",
                   pick({none, Text("Le Phare"), Text("LE PHARE"), Text("Phare"), Text("Asso Le Phare")})},
                  {"date_maj", pick({none, Text("2026-01-01"), Text("2025-01-01")})},
                  {"siret", pick({none, Text(valid_siret), Text(other_siret), Text("12")})},
                  {"commune", pick({none, Text("Lyon"), Text("LYON"), Text("Saint-Fons"), Text("St Fons")})},
                  {"code_postal", pick({none, Text("69003"), Text("69190")})},
                  {"adresse",
                   pick({none, Text("12 rue Haute"), Text("12 rue haute bat B"), Text("rue Haute")})},
                  {"latitude", pick({none, 45.7, 45.75, 0.0})},
                  {"longitude", pick({none, 4.8, 4.85, 0.0})},
                  {"reseaux_porteurs", pick({none, List{"afpa"}, List{"afpa", "emmaus"}, List{"ccas-cias"}})},
                  {"publics", pick({none, List{"tous-publics"}, List{"femmes"}, List{"femmes", "jeunes"}})},
                  {"mots_cles", pick({none, List{"Emploi"}, List{"emploi", "Aide"}, List{"aide"}})}},
                 random() % 2 ? "2026-01-01" : "2025-06-01",
                 random() % 2 ? 0.5 : 0.7,
                 {},
                 random() % 5 == 0});
        const Golden expected = merge_members(members);
        for (int shuffles = 0; shuffles < 4; ++shuffles) {
            std::shuffle(members.begin(), members.end(), random);
            CHECK((merge_members(members) == expected));
        }
        for (const auto& [name, field] :
             expected) { // no value is invented: each is said by its origin, or united
            if (is_absent(field.value) || std::holds_alternative<List>(field.value)) continue;
            const auto origin =
                std::find_if(members.begin(), members.end(), [&, &told = field](const auto& member) {
                    return member.feed + "/" + member.id == told.origin;
                });
            CHECK((origin->values.at(name) == field.value));
        }
    }
}

TEST_CASE("a record whose id names another member is an echo of it") {
    struct Row {
        std::string sentence;
        std::vector<MergeMember> members;
        std::vector<bool> echoes;
    };
    const auto member = [](const char* feed, const char* id, bool declared = false) {
        MergeMember one;
        one.feed = feed;
        one.id = id;
        one.echo = declared;
        return one;
    };
    const Row rows[] = {
        {"a catalogue qualifies what it repeats",
         {member("asso", "1"), member("national", "asso--1")},
         {false, true}},
        {"along a chain of portals",
         {member("national", "region--asso--1"), member("region", "asso--1"), member("asso", "1")},
         {true, true, false}},
        {"another record of that producer is not what it names",
         {member("asso", "1"), member("national", "asso--2")},
         {false, false}},
        {"a producer's own ids may look alike",
         {member("asso", "1"), member("asso", "asso--1")},
         {false, false}},
        {"an id that ends alike is another id",
         {member("asso", "1"), member("national", "as--so--1")},
         {false, false}},
        {"what a feed declares stays", {member("asso", "1"), member("national", "x", true)}, {false, true}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.sentence);
        std::vector<MergeMember> members = row.members;
        note_echoes(members);
        std::vector<bool> echoes;
        for (const MergeMember& one : members) echoes.push_back(one.echo);
        CHECK(echoes == row.echoes);
    }
}
