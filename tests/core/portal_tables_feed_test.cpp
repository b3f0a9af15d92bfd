// type = "arcgis-layer" …: what a feed says of one table of a service becomes the questions to ask.
#include "core/config/keys.hpp"
#include "core/portals/explain.hpp"
#include "core/portals/tables.hpp"
#include "tests/core/config_support.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace moisson;

namespace {

std::string table_feed(const std::string& type, const std::string& url, const std::string& more) {
    return "version = 1\nid = \"couche\"\ntitle = \"Couche\"\n[producer]\nname = \"Ville\"\n[contact]\nemail "
           "= "
           "\"donnees@example.fr\"\n[license]\nid = \"lov2\"\n[schedule]\nevery = \"1d\"\n[source]\ntype = "
           "\"" +
           type + "\"\nurl = \"" + url + "\"\n" + more +
           "\n[structure]\nid = \"ID\"\nnom = \"NOM\"\ncommune = \"VILLE\"\ncode_postal = \"CP\"\n"
           "date_maj = \"MAJ\"\n";
}

SourceConfig table_source(const std::string& type, const std::string& url, const std::string& more = "",
                          const std::string& said = "") {
    const LoadedFeed loaded = test::loaded_feed(table_feed(type, url, more), "couche.toml");
    if (said.empty())
        CHECK(test::said(loaded.diagnostics) == "");
    else
        CHECK(test::said(loaded.diagnostics).find(said) != std::string::npos);
    REQUIRE(loaded.config);
    return loaded.config->source;
}

std::string table_refusal_code(const std::string& type, const std::string& url, const std::string& more) {
    const LoadedFeed loaded = test::loaded_feed(table_feed(type, url, more), "couche.toml");
    CHECK(!loaded.config);
    return loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().code;
}

std::string asked_for(const SourceConfig& source, const std::string& name) {
    for (const auto& [key, value] : source.query)
        if (key == name) return value;
    return "(none)";
}

} // namespace

TEST_CASE("tables: the address that people copy names service and table") {
    struct Case {
        const char *type, *url, *more, *asked;
    };
    for (const Case& one : {
             Case{"ckan-datastore", "https://p.example/data/dataset/jeu/resource/0a1b", "",
                  "https://p.example/data/api/3/action/datastore_search"},
             Case{"ckan-datastore",
                  "https://p.example/api/3/action/datastore_search?resource_id=0a1b&limit=5", "",
                  "https://p.example/api/3/action/datastore_search"},
             Case{"ckan-datastore", "https://p.example/datastore/dump/0a1b?bom=true", "",
                  "https://p.example/api/3/action/datastore_search"},
             Case{"ckan-datastore", "https://p.example/", "[source.table]\nname = \"0a1b\"",
                  "https://p.example/api/3/action/datastore_search"},
             Case{"opendatasoft-records", "https://d.example/explore/dataset/ecoles/information/?q=x", "",
                  "https://d.example/api/explore/v2.1/catalog/datasets/ecoles/exports/json"},
             Case{"opendatasoft-records",
                  "https://d.example/api/explore/v2.1/catalog/datasets/ecoles/records", "",
                  "https://d.example/api/explore/v2.1/catalog/datasets/ecoles/exports/json"},
             Case{"socrata-records", "https://d.example/Sante/Centres/abcd-1234", "",
                  "https://d.example/resource/abcd-1234.json"},
             Case{"socrata-records", "https://d.example/resource/abcd-1234.csv?$limit=5", "",
                  "https://d.example/resource/abcd-1234.json"},
             Case{"arcgis-layer", "https://g.example/arcgis/rest/services/x/FeatureServer/0/", "",
                  "https://g.example/arcgis/rest/services/x/FeatureServer/0/query"},
             Case{"arcgis-layer", "https://g.example/rest/services/x/MapServer/3/query?where=1%3D1", "",
                  "https://g.example/rest/services/x/MapServer/3/query"},
             Case{"arcgis-layer", "https://g.example/rest/services/x/FeatureServer",
                  "[source.table]\nname = \"2\"", "https://g.example/rest/services/x/FeatureServer/2/query"},
             Case{"wfs", "https://g.example/ows?map=/m.map&SERVICE=WFS&REQUEST=GetCapabilities",
                  "[source.table]\nname = \"a:b\"\norder = \"gid\"", "https://g.example/ows?map=/m.map"},
         }) {
        CAPTURE(one.url);
        const SourceConfig source = table_source(one.type, one.url, one.more);
        CHECK(source.url == one.asked);
        CHECK(source.complete);
        CHECK(source.withdraw_after == 2);
        CHECK(source.is_table());
        CHECK(!source.is_portal());
    }
}

