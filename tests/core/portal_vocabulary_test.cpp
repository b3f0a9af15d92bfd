// Words of portals → words of the platform: one table each; what is not recognised is nothing.
#include "core/config/value_file.hpp"
#include "core/export/licences.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "tests/core/config_support.hpp"

#include <array>
#include <doctest/doctest.h>

using namespace moisson;

namespace {

struct Word {
    const char *seen, *meant; ///< "" = not recognised
};

template<class LookUp>
void check_words(std::initializer_list<Word> words, LookUp look_up) {
    for (const Word& word : words) {
        CAPTURE(word.seen);
        CHECK(look_up(word.seen).value_or("") == word.meant);
    }
}

} // namespace

TEST_CASE("portal vocabulary: licences by id, title and address") {
    check_words({{"lov2", "lov2"},
                 {"Licence Ouverte / Open Licence version 2.0", "lov2"},
                 {"LICENCE OUVERTE  2.0", "lov2"},
                 {"https://www.etalab.gouv.fr/licence-ouverte-open-licence/", "lov2"},
                 {"http://www.etalab.gouv.fr/licence-ouverte-open-licence", "lov2"},
                 {"https://spdx.org/licenses/etalab-2.0.html", "lov2"},
                 {"https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf", "fr-lo"},
                 {"ODbL", "odc-odbl"},
                 {"http://opendatacommons.org/licenses/odbl/summary/", "odc-odbl"},
                 {"https://opendatacommons.org/licenses/odbl/1-0/", "odc-odbl"},
                 {"https://creativecommons.org/licenses/by/4.0/deed.fr", "cc-by"},
                 {"http://creativecommons.org/licenses/by-sa/3.0/", "cc-by-sa"},
                 {"https://creativecommons.org/publicdomain/zero/1.0/", "cc-zero"},
                 {"http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", "cc-by"},
                 {"notspecified", "notspecified"},
                 // Others have other conditions: no nearest word.
                 {"https://creativecommons.org/licenses/by-nc/4.0/", ""},
                 {"cc-by-nc-sa-4.0", ""},
                 {"other-closed", ""},
                 {"Licence Ouverte version 3", ""},
                 {"Conditions particulières", ""},
                 {"", ""}},
                [](const char* text) { return licence_id(text); });
}

TEST_CASE("portal vocabulary: of several texts the one that is recognised is the licence") {
    using Texts = std::array<std::string_view, 3>;
    CHECK(licence_of(Texts{"other", "https://opendatacommons.org/licenses/odbl/", "x"}) == "odc-odbl");
    CHECK(licence_of(Texts{"notspecified", "", "Licence Ouverte 2.0"}) == "lov2");
    CHECK(licence_of(Texts{"", "Licence maison", "y"}) == "Licence maison"); // said as it is, for the issue
    CHECK(licence_of(Texts{"notspecified", "", ""}) == "notspecified");
    CHECK(licence_of(Texts{"", "", ""}) == "");
}

TEST_CASE("portal vocabulary: every licence of the table is one of the platform's") {
    for (const ValueRow& row : parse_value_rows(builtin_values("licences"))) {
        CAPTURE(row.seen);
        CHECK(find_licence(row.normed));
        CHECK(licence_id(row.seen) == row.normed);
    }
}

TEST_CASE("portal vocabulary: frequencies by authority, code, word and duration") {
    check_words(
        {{"http://publications.europa.eu/resource/authority/frequency/ANNUAL_2", "semiannual"},
         {"https://publications.europa.eu/resource/authority/frequency/DAILY", "daily"},
         {"http://purl.org/cld/freq/monthly", "monthly"},
         {"http://purl.org/cld/freq/threeTimesAMonth", "threeTimesAMonth"},
         {"http://inspire.ec.europa.eu/metadata-codelist/MaintenanceFrequency/fortnightly", "biweekly"},
         {"http://standards.iso.org/x.xml#MD_MaintenanceFrequencyCode_asNeeded", "irregular"},
         {"biannually", "semiannual"},
         {"realtime", "continuous"},
         {"Hebdomadaire", "weekly"},
         {"R/P1D", "daily"},
         {"R/P0.5M", "semimonthly"},
         {"PT1H", "hourly"},
         {"P0Y0M7D", "weekly"},
         {"P0Y1M0DT0H0M0S", "monthly"},
         {"P12M", "annual"},
         {"P17D", ""},
         {"parfois", ""},
         {"", ""}},
        [](const char* text) { return frequency_id(text); });
    const Kind& kind = test::schema().kind(static_cast<std::size_t>(test::schema().find("dataset")));
    const Field& field = kind.fields[static_cast<std::size_t>(kind.find(Role::update_frequency))];
    for (const ValueRow& row : parse_value_rows(builtin_values("frequences"))) {
        CAPTURE(row.seen);
        CHECK(field.value_index.contains(row.normed));
    }
    // And back: what is published is read as what it was.
    for (const EnumValue& value : field.values) {
        CAPTURE(value.value);
        const auto address = frequency_address(value.value);
        CHECK((address.has_value() || value.value == "punctual")); // the one the EU has no word for
        if (address) CHECK(frequency_id(*address) == value.value);
    }
    CHECK(frequency_address("irregular") ==
          "http://publications.europa.eu/resource/authority/frequency/IRREG");
    CHECK(!frequency_address("parfois"));
}

