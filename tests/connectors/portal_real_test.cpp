// Recorded answers of real portals, and the catalogues that other harvesters are tested with.
#include "tests/connectors/portal_support.hpp"

#include <algorithm>
#include <fstream>
#include <set>

using namespace moisson;
using test::portal_records;
using test::PortalRecord;

namespace {

std::optional<std::filesystem::path> shared_data() {
    const auto shared = test::shared_dir();
    if (!shared) MESSAGE("skipped: ../shared is absent");
    return shared ? std::optional(*shared / "data") : std::nullopt;
}

struct SeenPortal {
    std::size_t records = 0, refused = 0, ids = 0;
    friend bool operator==(const SeenPortal&, const SeenPortal&) = default;
};

SeenPortal seen(const std::vector<PortalRecord>& records) {
    std::set<std::string> ids;
    SeenPortal out{records.size(), 0, 0};
    for (const PortalRecord& record : records) {
        out.refused += record.refused;
        if (!record.refused) ids.insert(record.id);
    }
    out.ids = ids.size();
    return out;
}

/// The recorded lines of a udata list as one page of it.
std::vector<PortalRecord> udata_lines(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string page = R"({"data":[)";
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) page += (page.back() == '[' ? "" : ",") + line;
    return portal_records("udata", page + "]}");
}

std::ostream& operator<<(std::ostream& out, const SeenPortal& seen) {
    return out << seen.records << " records, " << seen.refused << " refused, " << seen.ids << " ids";
}

} // namespace

TEST_CASE("portal real: the seven data sets of a town on DataSud") {
    const auto data = shared_data();
    if (!data) return;
    const auto records =
        portal_records(test::portal_feed("ckan", "https://www.datasud.fr/fr/indexer/service/ckan"),
                       {*data / "real/catalogues/http-replay/ckan-datasud/001.json"});
    CHECK(seen(records) == SeenPortal{7, 0, 7});
    for (const PortalRecord& record : records) {
        CAPTURE(record.codes());
        CHECK(record.issues.empty());
        CHECK(record.body["licence"] == "lov2");
        CHECK(record.body["ressources"].size() == 3); // a file, and a map service twice under one id
        CHECK(record.body["lien_source"].get<std::string>().starts_with("https://www.datasud.fr/explorer/"));
        CHECK(!record.body.contains("granularite"));
    }
}

TEST_CASE("portal real: data.gouv.fr in 2018 and 2021: every word of its vocabularies is known") {
    const auto data = shared_data();
    if (!data) return;
    std::string unknown;
    for (const char* day : {"2018-04-03-18-32", "2021-10-08-17-44"}) {
        const auto page = udata_lines(*data / "real/catalogues/datagouv-api-snapshots" /
                                      ("datasets.www.data.gouv.fr." + std::string(day) + ".jsonl"));
        CAPTURE(std::string(day));
        CHECK(page.size() >= 40);
        CHECK(seen(page).refused == 0);
        for (const PortalRecord& record : page)
            for (const Issue& issue : record.issues)
                if (issue.code == "record.unknown-value") unknown += issue.field + "=" + issue.value + " ";
    }
    CHECK(unknown == "");
}

TEST_CASE("portal real: one portal at two instants is the same where nothing changed") {
    const auto data = shared_data();
    if (!data) return;
    const auto at = [&](const char* time) {
        return udata_lines(*data / "real/catalogues/datagouv-api-snapshots" /
                           (std::string("datasets.www.data.gouv.fr.2018-03-14-12-") + time + ".jsonl"));
    };
    const auto before = at("11"), after = at("29");
    REQUIRE(before.size() == after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        CHECK(before[i].id == after[i].id);
        CHECK(before[i].body == after[i].body);
    }
}

TEST_CASE("portal real: catalogues that other harvesters are tested with") {
    const auto data = shared_data();
    if (!data) return;
    struct Case {
        const char* file;
        SeenPortal expected;
    };
    for (const Case& one : {Case{"datagov-harvester/dcatus/dcatus.json", {7, 0, 7}},
                            Case{"datagov-harvester/dcatus/dcatus3_0.json", {4, 0, 4}},
                            Case{"datagov-harvester/dcatus/dcatus_no_identifier.json", {1, 1, 0}},
                            Case{"datagov-harvester/dcatus/missing_title.json", {1, 1, 0}},
                            Case{"datagov-harvester/dcatus/dcatus_same_title.json", {2, 0, 2}},
                            Case{"datagov-harvester/dcatus/dcatus_with_none.json", {402, 0, 402}},
                            Case{"datagov-harvester/dcatus/dcatus_long_description.json", {1, 0, 1}},
                            Case{"datagov-harvester/dcatus/dcatus_bad_license_uri.json", {1, 0, 1}},
                            // One has no identifier, one no title: neither can be published.
                            Case{"ckanext-datajson/missing-identifier-title.data.json", {3, 2, 1}},
                            Case{"ckanext-datajson/missing-dataset-fields.data.json", {2, 1, 1}},
                            Case{"ckanext-datajson/numerical-title.data.json", {1, 0, 1}},
                            Case{"ckanext-datajson/null-spatial.data.json", {1, 0, 1}},
                            Case{"ckanext-datajson/large-spatial.data.json", {1, 0, 1}},
                            Case{"ckanext-datajson/many-resources.data.json", {1, 0, 1}},
                            Case{"ckanext-datajson/arm.data.json", {3, 0, 3}},
                            Case{"ckanext-datajson/geospatial.data.json", {2, 0, 2}}}) {
        CAPTURE(std::string(one.file));
        const auto records = portal_records(test::portal_feed("data-json", "https://portail.example"),
                                            {*data / "portals" / one.file});
        CHECK(seen(records) == one.expected);
    }
    const auto socrata = portal_records(test::portal_feed("socrata", "https://data.cityofboston.gov"),
                                        {*data / "portals/sodapy/get_datasets.txt"});
    CHECK(seen(socrata) == SeenPortal{7, 0, 7});
    CHECK(socrata[0].body["licence"] == "cc-by");
}
