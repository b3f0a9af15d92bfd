// CSW: ISO 19139 becomes data sets; counters that lie and records that break a page lose nothing.
#include "connectors/http/url.hpp"
#include "tests/connectors/portal_support.hpp"
#include "tests/support/http_server.hpp"

#include <algorithm>

using namespace moisson;
using test::portal_records;
using test::Request;

namespace {

std::string text(const std::string& name, const std::string& value) {
    return "<gmd:" + name + "><gco:CharacterString>" + value + "</gco:CharacterString></gmd:" + name + ">";
}

std::string iso(const std::string& id, const std::string& identification = "",
                const std::string& level = "dataset") {
    return "<gmd:MD_Metadata xmlns:gmd=\"http://www.isotc211.org/2005/gmd\" xmlns:gco=\"g\" "
           "xmlns:gml=\"l\">" +
           text("fileIdentifier", id) + text("language", "fre") +
           "<gmd:hierarchyLevel><gmd:MD_ScopeCode codeListValue=\"" + level +
           "\"/></gmd:hierarchyLevel>"
           "<gmd:dateStamp><gco:Date>2024-03-02</gco:Date></gmd:dateStamp><gmd:identificationInfo>"
           "<gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>" +
           text("title", "Arbres " + id) + "</gmd:CI_Citation></gmd:citation>" + identification +
           "</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>";
}

std::string answer(const std::string& records, const std::string& counters = "") {
    return "<csw:GetRecordsResponse xmlns:csw=\"http://www.opengis.net/cat/csw/2.0.2\"><csw:SearchResults " +
           counters + ">" + records + "</csw:SearchResults></csw:GetRecordsResponse>";
}

std::uint64_t attribute(const std::string& body, const std::string& name) {
    const std::size_t at = body.find(name + "=\"");
    return at == std::string::npos ? 0 : std::stoull(body.substr(at + name.size() + 2));
}

/// A catalogue of `count` records; some break every page in which they stand.
struct Catalogue {
    test::HttpServer server;
    std::uint64_t count = 12, most = 100;
    std::vector<std::uint64_t> broken;
    std::function<std::string(std::uint64_t next, std::uint64_t matched)> counters =
        [](std::uint64_t next, std::uint64_t matched) {
            return "numberOfRecordsMatched=\"" + std::to_string(matched) + "\" nextRecord=\"" +
                   std::to_string(next > matched ? 0 : next) + "\"";
        };

    Catalogue() {
        server.on("/csw", [this](const Request& request, test::Peer& peer) {
            const std::uint64_t from = attribute(request.body, "startPosition");
            const std::uint64_t size = std::min(most, attribute(request.body, "maxRecords"));
            const std::uint64_t end = std::min(from + size, count + 1);
            std::string records;
            for (std::uint64_t i = from; i < end; ++i) {
                if (std::find(broken.begin(), broken.end(), i) != broken.end())
                    return peer.send(test::response("500 Internal Server Error", "oops"));
                records += iso(std::to_string(i));
            }
            peer.send(test::response("200 OK", answer(records, counters(end, count)),
                                     {{"Content-Type", "application/xml"}}));
        });
    }
    Snapshot snapshot(const std::string& more = "[source.portal]\npage_size = 5\n") {
        test::FetchCase fetch(server.url("/csw"), "xml");
        const FeedPtr feed = test::portal_feed("csw", server.url("/csw"), more);
        fetch.feed = *feed;
        fetch.request.retry.attempts = 1;
        FetchOutcome outcome = fetch.run();
        const auto* failure = std::get_if<FetchFailure>(&outcome);
        CAPTURE((failure ? failure->error.message : ""));
        REQUIRE(std::holds_alternative<Snapshot>(outcome));
        Snapshot snapshot = std::get<Snapshot>(std::move(outcome));
        ids.clear();
        for (const auto& one : portal_records(feed, snapshot.parts)) ids += one.id + " ";
        return snapshot;
    }
    std::string ids;
};

const char* const twelve = "1 2 3 4 5 6 7 8 9 10 11 12 ";

} // namespace

