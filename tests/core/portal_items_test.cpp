// One record of each portal → what it says about a data set.
#include "core/portals/items/read_item.hpp"
#include "core/portals/resources.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

using Words = std::vector<std::string>;

PortalDataset ckan(const char* json) { return read_ckan_item(JsonItem(json), "https://ckan.example"); }

PortalResource file(const char* id, const char* url, const char* title = "", const char* format = "") {
    PortalResource one;
    one.id = id, one.url = url, one.title = title, one.format = format;
    return one;
}

} // namespace

TEST_CASE("portal items: a data set of CKAN, with extras, groups and resources") {
    const PortalDataset set =
        ckan(R"({"id":"c1","name":"arbres","title":"Arbres","notes":"Les <b>arbres</b> de la ville",
        "license_id":"other-x","license_url":"https://opendatacommons.org/licenses/odbl/1.0/","license_title":"?",
        "metadata_created":"2020-01-02T03:04:05.123","metadata_modified":"2024-06-01T12:00:00.5","state":"active",
        "organization":{"name":"ville","title":"Ville d'exemple"},"maintainer_email":"mailto:opendata@ville.example",
        "tags":[{"name":"arbre"},{"name":"vieux","state":"deleted"},{"display_name":"Parc"}],
        "groups":[{"title":"Environnement","name":"env"}],
        "extras":[{"key":"frequency","value":"http://purl.org/cld/freq/annual"},
                  {"key":"spatial","value":"{\"type\":\"Point\",\"coordinates\":[6,44]}"},
                  {"key":"temporal-extent-begin","value":"2019"},{"key":"Granularity","value":"fr:commune"}],
        "resources":[{"id":"r1","url":"https://v.example/a.csv","name":"Fichier","format":"CSV","size":12,
                      "last_modified":"2024-05-01T10:00:00+02:00"},
                     {"id":"r2","url":"https://v.example/b","state":"deleted"},
                     {"id":"","url":""}]})");
    CHECK(set.id == "c1");
    CHECK(set.title == "Arbres");
    CHECK(set.description == "Les arbres de la ville");
    CHECK(set.licence == "odc-odbl");
    CHECK(set.organisation == "Ville d'exemple");
    CHECK(set.email == "opendata@ville.example");
    CHECK(set.keywords == Words{"arbre", "Parc"});
    CHECK(set.themes == Words{"Environnement"});
    CHECK(set.update_frequency == "annual");
    CHECK(set.spatial_coverage == Words{"6,44,6,44"});
    CHECK(set.temporal_coverage == "2019/..");
    CHECK(set.granularity == "fr:commune");
    CHECK(set.publication_date == "2020-01-02T03:04:05.123");
    CHECK(set.website == "https://ckan.example/dataset/arbres");
    REQUIRE(set.resources.size() == 1);
    CHECK(
        resource_json(set.resources[0]) ==
        R"({"id":"r1","titre":"Fichier","url":"https://v.example/a.csv","format":"csv","taille":"12","date_maj":"2024-05-01T08:00:00Z"})");
}

TEST_CASE("portal items: what a portal does not say stays empty, also with odd shapes") {
    for (const char* json :
         {R"({"id":"c1"})",
          R"({"id":"c1","tags":null,"groups":null,"organization":null,"extras":null,"resources":null})",
          R"({"id":"c1","extras":{"frequency":""},"resources":{},"tags":"x,y","organization":"o"})", "[]", "",
          "nonsense"}) {
        CAPTURE(json);
        const PortalDataset set = ckan(json);
        CHECK(set.licence == "");
        CHECK(set.update_frequency == "");
        CHECK(set.legal_information == "");
        CHECK(set.attribution == "");
        CHECK(set.temporal_coverage == "");
        CHECK(set.spatial_coverage.empty());
        CHECK(set.resources.empty());
    }
    CHECK(ckan(R"({"id":"c1","extras":{"frequency":"weekly"}})").update_frequency ==
          "weekly"); // version 2 of the API
    CHECK(ckan(R"({"id":"c1","license_id":"Licence maison"})").licence == "Licence maison");
    CHECK(ckan(R"({"id":"c1","metadata_modified":"Fri, 06/05/2020 - 10:11"})").update_date == ""); // DKAN
}

