// Rules, conditions and the smaller steps of a mapping, as a producer writes them; [[tests]] say what comes
// out.
#include "core/mapping/mapping_tests.hpp"
#include "core/text/geo_codes.hpp"
#include "tests/core/config_support.hpp"
#include "tests/core/mapping_fixture.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

/// A kind with a free list, a free text, a list of zones, JSON: what the shipped schema restricts.
std::shared_ptr<const Schema> place_schema() {
    static const auto schema = Schema::load({test::source_dir() / "tests/core/feeds/producers/schemas"});
    return schema;
}

/// What is wrong with the tests of a feed of places; `type` of its source, `body` behind [source].
std::string failures(const std::string& type, const std::string& body) {
    const std::string text = test::replaced(test::good_feed(), "\"csv\"", '"' + type + '"');
    const std::string head = text.substr(0, text.find("[structure]"));
    const LoadedFeed loaded = load_feed_text(head + body, "feeds.d/asso-ain.toml", *place_schema());
    std::string said = test::said(loaded.diagnostics);
    if (loaded.config)
        said += test::said(run_mapping_tests(*loaded.config, place_schema(), Today{2026, 11, 21}));
    return said;
}

} // namespace

TEST_CASE("rules: a list field gets every value that follows, another field the first") {
    CHECK(failures("csv", R"(
[lieu]
id = "Id"
nom = "Nom"
frais_a_charge = { columns = ["Tarif", "Remarque"], rules = [
    { value = "Gratuit", contains = ["gratuit", "accès libre"], except = ["gratuit sous condition"] },
    { value = "Gratuit sous condition", contains = ["Gratuit sous condition"] },
    { value = "Payant", column = "Prix", matches = '[1-9]' },
] }
services = { rules = [
    { value = "Accès internet et matériel informatique", columns = ["Postes", "Tablettes"] },
    { value = ["Aide aux démarches administratives", "Utilisation sécurisée du numérique"], column = "Aide", equals = ["Oui"] },
    { value = "Compréhension du monde numérique" },
] }
autres_formations_labels = { split = "|", rules = [{ column = "Labels" }, { value = "QPV", when = [
    { column = "Quartier", empty = false }, { column = "Postes", matches = '^\d\d+$' } ] }] }
presentation_resume = { rules = [{ value = "Mobile", column = "Genre", equals = ["itinérant"] }, { value = "Fixe" }] }
[[tests]]
input  = { Id = "1", Nom = "Médiathèque", Tarif = "Gratuit sous condition", Remarque = "ACCES  LIBRE", Prix = "0 €", Aide = "oui", Genre = "Itinerant" }
expect = { frais_a_charge = ["Gratuit", "Gratuit sous condition"], services = ["Aide aux démarches administratives", "Utilisation sécurisée du numérique", "Compréhension du monde numérique"], presentation_resume = "Mobile", autres_formations_labels = [] }
[[tests]]
input  = { Id = "1", Nom = "Mairie", Tarif = "gratuit, mais gratuit sous condition", Prix = "3 €", Tablettes = "2", Postes = "12", Labels = "A | B|A", Quartier = "oui" }
expect = { frais_a_charge = ["Gratuit sous condition", "Payant"], services = ["Accès internet et matériel informatique", "Compréhension du monde numérique"], presentation_resume = "Fixe", autres_formations_labels = ["A", "B", "QPV"] }
)") == "");
}

TEST_CASE("when with conditions, otherwise, sentinels, extraction, parts of a text") {
    CHECK(failures("csv", R"(
[lieu]
id = "Id"
nom = { column = "Nom", absent = ["NC"], otherwise = { template = "{Type} {Ville}", absent = ["-", "non renseigne*"], otherwise = { value = "Sans nom" } } }
adresse = { columns = ["N°", "Rue"], pick = "join", join = " ", otherwise = "Adresse complète" }
code_postal = { column = "Adresse complète", extract = '\b(\d{5})\b' }
commune = { columns = ["Ville", "Lieu"], absent = ["-", "non renseigne*"], default = "Bourg" }
latitude = { column = "Point", split = ",", part = 1 }
longitude = { column = "Point", split = ",", part = 2 }
telephone = { column = "Tél", when = [{ column = "Public", equals = ["oui"] }, { columns = ["Tél"], except = ["prive"] }] }
[[tests]]
input  = { Id = "1", Nom = "nc", Type = "Mairie", Ville = "-", Lieu = "Dole", "N°" = "3", Rue = "rue du Lac", "Adresse complète" = "3 rue du Lac 39100 Dole", Point = "47.09, 5.49", "Tél" = "03 84 00 00 00", Public = "Oui" }
expect = { nom = "Mairie", adresse = "3 rue du Lac", code_postal = "39100", commune = "Dole", latitude = "47.09", longitude = "5.49", telephone = "+33384000000" }
[[tests]]
input  = { Id = "2", "Adresse complète" = "Le Bourg", Ville = "Non renseignée", "Tél" = "privé 03 84 00 00 00", Public = "oui" }
expect = { nom = "Sans nom", adresse = "Le Bourg", code_postal = [], commune = "Bourg", telephone = [], latitude = [] }
)") == "");
}

TEST_CASE("JSON in a cell, lists in a cell, columns kept as they came, derived zones") {
    CHECK(failures("csv", R"(
[lieu]
id = "Id"
nom = { column = "Fiche", inside = "nom" }
services = { column = "Fiche", inside = "services/*/titre" }
autres_formations_labels = "Labels"
brut = { columns = ["Labels", "Fiche", "Rien"], pick = "object" }
tout = { whole_record = true }
zone = { column = "Insee", convert = "department" }
zones = { column = "Insee", convert = "departments-of-region" }
[[tests]]
input  = { Id = "1", Insee = "2A004", Labels = '["É\u00e9", "b, c"]', Fiche = '{"nom": "Asso", "services": [{"titre": "Compréhension du monde numérique"}, {"titre": "Utilisation sécurisée du numérique"}]}' }
expect = { nom = "Asso", services = ["Compréhension du monde numérique", "Utilisation sécurisée du numérique"], autres_formations_labels = ["Éé", "b, c"], zone = "2A", zones = ["2A", "2B"] }
)") == "");
    test::Bench bench({}, "lieu", place_schema());
    FieldMapping raw = test::column("brut", "Labels");
    raw.inputs = {"Labels", "Rien", "Noms", "Objet"};
    raw.pick = "object";
    test::Bench objects({raw, test::column("id", "id"), test::column("nom", "nom")}, "lieu", place_schema());
    objects.map({{"Labels", {"a \"b\""}}, {"Rien", {" "}}, {"Noms", {"x", "y"}}, {"Objet", {"{\"k\": 1}"}}});
    CHECK(objects.text("brut") == R"({"Labels":"a \"b\"","Noms":["x","y"],"Objet":{"k":1}})");
}

TEST_CASE("départements of municipalities, postal codes and regions") {
    CHECK(department_of("01053") == "01");
    CHECK(department_of("97411") == "974");
    CHECK(department_of("20200") == "2B");
    CHECK(department_of("20100") == "2A");
    CHECK(department_of("99100") == "");
    CHECK(department_of("Ain") == "");
    CHECK(departments_of_region("Île-de-France").size() == 8);
    CHECK(departments_of_region("84").front() == "01");
    CHECK(departments_of_region("75056").front() == "75");
    CHECK(departments_of_region("75").front() == "16"); // the region of that code, not Paris
    CHECK(departments_of_region("?").empty());
}

TEST_CASE("explode: one record for each element of a list, from JSON") {
    CHECK(failures("json", R"(
[lieu]
explode = "services"
when = { path = "type", equals = ["lieu"] }
id = { template = "{../id}-{code}" }
nom = "titre"
commune = "../ville"
autres_formations_labels = "tags"
services = { path = "codes/*/nom", otherwise = { value = "Compréhension du monde numérique" } }
tout = { whole_record = true }
[[tests]]
input   = { id = "P1", ville = "Dole", services = '[{"code": "a", "titre": "Un", "type": "lieu", "tags": ["x", "y"]}, {"code": 2, "titre": "Deux", "type": "autre"}, {"code": 3, "titre": "Trois", "type": "Lieu", "codes": [{"nom": "Utilisation sécurisée du numérique"}]}]' }
expect  = { id = "P1-a", nom = "Un", commune = "Dole", autres_formations_labels = ["x", "y"], services = "Compréhension du monde numérique", tout = '{"code":"a","tags":["x","y"],"titre":"Un","type":"lieu"}' }
[[tests]]
element = 2
input   = { id = "P1", services = '[{"code": "a"}, {"code": 2, "type": "autre"}]' }
expect  = { id = "", nom = "" }
[[tests]]
element = 3
input   = { id = "P1", ville = "Dole", services = '[1, 2, {"code": 3, "titre": "Trois", "type": "Lieu", "codes": [{"nom": "Utilisation sécurisée du numérique"}]}]' }
expect  = { id = "P1-3", services = "Utilisation sécurisée du numérique" }
)") == "");
}

TEST_CASE("explode: one record for each repeated element of XML") {
    CHECK(failures("xml", R"(
records = "/lheo/formation"
[lieu]
explode = "action"
when = { path = "@statut", equals = ["publié"] }
id = { template = "{../@numero}-{@numero}" }
nom = { path = "intitule", otherwise = "../intitule-formation" }
autres_formations_labels = "session/periode/debut"
tout = { whole_record = true }
[[tests]]
input  = { "@numero" = "F1", "intitule-formation" = "Soudure", action = '[{"@numero": "A", "@statut": "publié", "session/periode/debut": ["20270101", "20270601"]}, {"@numero": "B"}]' }
expect = { id = "F1-A", nom = "Soudure", autres_formations_labels = ["20270101", "20270601"] }
[[tests]]
element = 2
input  = { "@numero" = "F1", "intitule-formation" = "Soudure", action = ['{"@numero": "A"}', '{"@numero": "B", "@statut": "Publie", "intitule": "Soir"}'] }
expect = { id = "F1-B", nom = "Soir", autres_formations_labels = [] }
[[tests]]
element = 2
input  = { "@numero" = "F1", action = '[{"@numero": "A", "@statut": "publié"}, {"@numero": "B"}]' }
expect = { id = "" }
)") == "");
}

TEST_CASE("explode: one record for each item of a cell") {
    CHECK(failures("csv", R"(
[lieu]
explode = { column = "Activités", split = ";" }
id = { template = "{Id}-{Activités}" }
nom = "Activités"
commune = "Ville"
[[tests]]
element = 2
input   = { Id = "7", Ville = "Dole", "Activités" = "Lecture ; Jeux;" }
expect  = { id = "7-Jeux", nom = "Jeux", commune = "Dole" }
[[tests]]
element = 3
input   = { Id = "7", Ville = "Dole", "Activités" = "Lecture ; Jeux;" }
expect  = { id = "" }
)") == "");
}

TEST_CASE("filter: except, contains, several columns, and what comes from our other feeds") {
    auto feed = std::make_shared<FeedConfig>();
    KindMapping kind;
    kind.kind = "lieu";
    kind.fields = {test::column("id", "id"), test::column("nom", "nom")};
    feed->mappings = {kind};
    feed->drop = {Condition{.columns = {"source", "identifiant"}, .own_feeds = {"dora", "asso-ain"}},
                  Condition{.columns = {"nom"}, .contains = {"test"}, .except = {"Testament"}}};
    const auto mapping = Mapping::compile(feed, place_schema(), Today{2026, 11, 21});
    const auto kept = [&](test::Columns columns) {
        return mapping->keeps(test::MadeRecord(mapping->selectors(), std::move(columns)).raw());
    };
    CHECK(kept({{"source", {"autre"}}}));
    CHECK_FALSE(kept({{"source", {"Dora"}}}));
    CHECK_FALSE(kept({{"source", {"autre"}}, {"identifiant", {"asso-ain--42"}}}));
    CHECK(kept({{"source", {"dora-2"}}})); // another source, not an identifier of dora
    CHECK_FALSE(kept({{"nom", {"Fiche de TEST"}}}));
    CHECK(kept({{"nom", {"Aide au testament"}}}));
}
