// OAI-PMH: what repositories answer, and how the list is read to its end whatever they do with their tokens.
#include "tests/connectors/portal_support.hpp"
#include "tests/support/http_server.hpp"

#include <set>

using namespace moisson;
using test::portal_records;
using test::Request;

namespace {

std::string oai(const std::string& inside) {
    return "<?xml version=\"1.0\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">"
           "<responseDate>2026-08-12T19:07:57Z</responseDate><request verb=\"ListRecords\">x</request>" +
           inside + "</OAI-PMH>";
}

std::string record(const std::string& id, const std::string& metadata = "<dc><title>Titre</title></dc>",
                   const std::string& status = "") {
    return "<record><header" + (status.empty() ? "" : " status=\"" + status + "\"") + "><identifier>" + id +
           "</identifier><datestamp>2026-06-02T13:19:56Z</datestamp></header>" +
           (metadata.empty() ? "" : "<metadata>" + metadata + "</metadata>") + "</record>";
}

std::string page(const std::string& records, const std::string& token = "") {
    return oai("<ListRecords>" + records + token + "</ListRecords>");
}

std::string token(const std::string& value, const std::string& attributes = "") {
    return "<resumptionToken " + attributes + ">" + value + "</resumptionToken>";
}

std::string error(const std::string& code) { return oai("<error code=\"" + code + "\">texte</error>"); }

/// A repository whose answer depends on the token ("" = the first page).
struct Repository {
    test::HttpServer server;
    std::map<std::string, std::string> pages; ///< by token, as sent
    std::string status = "200 OK";            ///< of errors
    std::string identify = error("badVerb");

    Repository() {
        server.on("/oai", [this](const Request& request, test::Peer& peer) {
            if (request.query("verb") == "Identify")
                return peer.send(test::response("200 OK", identify, {{"Content-Type", "text/xml"}}));
            const auto at = pages.find(request.query("resumptionToken"));
            const std::string body = at == pages.end() ? error("badResumptionToken") : at->second;
            const bool refused = body.find("<error") != std::string::npos;
            peer.send(test::response(refused ? status : "200 OK", body, {{"Content-Type", "text/xml"}}));
        });
    }
    FetchOutcome fetch(const std::string& more = "", const std::string& since = "") {
        test::FetchCase fetch(server.url("/oai"), "xml");
        fetch.feed = *test::portal_feed("oai-pmh", server.url("/oai"), more);
        fetch.request.retry.attempts = 1;
        fetch.request.incremental = !since.empty();
        fetch.request.validators.cursor = since;
        return fetch.run();
    }
    Snapshot snapshot(const std::string& more = "", const std::string& since = "") {
        FetchOutcome outcome = fetch(more, since);
        const auto* failure = std::get_if<FetchFailure>(&outcome);
        CAPTURE((failure ? failure->error.message : ""));
        REQUIRE(std::holds_alternative<Snapshot>(outcome));
        return std::get<Snapshot>(std::move(outcome));
    }
};

std::string ids_of(const std::string& answer) {
    std::string out;
    const test::TempDir directory;
    test::write_file(directory / "answer", answer);
    const auto feed = test::portal_feed("oai-pmh", "https://p.example/oai");
    const auto decoder = open_decoder(feed->source, {directory / "answer"}, {"@identifier"});
    for (RawRecord raw; decoder->next(raw);)
        out += (out.empty() ? "" : " ") + std::string(raw.withdrawn ? "-" : "") + std::string(raw.first(0));
    return out;
}

} // namespace