TEST_CASE("portal items: a data set of udata") {
    const PortalDataset set =
        read_udata_item(JsonItem(R"({"id":"5f","title":"Écoles","description":"Toutes","slug":"ecoles",
        "license":"lov2","frequency":"annual","tags":["ecole"],"created_at":"2020-01-01T00:00:00","last_update":"2024-01-01T00:00:00",
        "last_modified":"2024-02-01T00:00:00","organization":{"name":"Ministère"},"page":"https://u.example/datasets/ecoles/",
        "spatial":{"zones":["fr:commune:01053","country:fr"],"granularity":"other","geom":null},
        "temporal_coverage":{"start":"1999-01-01","end":"2011-12-31"},
        "resources":[{"id":"r","title":"t","url":"https://u.example/a","format":"xls","mime":"application/vnd.ms-excel","filesize":9,
        "type":"main","checksum":{"type":"sha1","value":"ab"}}]})"),
                        "https://u.example");
    CHECK(set.licence == "lov2");
    CHECK(set.update_date == "2024-02-01T00:00:00");
    CHECK(set.granularity == ""); // what the platform writes when nobody chose
    CHECK(set.spatial_coverage == Words{"fr:commune:01053", "country:fr"});
    CHECK(set.temporal_coverage == "1999-01-01/2011-12-31");
    CHECK(set.website == "https://u.example/datasets/ecoles/");
    REQUIRE(set.resources.size() == 1);
    CHECK(set.resources[0].checksum_type == "sha1");
    const PortalDataset full =
        read_udata_item(JsonItem(R"({"id":"5f","license":{"id":"fr-lo"},"frequency":{"id":"daily"},
        "spatial":{"zones":[{"id":"fr:region:84"}],"granularity":{"id":"fr:commune"}}})"),
                        "https://u.example");
    CHECK(full.licence == "fr-lo");
    CHECK(full.update_frequency == "daily");
    CHECK(full.spatial_coverage == Words{"fr:region:84"});
    CHECK(full.granularity == "fr:commune");
}

TEST_CASE("portal items: a data set of Opendatasoft, its exports and attachments") {
    const char* json =
        R"json({"dataset_id":"velos","has_records":true,"data_visible":true,"features":["geo","analyze"],
        "attachments":[{"id":"doc.pdf","title":"Notice","url":"https://o.example/doc.pdf","mimetype":"application/pdf"}],
        "metas":{"default":{"title":"Vélos","description":"<p>Les <em>stations</em></p>","keyword":["velo"],"theme":["Transports"],
        "license":"Licence Ouverte v2.0 (Etalab)","license_url":"https://x.example","modified":"2024-01-01T00:00:00+00:00",
        "data_processed":"2024-03-01T00:00:00+00:00","records_count":12,"publisher":"Ville"},
        "dcat":{"accrualperiodicity":"http://purl.org/cld/freq/daily","spatial":"Ville","contact_email":"a@v.example"}}})json";
    const PortalDataset set = read_opendatasoft_item(JsonItem(json), "https://o.example");
    CHECK(set.id == "velos");
    CHECK(set.description == "Les stations");
    CHECK(set.licence == "lov2");
    CHECK(set.update_frequency == "daily");
    CHECK(set.update_date == "2024-03-01T00:00:00+00:00");
    REQUIRE(set.resources.size() == 6);
    CHECK(set.resources[0].url == "https://o.example/api/explore/v2.1/catalog/datasets/velos/exports/csv");
    CHECK(set.resources[4].format == "shp");
    CHECK(set.resources[5].type == "documentation");
    std::string hidden = json;
    hidden.replace(hidden.find("\"has_records\":true"), 18, "\"has_records\":false");
    CHECK(read_opendatasoft_item(JsonItem(hidden), "https://o.example").resources.size() == 1);
}

