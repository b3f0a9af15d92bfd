// Every scenario of the fixtures' EXPECT.json that states an expectation, by its id, with the numbers that
// stand there.
#include "tests/connectors/portal_support.hpp"
#include "tests/support/http_server.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <sstream>

using namespace moisson;
using Json = nlohmann::json;
using test::portal_records;
using test::PortalRecord;

namespace {

using Path = std::filesystem::path;

struct Scenario {
    Path folder;
    Json expect, names;
    std::vector<Path> files() const {
        std::vector<Path> out;
        for (const Json& one : names) out.push_back(folder / one.get<std::string>());
        return out;
    }
    std::string text(const std::string& file) const { return test::read_file(folder / file); }
};

struct Headers {
    std::size_t records = 0, deleted = 0, without_id = 0;
    std::string next;
    std::vector<std::string> ids;
};

/// One page of OAI-PMH as our decoder reads it.
Headers oai_page(const Path& file) {
    const auto feed = test::portal_feed("oai-pmh", "https://p.example/oai");
    const auto decoder = open_decoder(feed->source, {file}, {"@identifier"});
    Headers out;
    for (RawRecord raw; decoder->next(raw); ++out.records) {
        out.deleted += raw.withdrawn;
        out.without_id += raw.first(0).empty();
        out.ids.emplace_back(raw.first(0));
    }
    out.next = decoder->report().next;
    return out;
}

std::string refusal_of(const std::function<void()>& read) {
    try {
        read();
    } catch (const FormatError& error) {
        return error.code();
    }
    return "";
}

std::vector<PortalRecord> read_data_json(const Path& file) {
    return portal_records(test::portal_feed("data-json", "https://portail.example"), {file});
}

std::size_t accepted(const std::vector<PortalRecord>& records) {
    return static_cast<std::size_t>(
        std::count_if(records.begin(), records.end(), [](const auto& one) { return !one.refused; }));
}

void check_csw_esri(const Scenario& s) {
    const auto feed = test::portal_feed("csw", "https://p.example/csw");
    const auto decoder = open_decoder(feed->source, s.files(), {"@identifier"});
    std::size_t records = 0;
    for (RawRecord raw; decoder->next(raw);) ++records;
    CHECK(records == s.expect["returned"]);
    CHECK(decoder->report().total == s.expect["matched"].get<std::uint64_t>());
}

void check_oai_records(const Scenario& s) {
    Headers sum;
    Json tokens = Json::array();
    for (const Path& file : s.files()) {
        const Headers page = oai_page(file);
        sum.records += page.records;
        sum.deleted += page.deleted;
        sum.without_id += page.without_id;
        tokens.push_back(page.next.empty() ? Json() : Json(page.next));
    }
    CHECK(sum.records == s.expect["records"]);
    CHECK(sum.records - sum.deleted == s.expect["deleted_excluded"]);
    CHECK(sum.without_id == 1); // refused by itself, the rest is kept
    CHECK(tokens == s.expect["tokens"]);
}

/// ListIdentifiers and the lists of sets and formats are never asked for; what answers them is no catalogue,
/// and never read as an empty one that withdraws.
void check_oai_no_records(const Scenario& s) {
    for (const Path& file : s.files()) {
        CAPTURE(file.string());
        CHECK(oai_page(file).records == 0);
    }
}

void check_oai_record(const Scenario& s) {
    const auto records =
        portal_records(test::portal_feed("oai-pmh", "https://p.example/oai"), {s.files()[0]});
    REQUIRE(records.size() == 1);
    CHECK(records[0].id == s.expect["identifier"]);
    CHECK(records[0].body["date_maj"] == s.expect["datestamp"].get<std::string>().substr(0, 10));
    CHECK(oai_page(s.files()[1]).records == 1); // texts beyond Latin
}

void check_oai_errors(const Scenario& s) {
    for (const Json& code : s.expect["codes"]) {
        const std::string name = code;
        CAPTURE(name);
        const std::string refused = refusal_of([&] { oai_page(s.folder / ("sickle/" + name + ".xml")); });
        CHECK(refused == (name == "noRecordsMatch"       ? ""
                          : name == "badResumptionToken" ? "portal.token-expired"
                                                         : "portal.refused"));
    }
}

void check_oai_broken(const Scenario& s) {
    CHECK(refusal_of([&] { oai_page(s.files()[0]); }).starts_with("format."));
}

std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

/// The recorded answers of one repository: errors are errors, the last page has no token, and a Retry-After
/// on a good answer is no order to wait.
void check_oai_zenodo(const Scenario& s) {
    std::set<std::string> errors;
    std::size_t deleted = 0;
    for (const Path& file : s.files()) {
        if (file.extension() == ".json") continue;
        CAPTURE(file.string());
        const Json exchange =
            Json::parse(test::read_file(file.parent_path() / (file.stem().string() + ".http.json")));
        const std::string answer = test::read_file(file);
        const std::size_t error = answer.find("<error code=\"");
        CHECK((exchange["status"] == 422) == (error != std::string::npos));
        if (error != std::string::npos)
            errors.insert(answer.substr(error + 13, answer.find('"', error + 13) - error - 13));
        else
            deleted += oai_page(file).deleted;
    }
    for (const Json& code : s.expect["http_422_for_oai_errors"]) CHECK(errors.contains(code));
    CHECK(oai_page(s.folder / first_word(s.expect["final_page"])).next == "");
    CHECK(deleted >= 1); // although the repository says that it keeps none

    test::HttpServer server;
    server.on("/oai", test::answers("200 OK", s.text("oaipmh-scythe/list_records_9.xml"),
                                    {{"Content-Type", "text/xml"}, {"Retry-After", "57"}}));
    test::FetchCase fetch(server.url("/oai"), "xml");
    fetch.feed = *test::portal_feed("oai-pmh", server.url("/oai"));
    const auto begin = std::chrono::steady_clock::now();
    fetch.run();
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

void check_oai_html(const Scenario& s) {
    CHECK(refusal_of([&] { oai_page(s.files()[0]); }) == "format.html-instead-of-data");
}

void check_oai_pyoai(const Scenario& s) {
    std::istringstream mapping(s.text("pyoai/fake2/mapping.txt")); // question, then file, line by line
    std::string question, file;
    while (std::getline(mapping, question) && std::getline(mapping, file)) {
        const Headers page = oai_page(s.folder / "pyoai/fake2" / file);
        CHECK(page.without_id == 0);
        if (question.find("verb=ListRecords") == std::string::npos) continue;
        CHECK(page.records == s.expect["fake2"]["headers"]);
        CHECK(page.deleted == s.expect["fake2"]["deleted"]);
    }
}

void check_oai_dspace(const Scenario& s) {
    const Headers page = oai_page(s.files()[0]);
    CHECK(page.records == s.expect["headers"]);
    CHECK(page.deleted == s.expect["deleted"]);
    CHECK(page.next == s.expect["token"]); // that it comes back as it was: portal_oai_test.cpp
}

void check_oai_pycsw(const Scenario& s) {
    const Headers page = oai_page(s.folder / "pycsw/oaipmh/expected/get_ListRecords_oai_dc.xml");
    CHECK(page.records > 0);
    CHECK(page.next == "11"); // the next position; the arguments are sent with it: portal_oai_test.cpp
    CHECK(refusal_of([&] {
              oai_page(s.folder / "pycsw/oaipmh/expected/get_ListIdentifiers_missing_metadata_prefix.xml");
          }) == "portal.refused");
}

void check_data_json_count(const Scenario& s) {
    const auto records = read_data_json(s.files()[0]);
    CHECK(records.size() == s.expect["records"]);
    CHECK(accepted(records) == s.expect["records"]);
}

void check_data_json_no_identifier(const Scenario& s) {
    const auto records = read_data_json(s.files()[0]);
    CHECK(accepted(records) == s.expect["records_added"]);
    CHECK(records.size() - accepted(records) >= 1);
}

void check_data_json_same_title(const Scenario& s) {
    const auto before = read_data_json(s.files()[0]), after = read_data_json(s.files()[1]);
    REQUIRE(before.size() == 2);
    CHECK(before[0].body["titre"] == before[1].body["titre"]);
    CHECK(before[0].id != before[1].id);
    std::size_t updated = 0, same = 0;
    for (const PortalRecord& one : after)
        for (const PortalRecord& other : before)
            if (one.id == other.id) (one.body == other.body ? same : updated)++;
    CHECK(updated == s.expect["step2"]["updated"]);
    CHECK(same == s.expect["step2"]["ignored"]);
    CHECK(accepted(after) == after.size());
}

void check_data_json_with_none(const Scenario& s) {
    const auto records = read_data_json(s.files()[0]);
    std::set<std::string> ids;
    std::size_t undated = 0;
    for (const PortalRecord& one : records) {
        ids.insert(one.id);
        undated += !one.body.contains("date_maj");
    }
    CHECK(records.size() == s.expect["records"]);
    CHECK(ids.size() == s.expect["unique_identifiers"]);
    // Those without a date and the recurring ones: compared by content alone.
    CHECK(undated >= s.expect["modified_null"]);
}

/// A form that is no date leaves the field empty: the content alone says what changed.
void check_data_json_dates(const Scenario& s) {
    for (const Json& form : s.expect["forms"]) {
        CAPTURE(form.dump());
        const auto records = portal_records(
            "data-json",
            Json{{"dataset", {{{"identifier", "1"}, {"title", "Arbres"}, {"modified", form}}}}}.dump());
        REQUIRE(records.size() == 1);
        CHECK(!records[0].refused);
        const std::string text = form.is_string() ? form.get<std::string>() : "";
        const bool dated = text.size() >= 8 && !text.starts_with("R/");
        CHECK(records[0].body.contains("date_maj") == dated);
    }
    for (const Path& file : s.files()) CHECK(accepted(read_data_json(file)) > 0);
}

void check_data_json_missing(const Scenario& s) {
    const auto counts = [&](const char* file, const Json& expect, std::size_t more_refused) {
        const auto records = read_data_json(s.folder / "ckanext-datajson" / file);
        CHECK(records.size() == expect["total"]);
        CHECK(records.size() - accepted(records) == expect["rejected"].get<std::size_t>() + more_refused);
    };
    // Beside the one without identifier, one has no title: nothing could be published under.
    counts("missing-identifier-title.data.json", s.expect["missing_identifier_title"], 1);
    counts("missing-dataset-fields.data.json", s.expect["missing_dataset_fields"], 0);
    const auto numbered = read_data_json(s.folder / "ckanext-datajson/numerical-title.data.json");
    REQUIRE(numbered.size() == 1);
    CHECK(numbered[0].body["titre"].is_string());
    for (const char* kept : {"null-spatial", "large-spatial", "many-resources"})
        CHECK(accepted(read_data_json(s.folder / "ckanext-datajson" / (kept + std::string(".data.json")))) ==
              1);
}

/// Rows of a data set rather than a catalogue, page by page.
void check_socrata_pages(const Scenario& s) {
    test::HttpServer server;
    server.on("/resource/x.json", [&](const test::Request& request, test::Peer& peer) {
        const bool first = request.target.find("offset=1000") == std::string::npos;
        peer.send(test::response(
            "200 OK", s.text(first ? "sodapy/bike_counts_page_1.json" : "sodapy/bike_counts_page_2.json")));
    });
    test::FetchCase fetch(server.url("/resource/x.json"), "json");
    PaginationConfig& paging = fetch.feed.source.pagination;
    paging.type = "offset";
    paging.parameter = "$offset";
    paging.size_parameter = "$limit";
    paging.size = 1000;
    paging.stop = "short";
    const FetchOutcome outcome = fetch.run();
    REQUIRE_MESSAGE(std::holds_alternative<Snapshot>(outcome), fetch.code_of(outcome));
    const Snapshot& snapshot = std::get<Snapshot>(outcome);
    const auto decoder = open_decoder(fetch.feed.source, snapshot.parts, {"date"});
    std::vector<std::string> dates;
    for (RawRecord raw; decoder->next(raw);) dates.emplace_back(raw.first(0));
    CHECK(dates.size() == s.expect["rows"]);
    CHECK(dates.front() == s.expect["first"]);
    CHECK(dates.back() == s.expect["last"]);
}

void check_socrata_misc(const Scenario& s) {
    const auto feed = test::portal_feed("socrata", "https://data.example");
    CHECK(accepted(portal_records(feed, {s.folder / "sodapy/get_datasets.txt"})) == s.expect["catalog"]);
    test::FetchCase plain("https://data.example/x.json", "json");
    const auto decoder =
        open_decoder(plain.feed.source, {s.folder / "sodapy/get_songs_unicode.txt"}, {"theme"});
    std::vector<std::string> themes;
    for (RawRecord raw; decoder->next(raw);) themes.emplace_back(raw.first(0));
    CHECK(themes.size() == s.expect["unicode_rows"]);
    CHECK(themes.front() == "Schön");
    CHECK(refusal_of([&] { portal_records(feed, {s.folder / "sodapy/403_response_json.txt"}); }) ==
          "portal.refused");
}

/// The template of the Hub names a data set by item and layer; whatever address it writes, the name is one.
void check_arcgis(const Scenario& s) {
    const Json properties = Json::parse(s.text("koop-dcat-us/mock-dataset.json"))["properties"];
    const std::string item = properties["id"].get<std::string>().substr(0, 32);
    const auto id_for = [&](const std::string& address) {
        return portal_records("arcgis-hub",
                              Json{{"dataset", {{{"identifier", address}, {"title", "Tahoe"}}}}}.dump())
            .at(0)
            .id;
    };
    CHECK(id_for("https://hub.example/datasets/" + item + "_0") ==
          id_for("https://www.arcgis.com/home/item.html?id=" + item + "&sublayer=0"));
}

void check_hostile(const Scenario& s) {
    const auto feed = test::portal_feed("dcat", "https://p.example/c.rdf");
    const auto ids = [&](const char* file) {
        const auto decoder =
            open_decoder(feed->source, {s.folder / "_hostile" / file}, {"@identifier", "@title"});
        std::string out;
        for (RawRecord raw; decoder->next(raw);)
            out += std::string(raw.first(0)) + '=' + std::string(raw.first(1)) + ' ';
        return out;
    };
    CHECK(refusal_of([&] { ids("bomb.rdf"); }) == "format.doctype-forbidden");
    CHECK(refusal_of([&] { ids("xxe.rdf"); }) == "format.doctype-forbidden");
    CHECK(ids("ctrl.rdf") == "http://a/1=t x http://a/2=ok ");
    CHECK(ids("lang.rdf") == "http://a/1=t http://a/2=u ");
    CHECK(ids("space.rdf") == "http://a/1 with space=t ");
}

const std::map<std::string, void (*)(const Scenario&)> scenarios = {
    {"csw.esri_geoportal", check_csw_esri},
    {"oai.list_records", check_oai_records},
    {"oai.list_identifiers", check_oai_no_records},
    {"oai.get_record", check_oai_record},
    {"oai.identify", check_oai_no_records},
    {"oai.sets_formats", check_oai_no_records},
    {"oai.errors", check_oai_errors},
    {"oai.broken", check_oai_broken},
    {"oai.zenodo.pages", check_oai_zenodo},
    {"oai.zenodo.html_200", check_oai_html},
    {"oai.pyoai", check_oai_pyoai},
    {"oai.dspace_token", check_oai_dspace},
    {"oai.pycsw", check_oai_pycsw},
    {"datajson.basic", check_data_json_count},
    {"datajson.v3", check_data_json_count},
    {"datajson.no_identifier", check_data_json_no_identifier},
    {"datajson.same_title", check_data_json_same_title},
    {"datajson.with_none", check_data_json_with_none},
    {"datajson.modified_forms", check_data_json_dates},
    {"datajson.missing", check_data_json_missing},
    {"socrata.pages", check_socrata_pages},
    {"socrata.misc", check_socrata_misc},
    {"arcgis.koop", check_arcgis},
    {"hostile.rdf", check_hostile},
};

} // namespace

TEST_CASE("portal scenarios: each one of the fixtures ends as it should, and none is left out") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const Path folder = *shared / "data/portals";
    std::size_t seen = 0;
    const Json expected = Json::parse(test::read_file(folder / "EXPECT.json"));
    for (const Json& one : expected["scenarios"]) {
        const std::string id = one["id"];
        CAPTURE(id);
        const auto check = scenarios.find(id);
        CHECK_MESSAGE(check != scenarios.end(), "no test for scenario " << id);
        if (check == scenarios.end()) continue;
        check->second({folder, one["expect"], one["files"]});
        ++seen;
    }
    CHECK(seen == scenarios.size());
}
