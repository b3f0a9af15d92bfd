// What is checked on every record, which code says so, and what happens to the record.
#include "core/mapping/issues.hpp"
#include "core/model/codes/codes.hpp"
#include "tests/core/mapping_fixture.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::Bench;
using test::column;

namespace {

struct Row {
    const char* kind;
    const char* field;
    const char* input;
    const char* value; ///< after mapping; "-" = absent
    const char* issue; ///< "" = none
};

void check(const Row& row) {
    INFO(row.field << " = " << row.input);
    Bench bench({column(row.field, "c")}, row.kind);
    bench.map({{"c", {row.input}}});
    CHECK(bench.text(row.field) == row.value);
    CHECK(bench.issues() == row.issue);
    for (const Issue& issue : bench.record().issues) {
        CHECK_MESSAGE(find_code(issue.code), issue.code << " is not in the registry");
        CHECK(issue.field == row.field);
        CHECK_FALSE(issue.message.empty());
    }
}

std::string repeated(std::size_t count, const char* text) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

} // namespace

TEST_CASE("an optional field in error is left out with a warning, the record stays") {
    const Row rows[] = {
        {"structure", "siret", "130 030 133 00016", "13003013300016", ""},
        {"structure", "siret", "35600000009075", "35600000009075", ""}, // La Poste
        {"structure", "siret", "123", "-", "warning record.siret-shape"},
        {"structure", "siret", "1,30025E+13", "-", "warning record.siret-shape"},
        {"structure", "siret", "13003013300017", "-", "warning record.siret-checksum"},
        {"structure", "siret", "00000000000000", "-", "warning record.siret-placeholder"},
        {"structure", "code_postal", "01 000", "01000", ""},
        {"structure", "code_postal", "1000", "01000", "warning record.leading-zero"},
        {"structure", "code_postal", "100", "-", "warning record.postcode"},
        {"structure", "code_insee", "2a004", "2A004", ""},
        {"structure", "code_insee", "20004", "-", "warning record.insee-code"},
        {"structure", "telephone", "01 23 45 67 89", "+33123456789", ""},
        {"structure", "telephone", "01 23", "-", "warning record.phone"},
        {"structure", "courriel", "Contact@Asso.fr", "contact@asso.fr", ""},
        {"structure", "courriel", "contact", "-", "warning record.email"},
        {"structure", "site_web", "www.asso.fr", "https://www.asso.fr", ""},
        {"structure", "site_web", "voir la mairie", "-", "warning record.url"},
        {"structure", "description", "abc", "-", "warning record.too-short"},
        {"structure", "reseaux_porteurs", "CAF", "caf", ""},
        {"structure", "reseaux_porteurs", "caff", "-", "warning record.unknown-value"},
        {"service", "type", "Formation", "formation", ""},
        {"service", "type", "formations", "-", "warning record.unknown-value"},
        {"service", "thematiques", "numerique--rien", "-", "warning record.unknown-value"},
        {"service", "zone_eligibilite", "France", "france", ""},
        {"service", "zone_eligibilite", "84", "84", ""},
        {"service", "zone_eligibilite", "Auvergne", "-", "warning record.zone-code"},
        {"service", "nombre_semaines", "0", "-", "warning record.out-of-range"},
        {"service", "nombre_semaines", "deux", "-", "warning record.number"},
    };
    for (const Row& row : rows) check(row);
}

TEST_CASE("a required field in error quarantines the record") {
    const Row rows[] = {
        {"structure", "nom", "", "-", "error record.missing-field"},
        {"structure", "nom", "ab", "-", "error record.too-short"},
        {"structure", "nom", "été", "été", ""}, // code points, not bytes
        {"structure", "nom", "Maison.", "Maison.", "warning record.trailing-dot"},
        {"structure", "nom", "Accueil, etc.", "Accueil, etc.", ""},
        {"service", "structure_id", "", "-", "error record.missing-field"},
        {"service", "structure_id", "TODO", "-", "error record.id-placeholder"},
        {"service", "description", "abc", "-", "error record.too-short"},
    };
    for (const Row& row : rows) check(row);
    const std::string long_name = repeated(150, "é");
    check({"structure", "nom", long_name.c_str(), long_name.c_str(), ""});
    const std::string huge = repeated(50'001, "x"), cut = repeated(49'999, "x") + "…";
    check({"structure", "adresse", huge.c_str(), cut.c_str(), "warning record.too-long"});
    check({"structure", "nom", (long_name + "é").c_str(), "-", "error record.too-long"});
}