TEST_CASE("portal vocabulary: formats by name, media type, authority and end of the address") {
    check_words({{"CSV", "csv"},
                 {"text/csv; charset=utf-8", "csv"},
                 {"Shapefile (zip)", "shp"},
                 {"OGC:WMS", "wms"},
                 {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
                 {"http://publications.europa.eu/resource/authority/file-type/JSON_LD", "jsonld"},
                 {"https://www.iana.org/assignments/media-types/application/geo+json", "geojson"},
                 {".kml", "kml"},
                 {"fichier", ""},
                 {"", ""}},
                [](const char* text) { return format_name(text); });
    check_words({{"https://a.example/x/lieux.csv?v=2", "csv"},
                 {"https://a.example/lieux.csv.gz", "csv"},
                 {"https://a.example/export.GeoJSON#x", "geojson"},
                 {"https://a.example", ""},
                 {"https://a.csv", ""},
                 {"https://a.example/download", ""}},
                [](const char* text) { return format_of_url(text); });
}

TEST_CASE("portal vocabulary: territories") {
    check_words({{"http://id.insee.fr/geo/commune/01053", "fr:commune:01053"},
                 {"https://id.insee.fr/geo/departement/2A", "fr:departement:2A"},
                 {"http://rdf.insee.fr/geo/2011/regions.rdf#REG_84", "fr:region:84"},
                 {"fr:commune:01053@1943-01-01", "fr:commune:01053"},
                 {"fr:epci:243500139", "fr:epci:243500139"},
                 {"fr:commune:99", ""},
                 {"country:fr", "country:fr"},
                 {"http://publications.europa.eu/resource/authority/country/FRA", "country:fr"},
                 {"https://sws.geonames.org/3017382/", "country:fr"},
                 {"https://sws.geonames.org/2996944/", "https://sws.geonames.org/2996944/"},
                 {"Gap", "Gap"},
                 {R"({"type":"Polygon","coordinates":[[[5,44],[6.5,44],[6.5,45],[5,44]]]})", "5,44,6.5,45"},
                 {R"({"type":"Point","coordinates":[6.08,44.56]})", "6.08,44.56,6.08,44.56"},
                 {R"({"type":"Polygon","coordinates":[[[NaN,44]]]})", ""},
                 {"5.0,44.0,6.5,45.0", "5,44,6.5,45"},
                 {"POLYGON((5 44, 6.5 44, 6.5 45, 5 44))", "5,44,6.5,45"},
                 {"ENVELOPE(5, 6.5, 45, 44)", "5,44,6.5,45"},
                 {"POLYGON((905 44, 6.5 44))", "POLYGON((905 44, 6.5 44))"},
                 {"", ""}},
                [](const char* text) { return territory_of(text); });
}

TEST_CASE("portal vocabulary: periods keep their precision") {
    check_words({{"2016-01-01/2016-12-05", "2016-01-01/2016-12-05"},
                 {"2016-2018", "2016/2018"},
                 {"2019", "2019/2019"},
                 {"start=2020-07; end=2021-03-01;", "2020-07/2021-03-01"},
                 {"2020-01-01T00:00:00Z/2019-01-01T00:00:00Z", "2019-01-01/2020-01-01"},
                 {"2020-01-01/..", "2020-01-01/.."},
                 {"2000-01-15T00:45:00Z/2010-01-15T00:06:00Z", "2000-01-15/2010-01-15"},
                 {"toujours", ""},
                 {"", ""}},
                [](const char* text) { return period_of(text); });
    CHECK(period_of("", "31/12/2020") == "../2020-12-31");
    CHECK(period_of("", "") == std::nullopt);
}

TEST_CASE("portal vocabulary: an instant keeps its zone, what is no date is none") {
    check_words({{"2024-06-01T12:00:00+02:00", "2024-06-01T10:00:00Z"},
                 {"2014-05-09T22:00:01.486366", "2014-05-09T22:00:01"},
                 {"2019-06-27 12:41:27", "2019-06-27T12:41:27"},
                 {"20201117", "2020-11-17"},
                 {"R/P1W", ""},
                 {"2013", ""}},
                [](const char* text) { return instant_of(text); });
}