TEST_CASE("CSW: each field of ISO 19139") {
    struct Row {
        const char* sentence;
        std::string inside;
        const char* field;
        const char* expected;
    };
    const std::string keyword = "<gmd:descriptiveKeywords><gmd:MD_Keywords>" + text("keyword", "nature") +
                                "<gmd:keyword><gmx:Anchor xmlns:gmx=\"x\">arbre</gmx:Anchor></gmd:keyword>"
                                "</gmd:MD_Keywords></gmd:descriptiveKeywords>";
    const std::string party =
        "<gmd:pointOfContact><gmd:CI_ResponsibleParty>" + text("organisationName", "Prestataire") +
        "<gmd:role><gmd:CI_RoleCode codeListValue=\"distributor\"/></gmd:role></gmd:CI_ResponsibleParty>"
        "</gmd:pointOfContact><gmd:pointOfContact><gmd:CI_ResponsibleParty>" +
        text("organisationName", "Ville") + text("electronicMailAddress", "sig@p.example") +
        "<gmd:role><gmd:CI_RoleCode "
        "codeListValue=\"owner\"/></gmd:role></gmd:CI_ResponsibleParty></gmd:pointOfContact>";
    const std::string box =
        "<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>"
        "<gmd:westBoundLongitude><gco:Decimal>5</gco:Decimal></gmd:westBoundLongitude>"
        "<gmd:eastBoundLongitude><gco:Decimal>6</gco:Decimal></gmd:eastBoundLongitude>"
        "<gmd:southBoundLatitude><gco:Decimal>46</gco:Decimal></gmd:southBoundLatitude>"
        "<gmd:northBoundLatitude><gco:Decimal>47</gco:Decimal></gmd:northBoundLatitude>"
        "</gmd:EX_GeographicBoundingBox></gmd:geographicElement><gmd:temporalElement>"
        "<gml:TimePeriod><gml:beginPosition>2020-01-01</gml:beginPosition>"
        "<gml:endPosition>2021-12-31</gml:endPosition></gml:TimePeriod></gmd:temporalElement>"
        "</gmd:EX_Extent></gmd:extent>";
    const Row rows[] = {
        {"the abstract, in the language of the record",
         "<gmd:abstract><gco:CharacterString>Les arbres</gco:CharacterString><gmd:PT_FreeText><gmd:textGroup>"
         "<gmd:LocalisedCharacterString locale=\"#EN\">Trees</gmd:LocalisedCharacterString></gmd:textGroup>"
         "</gmd:PT_FreeText></gmd:abstract>",
         "description", R"("Les arbres")"},
        {"keywords as texts and as anchors", keyword, "mots_cles", R"(["arbre","nature"])"},
        {"the licence among the legal constraints",
         "<gmd:resourceConstraints><gmd:MD_LegalConstraints>" + text("useLimitation", "Citer la Ville") +
             "<gmd:otherConstraints><gmx:Anchor xmlns:gmx=\"x\" xmlns:xlink=\"k\" "
             "xlink:href=\"https://www.etalab.gouv.fr/licence-ouverte-open-licence\">Licence</gmx:Anchor>"
             "</gmd:otherConstraints></gmd:MD_LegalConstraints></gmd:resourceConstraints>",
         "licence", R"("lov2")"},
        {"constraints that are no licence are none",
         "<gmd:resourceConstraints><gmd:MD_LegalConstraints>" + text("useLimitation", "Usage interne") +
             "</gmd:MD_LegalConstraints></gmd:resourceConstraints>",
         "licence", "null"},
        {"who owns the data, not who distributes it", party, "organisation", R"("Ville")"},
        {"the box", box, "couverture_spatiale", R"(["5,46,6,47"])"},
        {"the period", box, "couverture_temporelle", R"("2020-01-01/2021-12-31")"},
        {"the frequency",
         "<gmd:resourceMaintenance><gmd:MD_MaintenanceInformation><gmd:maintenanceAndUpdateFrequency>"
         "<gmd:MD_MaintenanceFrequencyCode codeListValue=\"annually\"/></gmd:maintenanceAndUpdateFrequency>"
         "</gmd:MD_MaintenanceInformation></gmd:resourceMaintenance>",
         "frequence_maj", R"("annual")"},
        {"the scale",
         "<gmd:spatialResolution><gmd:MD_Resolution><gmd:equivalentScale><gmd:MD_RepresentativeFraction>"
         "<gmd:denominator><gco:Integer>25000</gco:Integer></gmd:denominator>"
         "</gmd:MD_RepresentativeFraction></gmd:equivalentScale></gmd:MD_Resolution></gmd:spatialResolution>",
         "granularite", R"("1:25000")"},
        {"without a date of revision, that of the record", "", "date_maj", R"("2024-03-02")"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.sentence);
        const auto records = portal_records("csw", answer(iso("a", row.inside)));
        REQUIRE(records.size() == 1);
        CHECK(records[0].id == "a");
        const auto at = records[0].body.find(row.field);
        CHECK((at == records[0].body.end() ? nlohmann::json() : *at) == nlohmann::json::parse(row.expected));
    }
    CHECK(portal_records("csw", answer(iso("a", "", "service") + iso("b", "", "series"))).size() == 1);
}