TEST_CASE("an identifier must be one that somebody could type again") {
    const Row rows[] = {
        {"structure", "id", "0012", "-", ""},
        {"structure", "id", "", "-", "error record.missing-id"},
        {"structure", "id", "  ", "-", "error record.missing-id"},
        {"structure", "id", "TODO", "-", "error record.id-placeholder"},
        {"structure", "id", "À REMPLIR", "-", "error record.id-placeholder"},
        {"structure", "id", "#N/A", "-", "error record.id-placeholder"},
        {"structure", "id", "null", "-", "error record.id-placeholder"},
        {"structure", "id", "1,30025E+13", "-", "error record.id-scientific"},
        {"structure", "id",
         "A\xE2\x80\x8B"
         "1",
         "-", "error record.id-invisible-characters"},
        {"structure", "id", "A1\xE2\x80\x8B", "-", "error record.id-invisible-characters"},
        {"structure", "id", "A\t1", "-", "error record.id-invisible-characters"},
        {"structure", "id", "élan 12/B", "-", ""},
    };
    for (const Row& row : rows) check(row);
    check({"structure", "id", repeated(600, "x").c_str(), "-", "error record.id-too-long"});
}

TEST_CASE("the update date: warnings only, the record then carries the date of its last change seen") {
    const Row rows[] = {
        {"structure", "date_maj", "2024-01-01T10:00:00Z", "2024-01-01", ""},
        {"structure", "date_maj", "12/03/2024", "2024-03-12", ""},
        {"structure", "date_maj", "2026-11-21", "2026-11-21", ""},
        {"structure", "date_maj", "2026-11-22", "2026-11-22", "warning record.date-in-future"},
        {"structure", "date_maj", "1999-12-31", "-", "warning record.date-too-old"},
        {"structure", "date_maj", "31/02/2024", "-", "warning record.date"},
        {"structure", "date_maj", "", "-", "warning record.missing-date"},
    };
    for (const Row& row : rows) check(row);
    FieldMapping id = column("id", "id"), name = column("nom", "nom");
    auto feed = std::make_shared<FeedConfig>();
    KindMapping mapping;
    mapping.kind = "structure";
    mapping.fields = {id, name};
    feed->mappings.push_back(mapping);
    MappedRecord out;
    const auto compiled = Mapping::compile(feed, test::shipped_schema(), Today{2026, 11, 21});
    compiled->map(0, test::MadeRecord(compiled->selectors(), {{"id", {"1"}}, {"nom", {"Asso"}}}).raw(), out);
    CHECK(out.issues.empty()); // not mapped: not missed
}

TEST_CASE("\"tous-publics\" is alone or not there") {
    FieldMapping mapping = column("publics", "p");
    mapping.split = ",";
    Bench bench({mapping}, "service");
    bench.map({{"p", {"tous-publics"}}});
    CHECK(bench.issues().empty());
    bench.map({{"p", {"jeunes, femmes"}}});
    CHECK(bench.issues().empty());
    bench.map({{"p", {"jeunes, tous-publics"}}});
    CHECK(bench.issues() == "error record.exclusive-value");
    CHECK(bench.record().has_error());
}