TEST_CASE("OAI-PMH: a record in Dublin Core and one in DataCite become data sets") {
    const auto dc =
        portal_records("oai-pmh", page(record("oai:p:1", R"(<oai_dc:dc xmlns:oai_dc="o" xmlns:dc="d">
        <dc:title xml:lang="en">Trees</dc:title><dc:title xml:lang="fre">Arbres</dc:title>
        <dc:description>&lt;p&gt;Les arbres&lt;/p&gt;</dc:description><dc:subject>nature</dc:subject>
        <dc:creator>Jeanne Martin</dc:creator><dc:publisher>Ville</dc:publisher><dc:date>2024-05-01</dc:date>
        <dc:identifier>oai:p:1</dc:identifier><dc:identifier>https://p.example/1</dc:identifier>
        <dc:rights>info:eu-repo/semantics/openAccess</dc:rights>
        <dc:rights>https://creativecommons.org/licenses/by/4.0/legalcode</dc:rights></oai_dc:dc>)")));
    REQUIRE(dc.size() == 1);
    CHECK(dc[0].id == "oai:p:1");
    CHECK(dc[0].body["titre"] == "Arbres");
    CHECK(dc[0].body["description"] == "Les arbres");
    CHECK(dc[0].body["licence"] == "cc-by");
    CHECK(dc[0].body["organisation"] == "Ville");
    CHECK(dc[0].body["lien_source"] == "https://p.example/1");
    CHECK(dc[0].body["date_publication"] == "2024-05-01");
    CHECK(dc[0].body["date_maj"] == "2026-06-02");
    CHECK(dc[0].body.dump().find("Martin") == std::string::npos); // persons are not read

    const auto datacite =
        portal_records("oai-pmh", page(record("oai:p:2", R"(<oai_datacite><payload><resource>
        <identifier identifierType="DOI">10.5281/zenodo.1</identifier><publisher>Ville</publisher>
        <titles><title titleType="Subtitle">Sous-titre</title><title>Bancs</title></titles>
        <publicationYear>2023</publicationYear><subjects><subject>mobilier</subject></subjects>
        <dates><date dateType="Collected">2020-01-01/2021-12-31</date></dates>
        <rightsList><rights rightsURI="https://opendatacommons.org/licenses/odbl/1-0/">ODbL</rights></rightsList>
        <descriptions><description descriptionType="Abstract">Les bancs</description></descriptions>
        <geoLocations><geoLocation><geoLocationBox><westBoundLongitude>5</westBoundLongitude>
        <eastBoundLongitude>6</eastBoundLongitude><southBoundLatitude>46</southBoundLatitude>
        <northBoundLatitude>47</northBoundLatitude></geoLocationBox></geoLocation></geoLocations>
        </resource></payload></oai_datacite>)")));
    REQUIRE(datacite.size() == 1);
    CHECK(datacite[0].body["titre"] == "Bancs");
    CHECK(datacite[0].body["lien_source"] == "https://doi.org/10.5281/zenodo.1");
    CHECK(datacite[0].body["couverture_temporelle"] == "2020-01-01/2021-12-31");
    CHECK(datacite[0].body["couverture_spatiale"] == nlohmann::json::parse(R"(["5,46,6,47"])"));
    CHECK(datacite[0].body["licence"] == "odc-odbl");
}

TEST_CASE("OAI-PMH: deleted records are said to be, a record without identifier is refused by itself") {
    CHECK(ids_of(page(record("1") + record("2", "", "deleted") + record("") + record("3"))) == "1 -2  3");
    CHECK(ids_of(error("noRecordsMatch")) == "");
    for (const char* code : {"badArgument", "cannotDisseminateFormat", "undefinedError"}) {
        CAPTURE(code);
        CHECK_THROWS_AS(ids_of(error(code)), FormatError);
    }
    CHECK_THROWS_AS(ids_of("<other/>"), FormatError);
}

TEST_CASE("OAI-PMH: tokens, with all that repositories do with them") {
    Repository repository;
    auto& pages = repository.pages;
    pages[""] = page(record("1"), token("a/b:c d"));
    const std::string second = "a%2Fb%3Ac%20d"; // slashes, colons and blanks come back as they were
    SUBCASE("the last page has an empty token") {
        pages[second] = page(record("2"), token("", "completeListSize=\"2\""));
        const Snapshot snapshot = repository.snapshot();
        CHECK(snapshot.parts.size() == 2);
        CHECK(snapshot.completeness == Completeness::full);
        CHECK(snapshot.cursor == "2026-08-12T19:07:57Z"); // the server's clock
        const Request last = repository.server.log().back();
        CHECK(last.query("metadataPrefix") == ""); // a token stands alone
        CHECK(last.query("verb") == "ListRecords");
    }
    SUBCASE("the last page has no token, and pages without records lie between") {
        pages[second] = page("", token("x"));
        pages["x"] = page("", token("y"));
        pages["y"] = page(record("2"));
        CHECK(repository.snapshot().completeness == Completeness::full);
    }
    SUBCASE("a size of the list that changes from page to page is not the end") {
        pages[""] = page(record("1"), token("x", "completeListSize=\"1\" cursor=\"7\""));
        pages["x"] = page(record("2"), token("", "completeListSize=\"2\""));
        const Snapshot snapshot = repository.snapshot();
        CHECK(snapshot.parts.size() == 2);
        CHECK(snapshot.completeness == Completeness::full);
    }
    SUBCASE("much less came than was counted") {
        pages[second] = page(record("2"), token("", "completeListSize=\"200\""));
        CHECK(repository.snapshot().incomplete_reason.starts_with("http.page-total"));
    }
    SUBCASE("a token that leads to itself ends the walk, incomplete") {
        pages[second] = page(record("2"), token("a/b:c d"));
        const Snapshot snapshot = repository.snapshot();
        CHECK(snapshot.completeness == Completeness::incomplete);
        CHECK(snapshot.incomplete_reason.starts_with("http.page-loop"));
    }
    SUBCASE("a last token that leads back to the first page is the end, when all that was counted has come") {
        for (const char* counted : {"2", "3"}) {
            CAPTURE(counted);
            const std::string size = std::string("completeListSize=\"") + counted + "\"";
            pages[""] = page(record("1"), token("8", size));
            pages["8"] = page(record("2"), token("0", size));
            pages["0"] = page(record("1"), token("8", size));
            const Snapshot snapshot = repository.snapshot();
            CHECK(snapshot.parts.size() == 2);
            CHECK((snapshot.completeness == Completeness::full) == (*counted == '2'));
        }
    }
    SUBCASE("nothing has changed, and every page says so with the same token") {
        pages[""] = page("", token("1", "completeListSize=\"0\""));
        pages["1"] = page("", token("1", "completeListSize=\"0\""));
        CHECK(repository.snapshot("", "2026-08-12T19:07:57Z").completeness == Completeness::delta);
    }
    SUBCASE("tokens without end, always the same records") {
        pages[second] = page(record("1"), token("z"));
        CHECK(repository.snapshot().completeness == Completeness::incomplete);
    }
    SUBCASE("an expired token: once from the start, with whatever status it is said") {
        for (const char* status : {"200 OK", "422 Unprocessable Entity"}) {
            CAPTURE(status);
            Repository other;
            other.status = status;
            std::atomic<int> asked = 0;
            other.server.on("/oai", [&](const Request& request, test::Peer& peer) {
                if (request.query("verb") == "Identify")
                    return peer.send(test::response("200 OK", error("badVerb")));
                const std::string sent = request.query("resumptionToken");
                const bool refused = sent == "t" && ++asked == 1;
                const std::string body = refused        ? error("badResumptionToken")
                                         : sent.empty() ? page(record("1"), token("t"))
                                                        : page(record("2"));
                peer.send(test::response(refused ? status : "200 OK", body, {{"Content-Type", "text/xml"}}));
            });
            const Snapshot snapshot = other.snapshot();
            CHECK(snapshot.completeness == Completeness::full);
            CHECK(snapshot.parts.size() == 2);
            CHECK(other.server.log().size() == 5);
        }
    }
    SUBCASE("a token that is always expired: what came is kept, nothing is complete") {
        CHECK(repository.snapshot().completeness == Completeness::incomplete);
        CHECK(repository.server.log().size() == 5); // Identify, and twice two pages
    }
    SUBCASE("a server that wants the arguments beside its token gets them") {
        repository.server.on("/oai", [&](const Request& request, test::Peer& peer) {
            const bool first = request.query("resumptionToken").empty();
            const std::string body = request.query("metadataPrefix").empty() ? error("badArgument")
                                     : first                                 ? page(record("1"), token("11"))
                                                                             : page(record("2"));
            peer.send(test::response("200 OK", body));
        });
        CHECK(repository.snapshot().parts.size() == 2);
    }
}

TEST_CASE("OAI-PMH: only what changed, from the server's day, and nothing new is no error") {
    Repository repository;
    repository.pages[""] = error("noRecordsMatch");
    for (const char* status : {"200 OK", "422 Unprocessable Entity", "404 Not Found"}) {
        CAPTURE(status);
        repository.status = status;
        const Snapshot snapshot =
            repository.snapshot("[source.portal]\nset = \"jeux\"\n", "2026-08-12T19:07:57Z");
        CHECK(snapshot.completeness == Completeness::delta);
        const Request asked = repository.server.log().back();
        CHECK(asked.query("from") == "2026-08-11"); // less a day of overlap
        CHECK(asked.query("set") == "jeux");
    }
    repository.status = "200 OK";
    repository.pages[""] = error("badArgument");
    const FetchOutcome outcome = repository.fetch();
    REQUIRE(std::holds_alternative<FetchFailure>(outcome));
    CHECK(std::get<FetchFailure>(outcome).error.code == "portal.refused");
}

TEST_CASE("OAI-PMH: Identify decides how changes are asked for, and what is said about deletions") {
    struct Row {
        const char *sentence, *identify, *from, *warning;
    };
    for (const Row& row :
         {Row{"days", "<granularity>YYYY-MM-DD</granularity><deletedRecord>persistent</deletedRecord>",
              "2026-08-11", ""},
          Row{"seconds",
              "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity><deletedRecord>persistent</deletedRecord>",
              "2026-08-11T19%3A07%3A57Z", ""},
          Row{"deletions are kept for a while",
              "<granularity>YYYY-MM-DD</granularity><deletedRecord>transient</deletedRecord>", "2026-08-11",
              "keeps what it deletes for a while only: what is gone is seen by full reads, every 7 days"},
          Row{"deletions are not kept",
              "<granularity>YYYY-MM-DD</granularity><deletedRecord>no</deletedRecord>", "2026-08-11",
              "does not promise to say what it deletes"},
          Row{"no answer to Identify", nullptr, "2026-08-11", "portal.identify-refused"}}) {
        CAPTURE(row.sentence);
        Repository repository;
        repository.pages[""] = page(record("1") + record("2", "", "deleted"));
        if (row.identify) repository.identify = oai("<Identify>" + std::string(row.identify) + "</Identify>");
        CHECK(repository.snapshot("", "2026-08-12T19:07:57Z").completeness == Completeness::delta);
        CHECK(repository.server.log().back().query("from") == row.from);
        CHECK(repository.server.log().front().query("metadataPrefix") == "");
        const Snapshot full = repository.snapshot();
        CHECK(full.completeness == Completeness::full);
        CHECK(full.parts.size() == 1); // the answer to Identify is no page
        std::string warnings;
        for (const std::string& warning : full.warnings) warnings += warning + "\n";
        if (*row.warning)
            CHECK(warnings.find(row.warning) != std::string::npos);
        else
            CHECK(warnings == "");
    }
    // A repository that is down is asked for nothing more.
    Repository down;
    down.server.on("/oai", test::answers("503 Service Unavailable", ""));
    CHECK(std::holds_alternative<FetchFailure>(down.fetch()));
    CHECK(down.server.log().size() == 1);
}

TEST_CASE("OAI-PMH: pages that repositories published") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto portals = *shared / "data/portals";
    const auto all = [&](const char* file) { return ids_of(test::read_file(portals / file)); };
    std::string sickle;
    for (const char* file : {"sickle/ListRecords.xml", "sickle/ListRecords2.xml", "sickle/ListRecords3.xml",
                             "sickle/ListRecords4.xml"})
        sickle += all(file) + " ";
    CHECK(std::count(sickle.begin(), sickle.end(), '-') >= 4);
    CHECK_THROWS_AS(all("sickle/ListRecordsBroken.xml"), FormatError);
    for (int number = 1; number <= 10; ++number) {
        const auto file = portals / ("oaipmh-scythe/list_records_" + std::to_string(number) + ".xml");
        const std::string answer = test::read_file(file);
        CAPTURE(number);
        if (answer.find("<error") != std::string::npos && answer.find("noRecordsMatch") == std::string::npos)
            continue;
        const std::string ids = ids_of(answer);
        CHECK((ids.empty() == (answer.find("<header") == std::string::npos)));
    }
}