TEST_CASE("tables: each service is asked in a stable order, and until it is clear that all came") {
    const SourceConfig ckan = table_source("ckan-datastore", "https://p.example/dataset/j/resource/0a1b");
    CHECK(asked_for(ckan, "sort") == "_id");
    CHECK(asked_for(ckan, "resource_id") == "0a1b");
    CHECK(ckan.pagination.stop == "empty");
    CHECK(ckan.pagination.total_path == "/result/total");
    const SourceConfig ods = table_source("opendatasoft-records", "https://d.example/explore/dataset/e/");
    CHECK(ods.pagination.type == "none");
    CHECK(ods.records == "/");
    const SourceConfig pages = table_source("opendatasoft-records", "https://d.example/explore/dataset/e/",
                                            "[source.table]\npages = true\norder = \"uai\"\n");
    CHECK(pages.url.ends_with("/e/records"));
    CHECK(asked_for(pages, "order_by") == "uai");
    CHECK(pages.pagination.max_offset == 10000);
    const SourceConfig socrata = table_source("socrata-records", "https://d.example/d/abcd-1234");
    CHECK(asked_for(socrata, "$order") == ":id");
    CHECK(asked_for(socrata, "$select") == ":*,*");
    const SourceConfig layer = table_source("arcgis-layer", "https://g.example/x/FeatureServer/0",
                                            "[source.table]\norder = \"FID\"\nwhere = \"CP = '05000'\"\n");
    CHECK(layer.type == "esri-json");
    CHECK(asked_for(layer, "orderByFields") == "FID");
    CHECK(asked_for(layer, "where") == "CP = '05000'");
    CHECK(asked_for(layer, "outSR") == "4326");
    const SourceConfig gml =
        table_source("wfs", "https://g.example/ows",
                     "[source.table]\nname = \"a:b\"\nformat = \"gml\"\norder = \"gid\"\n");
    CHECK(gml.type == "xml");
    CHECK(asked_for(gml, "srsName") == "urn:ogc:def:crs:EPSG::4326");
    CHECK(asked_for(gml, "sortBy") == "gid");
    // What the producer writes stays: a server that has another word for GeoJSON.
    CHECK(
        asked_for(table_source("wfs", "https://g.example/ows",
                               "query = { outputFormat = \"geojson\" }\n[source.table]\nname = \"a\"\norder "
                               "= \"gid\"\n"),
                  "outputFormat") == "geojson");
    table_source("wfs", "https://g.example/ows", "[source.table]\nname = \"a:b\"\n", "feed.no-order");
}

TEST_CASE("tables: a field with the date of change is asked for in the service's own language") {
    struct Case {
        const char *type, *url, *value, *format;
    };
    const std::string more = "[source.table]\nwhere = \"a = 1\"\n[source.incremental]\nfield = \"MAJ\"\n";
    for (const Case& one : {Case{"opendatasoft-records", "https://d.example/explore/dataset/e/",
                                 "(a = 1) and MAJ >= date'{since}'", "YYYY-MM-DDTHH:MM:SSZ"},
                            Case{"socrata-records", "https://d.example/d/abcd-1234",
                                 "(a = 1) and MAJ >= '{since}'", "YYYY-MM-DDTHH:MM:SS"},
                            Case{"arcgis-layer", "https://g.example/x/FeatureServer/0",
                                 "(a = 1) and MAJ >= timestamp '{since}'", "YYYY-MM-DD HH:MM:SS"}}) {
        CAPTURE(one.type);
        const SourceConfig source = table_source(one.type, one.url, more);
        REQUIRE(source.incremental);
        CHECK(source.incremental->value == one.value);
        CHECK(source.incremental->format == one.format);
        CHECK(!source.complete);
    }
}

TEST_CASE("tables: what is missing, or known by itself, is refused where it stands") {
    const std::string ods = "https://d.example/explore/dataset/e/";
    CHECK(table_refusal_code("ckan-datastore", "https://p.example/", "") == "feed.table-unknown");
    CHECK(table_refusal_code("ckan-datastore", "https://p.example/dataset/j/resource/0a1b",
                             "[source.incremental]\nfield = \"MAJ\"\n") == "feed.table-unknown");
    CHECK(table_refusal_code("socrata-records", "https://d.example/", "") == "feed.table-unknown");
    CHECK(table_refusal_code("arcgis-layer", "https://g.example/x/FeatureServer", "") ==
          "feed.table-unknown");
    CHECK(table_refusal_code("wfs", "https://g.example/ows", "") == "feed.table-unknown");
    CHECK(table_refusal_code("opendatasoft-records", ods, "[source.table]\npages = true\n") ==
          "feed.table-unknown");
    CHECK(table_refusal_code("opendatasoft-records", ods, "complete = true\n") == "feed.not-for-this-type");
    CHECK(table_refusal_code("opendatasoft-records", ods, "records = \"/results\"\n") ==
          "feed.not-for-this-type");
    CHECK(table_refusal_code("socrata-records", "https://d.example/d/abcd-1234",
                             "[source.table]\npages = true\n") == "feed.not-for-this-type");
    CHECK(table_refusal_code("csv", "https://d.example/a.csv",
                             "complete = true\n[source.table]\nname = \"a\"\n") == "feed.not-for-this-type");
}

TEST_CASE("tables: a saved answer is read as it is, without questions") {
    for (const char* type :
         {"ckan-datastore", "opendatasoft-records", "socrata-records", "arcgis-layer", "wfs"}) {
        const SourceConfig source =
            table_source(type, "file:reponse.json", "", type == std::string("wfs") ? "feed.no-order" : "");
        CHECK(source.url == "file:reponse.json");
        CHECK(source.pagination.type == "none");
        CHECK(source.complete);
    }
}

TEST_CASE("tables: each service is a word of the feed file and explained") {
    const auto allowed = words(feed_keys().find("source", "type")->allowed);
    for (const TableProfile& profile : table_profiles()) {
        CAPTURE(profile.type);
        CHECK(std::find(allowed.begin(), allowed.end(), profile.type) != allowed.end());
        const auto text = explain_portal("source." + std::string(profile.type));
        REQUIRE(text);
        for (const std::string_view key : words(profile.keys)) {
            CHECK(feed_keys().find("source.table", key));
            CHECK(text->find(key) != std::string::npos);
        }
    }
}
