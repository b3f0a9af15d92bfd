// type = "ckan" …: the short file of a portal becomes a whole feed, and what it need not say is refused.
#include "core/config/keys.hpp"
#include "core/config/reference.hpp"
#include "core/portals/explain.hpp"
#include "core/portals/profile.hpp"
#include "tests/core/config_support.hpp"

#include <algorithm>
#include <doctest/doctest.h>

using namespace moisson;

namespace {

std::string portal_feed(const std::string& type, const std::string& more = "",
                        const std::string& url = "https://portail.example") {
    return R"(version = 1
id = "portail"
title = "Portail"
[producer]
name = "Région"
[contact]
email = "donnees@example.fr"
[license]
id = "lov2"
[schedule]
every = "1d"
[source]
type = ")" +
           type + "\"\nurl = \"" + url + "\"\n" + more;
}

FeedPtr portal(const std::string& type, const std::string& more = "",
               const std::string& url = "https://portail.example") {
    const LoadedFeed loaded = test::loaded_feed(portal_feed(type, more, url), "portail.toml");
    CHECK(test::said(loaded.diagnostics) == "");
    REQUIRE(loaded.config);
    return loaded.config;
}

std::string refusal(const std::string& type, const std::string& more) {
    const LoadedFeed loaded = test::loaded_feed(portal_feed(type, more), "portail.toml");
    CHECK(!loaded.config);
    return loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().code;
}

std::string query_of(const SourceConfig& source, const std::string& name) {
    for (const auto& [key, value] : source.query)
        if (key == name) return value;
    return "(none)";
}

const FieldMapping& mapping_of(const FeedConfig& feed, const std::string& field) {
    const auto& fields = feed.mappings.at(0).fields;
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.field == field; });
    REQUIRE(found != fields.end());
    return *found;
}

} // namespace

TEST_CASE("portal feed: three lines of a CKAN portal are a whole feed") {
    const FeedPtr feed = portal("ckan");
    const SourceConfig& source = feed->source;
    CHECK(source.type == "json");
    CHECK(source.portal.type == "ckan");
    CHECK(source.url == "https://portail.example/api/3/action/package_search");
    CHECK(source.records == "/result/results");
    CHECK(query_of(source, "sort") == "id asc");
    CHECK(query_of(source, "fq") == "-type:harvest");
    CHECK(source.pagination.stop == "total");
    REQUIRE(source.incremental);
    CHECK(source.incremental->value == "-type:harvest +metadata_modified:[{since} TO *]");
    CHECK(source.incremental->full_every == std::chrono::hours(168));
    CHECK(source.withdraw_after == 2);
    REQUIRE(feed->mappings.size() == 1);
    CHECK(feed->mappings[0].kind == "dataset");
    CHECK(mapping_of(*feed, "titre").inputs == std::vector<std::string>{"@title"});
    CHECK(!mapping_of(*feed, "titre").may_lack);
    CHECK(mapping_of(*feed, "informations_legales").may_lack);
    CHECK(feed->personal_data.at("courriel") == "publish-if-generic");
}

TEST_CASE("portal feed: people write the address in many ways") {
    for (const char* url : {"https://p.example/", "https://p.example/api/3/action/package_search",
                            "https://p.example/api/3/", "https://p.example/api"})
        CHECK(portal("ckan", "", url)->source.url == "https://p.example/api/3/action/package_search");
    CHECK(portal("ckan", "", "https://p.example/fr/ckan")->source.url ==
          "https://p.example/fr/ckan/api/3/action/package_search");
    CHECK(portal("opendatasoft", "", "https://p.example/explore/")->source.url ==
          "https://p.example/api/explore/v2.1/catalog/datasets");
    CHECK(portal("data-json", "", "https://p.example/")->source.url == "https://p.example/data.json");
    CHECK(portal("data-json", "", "https://p.example/files/dcat.json")->source.url ==
          "https://p.example/files/dcat.json");
    CHECK(portal("arcgis-hub")->source.url == "https://portail.example/api/feed/dcat-us/1.1.json");
    CHECK(portal("socrata")->source.url == "https://portail.example/api/catalog/v1");
    CHECK(query_of(portal("socrata")->source, "domains") == "portail.example");
    CHECK(portal("udata")->source.url == "https://portail.example/api/1/datasets/");
    // A saved answer: nothing is asked, no pages are turned.
    const FeedPtr saved = portal("ckan", "", "file:datasud.json");
    CHECK(saved->source.url == "file:datasud.json");
    CHECK(saved->source.pagination.type == "none");
    CHECK(saved->source.complete);
}