TEST_CASE("CSW: all records come, whatever the counters say") {
    struct Row {
        const char* sentence;
        std::function<std::string(std::uint64_t, std::uint64_t)> counters;
        bool full;
    };
    const auto both = [](std::uint64_t matched, std::uint64_t next) {
        return "numberOfRecordsMatched=\"" + std::to_string(matched) + "\" nextRecord=\"" +
               std::to_string(next) + "\"";
    };
    const Row rows[] = {
        {"honest", [&](auto next, auto matched) { return both(matched, next > matched ? 0 : next); }, true},
        {"nextRecord is missing",
         [](auto, auto matched) { return "numberOfRecordsMatched=\"" + std::to_string(matched) + "\""; },
         true},
        {"no counters at all", [](auto, auto) { return std::string(); }, true},
        {"nextRecord is always 1", [&](auto, auto matched) { return both(matched, 1); }, true},
        {"nextRecord is no number",
         [](auto, auto matched) {
             return "numberOfRecordsMatched=\"" + std::to_string(matched) + "\" nextRecord=\"?\"";
         },
         true},
        {"nextRecord is beyond the end", [&](auto next, auto matched) { return both(matched, next + 1000); },
         true},
        {"more are counted than there are", [&](auto next, auto matched) { return both(matched + 5, next); },
         false},
    };
    for (const Row& row : rows) {
        CAPTURE(row.sentence);
        Catalogue catalogue;
        catalogue.counters = row.counters;
        const Snapshot snapshot = catalogue.snapshot();
        CHECK(catalogue.ids == twelve);
        CHECK((snapshot.completeness == Completeness::full) == row.full);
        CHECK(catalogue.server.log().size() <= 4);
    }
    Catalogue clamped;
    clamped.most = 3; // gives fewer than asked
    clamped.snapshot();
    CHECK(clamped.ids == twelve);
}

TEST_CASE("CSW: one broken record costs itself, and nothing is withdrawn for it") {
    Catalogue catalogue;
    catalogue.broken = {8};
    const Snapshot snapshot = catalogue.snapshot();
    CHECK(catalogue.ids == "1 2 3 4 5 6 7 9 10 11 12 ");
    CHECK(snapshot.completeness == Completeness::delta);
    CHECK(snapshot.warnings.size() == 1);
    CHECK(snapshot.warnings[0].find("portal.records-skipped") == 0);
    CHECK(snapshot.warnings[0].find("number 8;") != std::string::npos);

    SUBCASE("a catalogue in which nothing works is a failure, after a few questions") {
        Catalogue dead;
        for (std::uint64_t i = 1; i <= 12; ++i) dead.broken.push_back(i);
        test::FetchCase fetch(dead.server.url("/csw"), "xml");
        fetch.feed = *test::portal_feed("csw", dead.server.url("/csw"));
        fetch.request.retry.attempts = 1;
        CHECK(std::holds_alternative<FetchFailure>(fetch.run()));
        CHECK(dead.server.log().size() < 15);
    }
}

TEST_CASE("CSW: between full reads only what was modified is asked for, by POST and by parameters") {
    for (const bool kvp : {false, true}) {
        CAPTURE(kvp);
        test::HttpServer server;
        bool knows_filter = true;
        const std::string status = "<csw:SearchStatus timestamp=\"2026-08-12T10:00:00Z\"/>";
        server.on("/csw", [&](const Request& request, test::Peer& peer) {
            const std::string asked = request.body + request.target;
            const bool delta = asked.find("Modified") != std::string::npos;
            if (delta && !knows_filter)
                return peer.send(
                    test::response("200 OK", "<ows:ExceptionReport><ows:Exception/></ows:ExceptionReport>"));
            peer.send(test::response("200 OK", "<csw:GetRecordsResponse>" + status +
                                                   "<csw:SearchResults numberOfRecordsMatched=\"" +
                                                   (delta ? "1" : "2") + "\" nextRecord=\"0\">" + iso("1") +
                                                   (delta ? "" : iso("2")) +
                                                   "</csw:SearchResults></csw:GetRecordsResponse>"));
        });
        test::FetchCase fetch(server.url("/csw"), "xml");
        fetch.feed = *test::portal_feed("csw", server.url("/csw"),
                                        std::string("[source.portal]\ntags = [\"l'eau\"]\nrequest = \"") +
                                            (kvp ? "kvp" : "post") + "\"\n");
        fetch.request.retry.attempts = 1;
        const auto run = [&] {
            FetchOutcome outcome = fetch.run();
            REQUIRE_MESSAGE(std::holds_alternative<Snapshot>(outcome), fetch.code_of(outcome));
            return std::get<Snapshot>(std::move(outcome));
        };
        const Snapshot full = run();
        CHECK(full.completeness == Completeness::full);
        CHECK(full.cursor == "2026-08-12T10:00:00Z");                          // the server's clock
        CHECK(server.log().back().body.find("Modified") == std::string::npos); // also records without a date
        fetch.request.incremental = true;
        fetch.request.validators.cursor = full.cursor;
        const Snapshot delta = run();
        CHECK(delta.completeness == Completeness::delta);
        CHECK(delta.total == 1);
        const Request asked = server.log().back();
        if (kvp) {
            CHECK(asked.method == "GET");
            CHECK(asked.query("constraint") ==
                  percent_encode("(apiso:Subject = 'l''eau') and apiso:Modified >= '2026-08-11'"));
            CHECK(asked.query("startPosition") == "1");
            CHECK(asked.query("maxRecords") == "50");
        } else {
            CHECK(asked.body.find("<ogc:Literal>2026-08-11</ogc:Literal>") != std::string::npos);
            CHECK(asked.body.find("l'eau") != std::string::npos);
        }
        knows_filter = false; // then it is read whole, and that is said
        const Snapshot whole = run();
        CHECK(whole.completeness == Completeness::full);
        CHECK(whole.warnings.back().starts_with("portal.delta-refused"));
    }
}

