// The example feeds of config/examples on published files, where this machine has them, and on invented ones.
#include "core/mapping/mapping_tests.hpp"
#include "tests/connectors/portal_support.hpp"

#include <algorithm>

using namespace moisson;

namespace {

FeedPtr example_feed(const std::string& name) {
    const LoadedFeed loaded =
        load_feed(test::source_dir() / "config/examples" / (name + ".toml"), *test::shared_schema());
    CHECK(test::said(loaded.diagnostics) == "");
    REQUIRE(loaded.config);
    return loaded.config;
}

std::optional<std::filesystem::path> published_file(const std::string& name) {
    const auto shared = test::shared_dir();
    if (!shared) MESSAGE("skipped: ../shared is absent");
    return shared ? std::optional(*shared / "data/real" / name) : std::nullopt;
}

std::size_t filled_in(const std::vector<test::PortalRecord>& records, const char* field) {
    return static_cast<std::size_t>(std::count_if(
        records.begin(), records.end(), [&](const auto& record) { return record.body.contains(field); }));
}

std::size_t refused_of(const std::vector<test::PortalRecord>& records) {
    return static_cast<std::size_t>(
        std::count_if(records.begin(), records.end(), [](const auto& record) { return record.refused; }));
}

} // namespace

TEST_CASE("example feeds: what each says of itself in [[tests]] holds") {
    std::size_t tests = 0;
    for (const LoadedFeed& loaded :
         load_feeds(test::source_dir() / "config/examples", *test::shared_schema())) {
        CAPTURE(loaded.file.string());
        REQUIRE(loaded.config);
        CHECK(test::said(run_mapping_tests(*loaded.config, test::shared_schema(), Today{2026, 11, 26})) ==
              "");
        tests += loaded.config->tests.size();
        // One that has a mapping of its own shows what comes out.
        CHECK((loaded.config->source.is_portal() || !loaded.config->tests.empty()));
    }
    CHECK(tests >= 3);
}

TEST_CASE("example feeds: France services as published on 1 December 2022") {
    const auto file = published_file("mediation-numerique/liste-fs-20221201.csv");
    if (!file) return;
    const auto records = test::portal_records(example_feed("france-services"), {*file});
    CHECK(records.size() == 2683);
    CHECK(refused_of(records) == 0);
    CHECK(filled_in(records, "horaires_accueil") > 2400);
    CHECK(filled_in(records, "latitude") > 2600);
    CHECK(filled_in(records, "code_insee") > 2600);
    CHECK(records[0].body["horaires_accueil"] == "Mo-Th 09:00-12:00,13:30-17:00; Fr 09:00-12:00,13:30-16:00");
}

TEST_CASE("example feeds: FINESS without a header, in either encoding") {
    const std::string cells =
        "structureet;050000001;050000002;CMP;CENTRE M\xC3\x89"
        "DICO-PSYCHOLOGIQUE;;;3;R;DE "
        "L'\xC3\x89GLISE;;BP 12;061;05;HAUTES ALPES;05000 GAP CEDEX;0492000000;;156;Centre "
        "M\xC3\xA9"
        "dico-Psychologique;1111;x;;8690F;;;;;2001-01-01;2001-01-01;2024-03-12;\n";
    std::string latin = cells;
    for (std::size_t at; (at = latin.find('\xC3')) != std::string::npos;)
        latin.replace(at, 2, 1, static_cast<char>(static_cast<unsigned char>(latin[at + 1]) + 0x40));
    for (const std::string& rows : {cells, latin}) {
        const test::TempDir directory;
        test::write_file(directory / "finess.csv", "finess;etalab;96;2026-05-04\n" + rows);
        const auto records = test::portal_records(example_feed("finess"), {directory / "finess.csv"});
        REQUIRE(records.size() == 1);
        nlohmann::json body = records[0].body;
        CAPTURE(body.dump());
        CHECK(records[0].codes() == "");
        CHECK(records[0].id == "050000001");
        CHECK(body["nom"] == "CENTRE MÉDICO-PSYCHOLOGIQUE");
        CHECK(body["adresse"] == "3 R DE L'ÉGLISE");
        CHECK(body["code_insee"] == "05061");
        CHECK(body["commune"] == "GAP");
        CHECK(body["code_postal"] == "05000");
    }
}

TEST_CASE("example feeds: a Lambert-93 export of the ministry of education, against the degrees beside it") {
    const auto file = published_file("education/geoloc-etablissements-35-2023-06-11.csv");
    if (!file) return;
    const auto mapped = [&](const std::string& geo, const std::string& x, const std::string& y) {
        const LoadedFeed loaded = test::loaded_feed(
            "version = 1\nid = \"ecoles\"\ntitle = \"E\"\n[producer]\nname = \"M\"\n[contact]\nemail = "
            "\"a@example.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\ntype = "
            "\"csv\"\nurl "
            "= \"file:ecoles.csv\"\ncomplete = true\n" +
                geo +
                "[structure]\nid = \"Code établissement\"\nnom = \"Appellation officielle\"\nlongitude = \"" +
                x + "\"\nlatitude = \"" + y + "\"\ndate_maj = \"date_ouverture\"\n",
            "ecoles.toml");
        REQUIRE(loaded.config);
        return test::portal_records(loaded.config, {*file});
    };
    const auto degrees = mapped("", "Longitude", "Latitude");
    const auto metres = mapped("[source.geo]\ncrs = \"EPSG:2154\"\n", "Coordonnee X", "Coordonnee Y");
    REQUIRE(degrees.size() == 117);
    REQUIRE(metres.size() == 117);
    for (std::size_t i = 0; i < degrees.size(); ++i)
        for (const char* field : {"latitude", "longitude"}) {
            const double apart = degrees[i].body[field].get<double>() - metres[i].body[field].get<double>();
            CHECK(std::abs(apart) < 1e-6); // a decimetre: the metres are published with one decimal
        }
}