TEST_CASE("portal items: elements of data.json in both versions") {
    const PortalDataset set = read_data_json_item(
        JsonItem(R"({"identifier":"cftc-dc1","title":2015,"description":"d","keyword":["a"],
        "modified":"R/P1W","accrualPeriodicity":"R/P1W","publisher":{"name":"Agence"},"contactPoint":{"fn":"X","hasEmail":"mailto:a@b.example"},
        "license":"https://creativecommons.org/publicdomain/zero/1.0/","spatial":null,"temporal":"2000-01-15T00:45:00Z/2010-01-15T00:06:00Z",
        "distribution":[{"downloadURL":"https://a.example/x.csv","mediaType":"text/csv"},{"downloadURL":"https://a.example/x.csv","title":"Deux"}]})"),
        "");
    CHECK(set.title == "2015");
    CHECK(set.update_date == "");
    CHECK(set.update_frequency == "weekly");
    CHECK(set.licence == "cc-zero");
    CHECK(set.temporal_coverage == "2000-01-15/2010-01-15");
    CHECK(set.email == "a@b.example");
    REQUIRE(set.resources.size() == 1); // one address is one file; the last one says what it is
    CHECK(set.resources[0].title == "Deux");
    const auto id = [](const char* json) { return read_data_json_item(JsonItem(json), "").id; };
    CHECK(id(R"({"identifier":{"@id":"https://a.example/one"}})") == "https://a.example/one");
    CHECK(id(R"({"identifier":{"schemaAgency":"A","notation":"N-1"}})") == "N-1");
    CHECK(id(R"({"title":"x"})") == ""); // refused: no identifier is made up
}

TEST_CASE("portal items: both addresses of an ArcGIS layer are one identifier") {
    for (const char* identifier :
         {"https://hub.example/datasets/0123456789abcdef0123456789abcdef_4",
          "https://www.arcgis.com/home/item.html?id=0123456789abcdef0123456789abcdef&sublayer=4"})
        CHECK(arcgis_item_id(identifier) == "0123456789abcdef0123456789abcdef_4");
    CHECK(arcgis_item_id("https://www.arcgis.com/home/item.html?id=0123456789abcdef0123456789abcdef") ==
          "0123456789abcdef0123456789abcdef");
    CHECK(arcgis_item_id("urn:other") == "urn:other");
}

TEST_CASE("portal items: a data set of Socrata") {
    const PortalDataset set = read_socrata_item(
        JsonItem(R"({"resource":{"id":"msk6-43c6","name":"Permis","description":"d","type":"dataset",
        "attribution":"Service","updatedAt":"2017-07-21T10:01:47.000Z","createdAt":"2013-04-05T18:11:45.000Z"},
        "classification":{"domain_tags":["permis"],"domain_category":"Permitting","domain_metadata":[{"key":"Pub_Update-Frequency","value":"Daily"}]},
        "metadata":{"domain":"data.example","license":"Public Domain"},"permalink":"https://data.example/d/msk6-43c6"})"),
        "https://data.example");
    CHECK(set.id == "msk6-43c6");
    CHECK(set.licence == "other-pd");
    CHECK(set.update_frequency == "daily");
    CHECK(set.website == "https://data.example/d/msk6-43c6");
    CHECK(set.resources.size() == 2);
}

TEST_CASE("portal resources: a file that moved is one change, not two resources") {
    const std::vector<PortalResource> before = {
        file("1", "https://a/x.csv"), file("2", "https://a/y.csv"), file("", "https://a/z.csv"),
        file("", "https://a/old.csv", "Liste", "csv"), file("9", "https://a/gone")};
    const std::vector<PortalResource> after = {
        file("2", "https://b/y.csv"), file("1", "https://a/x.csv"), file("7", "https://a/z.csv"),
        file("", "https://b/new.csv", "LISTE", "CSV"), file("8", "https://a/other")};
    const ResourceChanges changes = match_resources(before, after);
    CHECK(changes.kept == std::vector<std::pair<std::size_t, std::size_t>>{{0, 1}, {1, 0}, {2, 2}, {3, 3}});
    CHECK(changes.gone == std::vector<std::size_t>{4});
    CHECK(changes.added == std::vector<std::size_t>{4});
    CHECK(parse_resource(resource_json(before[3])).title == "Liste");
}

TEST_CASE("portal resources: layers of one map service that share an id are told apart") {
    std::vector<PortalResource> resources = {file("1112", "https://g/ows", "couche", "OGC:WMS"),
                                             file("1112", "https://g/ows", "couche", "OGC:WFS"),
                                             file("1112", "https://g/ows", "couche", "OGC:WFS"),
                                             file("", "https://g/ows", "a", "WMS"),
                                             file("", "https://g/ows", "b", "WMS")};
    unite_resources(resources);
    CHECK(resources.size() == 4);
}