TEST_CASE("CSW: pages asked for by parameters are halved as well") {
    test::HttpServer server;
    server.on("/csw", [](const Request& request, test::Peer& peer) {
        const std::uint64_t from = std::stoull(request.query("startPosition"));
        const std::uint64_t end =
            std::min<std::uint64_t>(from + std::stoull(request.query("maxRecords")), 13);
        std::string records;
        for (std::uint64_t i = from; i < end; ++i) {
            if (i == 8) return peer.send(test::response("500 Internal Server Error", "oops"));
            records += iso(std::to_string(i));
        }
        peer.send(test::response("200 OK", answer(records, "numberOfRecordsMatched=\"12\"")));
    });
    test::FetchCase fetch(server.url("/csw"), "xml");
    const FeedPtr feed =
        test::portal_feed("csw", server.url("/csw"), "[source.portal]\nrequest = \"kvp\"\npage_size = 5\n");
    fetch.feed = *feed;
    fetch.request.retry.attempts = 1;
    FetchOutcome outcome = fetch.run();
    REQUIRE(std::holds_alternative<Snapshot>(outcome));
    CHECK(portal_records(feed, std::get<Snapshot>(outcome).parts).size() == 11);
    CHECK(std::get<Snapshot>(outcome).completeness == Completeness::delta);
}

TEST_CASE("CSW: an exception is a failure with the catalogue's own words") {
    const std::string exception =
        "<ows:ExceptionReport xmlns:ows=\"http://www.opengis.net/ows\"><ows:Exception "
        "exceptionCode=\"InvalidParameterValue\"><ows:ExceptionText>typeNames</ows:ExceptionText>"
        "</ows:Exception></ows:ExceptionReport>";
    for (const char* status : {"200 OK", "400 Bad Request"}) {
        CAPTURE(status);
        test::HttpServer server;
        server.on("/csw", test::answers(status, exception, {{"Content-Type", "application/xml"}}));
        test::FetchCase fetch(server.url("/csw"), "xml");
        fetch.feed = *test::portal_feed("csw", server.url("/csw"));
        const FetchOutcome outcome = fetch.run();
        REQUIRE(std::holds_alternative<FetchFailure>(outcome));
        CHECK(std::get<FetchFailure>(outcome).error.code == "portal.refused");
        CHECK(std::get<FetchFailure>(outcome).error.message.find("InvalidParameterValue typeNames") !=
              std::string::npos);
    }
    CHECK_THROWS_AS(
        portal_records("csw", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"),
        FormatError);
}

TEST_CASE("CSW: the request asks in a stable order, and carries the filters") {
    const auto feed = test::portal_feed("csw", "https://p.example/csw?service=CSW",
                                        "[source.portal]\ntags = [\"a & b\"]\ntext = \"eau\"\n");
    CHECK(feed->source.url == "https://p.example/csw");
    CHECK(feed->source.body.find("apiso:Identifier") != std::string::npos);
    CHECK(feed->source.body.find("a &amp; b") != std::string::npos);
    CHECK(feed->source.body.find("%eau%") != std::string::npos);
}

TEST_CASE("CSW: answers that catalogues published") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto portals = *shared / "data/portals";
    const auto feed = test::portal_feed("csw", "https://p.example/csw");
    const auto esri = portal_records(feed, {portals / "geoportal-server-harvester/GetRecordsResponse.xml"});
    CHECK(esri.size() >= 9);
    for (const char* file : {"owslib/csw_geobretagne_mdmetadata.xml", "owslib/iso_mi.xml"}) {
        CAPTURE(file);
        const auto records = portal_records(feed, {portals / file});
        REQUIRE(records.size() == 1);
        CHECK(!records[0].id.empty());
        CHECK(records[0].body["titre"].get<std::string>().size() > 3);
    }
}