TEST_CASE("a position is never swapped or moved in silence") {
    Bench bench({column("latitude", "lat"), column("longitude", "lon")});
    const auto outcome = [&](const char* latitude, const char* longitude) {
        bench.map({{"lat", {latitude}}, {"lon", {longitude}}});
        return (bench.number("latitude") == -999 ? "absent " : "kept ") + bench.issues();
    };
    CHECK(outcome("46,2", "5.2") == "kept ");
    CHECK(outcome("-21.1", "55.5") == "kept ");
    CHECK(outcome("", "") == "absent ");
    CHECK(outcome("5.2", "46.2") == "absent warning record.coordinates-swapped");
    CHECK(outcome("0", "0") == "absent warning record.coordinates-null");
    CHECK(outcome("6862305", "652381") == "absent warning record.coordinates-projected");
    CHECK(outcome("95", "5") == "absent warning record.coordinates-out-of-range");
    CHECK(outcome("46.2", "") == "absent warning record.coordinates-incomplete");
    CHECK(outcome("nord", "5.2") == "absent warning record.number, warning record.coordinates-incomplete");
}

TEST_CASE("characters nobody sees are removed and told") {
    const Row rows[] = {
        {"structure", "commune", "Bourg\nen\r\nBresse", "Bourg en Bresse", ""},
        {"structure", "description", "ligne 1\r\nligne 2", "ligne 1\nligne 2", ""},
        {"structure", "commune", "Bou\x01rg", "Bourg", "warning record.control-characters"},
        {"structure", "commune",
         "Bou\xE2\x80\xAE"
         "rg",
         "Bourg", "warning record.bidi-characters"},
        {"structure", "commune", "N\xEEmes", "N\xEF\xBF\xBDmes", "warning record.invalid-utf8"},
        {"structure", "commune", "Saint-Ã‰tienne", "Saint-Ã‰tienne",
         ""}, // may be meant: Windows-1252 is not proof
        {"structure", "commune", "N\xC3\x83\xC2\xAEmes", "N\xC3\x83\xC2\xAEmes", "warning record.mojibake"},
        {"structure", "commune", "Ne\xCC\x81rac", "Nérac", ""},
    };
    for (const Row& row : rows) check(row);
}

TEST_CASE("an issue speaks French, quotes the value and proposes") {
    Bench bench({column("siret", "s"), column("reseaux_porteurs", "r")});
    bench.map({{"s", {"123"}}, {"r", {"croix-rouges"}}});
    REQUIRE(bench.record().issues.size() == 2);
    CHECK(bench.record().issues[0].message ==
          "Le SIRET « 123 » n'a pas 14 chiffres : vérifiez-le sur annuaire-entreprises.data.gouv.fr.");
    CHECK(bench.record().issues[1].message.find("vouliez-vous dire « croix-rouge » ?") != std::string::npos);
    CHECK(shown_value("a\nb\xE9\xE2\x80\x8B") == "a\\u{000A}b\\xE9\\u{200B}");
    CHECK(shown_value("été", 2) == "ét…");
}

TEST_CASE("a kind of another schema file is validated like the others") {
    Kind kind;
    kind.name = "borne";
    Field id, power, plug, code;
    id.name = "id";
    id.role = Role::identifier;
    power.name = "puissance";
    power.type = FieldType::number;
    power.minimum = 0;
    plug.name = "payant";
    plug.type = FieldType::boolean;
    code.name = "code";
    code.pattern = "^[A-Z]{2}-\\d+$";
    kind.fields = {id, power, plug, code};
    const auto schema = Schema::from_kinds({kind});
    Bench bench({column("id", "id"), column("puissance", "p"), column("payant", "o"), column("code", "c")},
                "borne", schema);
    bench.map({{"p", {"22,5"}}, {"o", {"Non"}}, {"c", {"FR-12"}}});
    CHECK(bench.number("puissance") == 22.5);
    CHECK(bench.text("payant") == "false");
    CHECK(bench.text("code") == "FR-12");
    bench.map({{"p", {"-1"}}, {"o", {"bof"}}, {"c", {"FR12"}}});
    CHECK(bench.issues() == "warning record.out-of-range, warning record.boolean, warning record.pattern");
}