TEST_CASE("portal feed: filters become the portal's own questions") {
    const std::string filters = "[source.portal]\norganizations = [\"a\", \"b\\\"c\"]\ntags = "
                                "[\"eau\"]\nlicences = [\"lov2\"]\ntext = \"vélo\"\n";
    const FeedPtr ckan = portal("ckan", filters);
    CHECK(query_of(ckan->source, "fq") ==
          R"(-type:harvest +organization:("a" OR "b\"c") +tags:("eau") +license_id:("lov2"))");
    CHECK(query_of(ckan->source, "q") == "vélo");
    CHECK(ckan->source.incremental->value.starts_with(query_of(ckan->source, "fq") + " +metadata_modified"));
    const FeedPtr ods = portal("opendatasoft", filters);
    CHECK(query_of(ods->source, "where") ==
          R"((publisher="a" or publisher="b\"c") and (keyword="eau") and (license="lov2") and "vélo")");
    const FeedPtr udata =
        portal("udata", "[source.portal]\norganizations = [\"534fff83a3a7292c64a77e87\"]\n");
    CHECK(query_of(udata->source, "organization") == "534fff83a3a7292c64a77e87");
    CHECK(query_of(udata->source, "sort") == "created");
}

TEST_CASE("portal feed: a producer's own lines replace single fields, and tables add words") {
    const FeedPtr feed =
        portal("ckan", "[dataset]\ngranularite = \"extras/maille\"\nattribution = { paths = [\"author\", "
                       "\"@organisation-name\"] }\n"
                       "[values.licences.map]\n\"Licence maison\" = "
                       "\"lov2\"\n[values.organisations.map]\n\"Ville d'X\" = \"Ville d'Exemple\"\n");
    CHECK(mapping_of(*feed, "granularite").inputs == std::vector<std::string>{"extras/maille"});
    CHECK(mapping_of(*feed, "granularite").may_lack);
    CHECK(mapping_of(*feed, "licence").values == "licences");
    CHECK(feed->values.at("licences").map.front().first == "Licence maison");
    CHECK(feed->values.at("licences").map.size() > 10);
    CHECK(mapping_of(*feed, "organisation").values == "organisations");
    CHECK(feed->values.at("organisations").unknown == ValueTable::Unknown::keep);
    CHECK(feed->mapping_version != portal("ckan")->mapping_version);
    CHECK(portal("ckan")->mapping_version != portal("udata")->mapping_version);
}

TEST_CASE("portal feed: what a portal knows by itself is refused where it stands") {
    CHECK(refusal("ckan", "complete = true\n") == "feed.not-for-this-type");
    CHECK(refusal("ckan", "[source.pagination]\ntype = \"page\"\nparameter = \"p\"\n") ==
          "feed.not-for-this-type");
    CHECK(refusal("ckan", "[source.portal]\nwhole = true\n") == "feed.not-for-this-type");
    CHECK(refusal("data-json", "[source.portal]\ntags = [\"a\"]\n") == "feed.not-for-this-type");
    CHECK(refusal("udata", "[source.portal]\ntags = [\"a\", \"b\"]\n") == "feed.not-for-this-type");
    CHECK(refusal("ckan", "[structure]\nid = \"id\"\nnom = \"title\"\n") == "feed.not-for-this-type");
    CHECK(refusal("ckan", "[source.portal]\norganisations = [\"a\"]\n") == "feed.unknown-key");
}

TEST_CASE("portal feed: each portal is a word of the feed file and explained") {
    const auto allowed = words(feed_keys().find("source", "type")->allowed);
    for (const PortalProfile& profile : portal_profiles()) {
        CAPTURE(profile.type);
        CHECK(std::find(allowed.begin(), allowed.end(), profile.type) != allowed.end());
        const auto text = explain_portal("source." + std::string(profile.type));
        REQUIRE(text);
        CHECK(text->find("page_size") != std::string::npos);
        for (const std::string_view key : words(profile.filters))
            CHECK(feed_keys().find("source.portal", key));
    }
    CHECK(!explain_portal("csv"));
}

TEST_CASE("portal feed: the example feeds are accepted as they stand, and none runs by itself") {
    std::size_t feeds = 0;
    for (const LoadedFeed& loaded : load_feeds(test::source_dir() / "config/examples", test::schema())) {
        CAPTURE(loaded.file.string());
        CHECK(test::said(loaded.diagnostics) == "");
        REQUIRE(loaded.config);
        CHECK(!loaded.config->enabled);
        ++feeds;
    }
    CHECK(feeds >= 4);
}
