#include "connectors/targets/directory.hpp"
#include "core/text/sha256.hpp"
#include "tests/core/export_support.hpp"
#include "tests/support/fake_reader.hpp"
#include "tests/support/paths.hpp"

#include <csignal>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace moisson;
namespace fs = std::filesystem;

namespace {

std::string read_text(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> names(const fs::path& directory) {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(directory)) found.push_back(entry.path().filename());
    std::sort(found.begin(), found.end());
    return found;
}

/// Structures with a municipality.
std::shared_ptr<const Schema> schema_with_places() {
    Kind structure{
        .name = "structure", .plural = "structures", .title = "Structures", .version = "1", .fields = {}};
    structure.fields = {test::field("id", FieldType::string, Role::identifier), test::field("nom"),
                        test::field("code_insee", FieldType::string, Role::insee_code),
                        test::field("code_postal", FieldType::string, Role::postcode)};
    return Schema::from_kinds({structure});
}

GoldenRecord placed(const std::string& id, const std::string& insee, const std::string& postcode,
                    const std::string& feed = "ain") {
    GoldenRecord made;
    made.public_id = "mo_" + id;
    made.sources = {{feed, id}};
    made.record.id = id;
    made.record.values = {id, "Nom " + id, insee.empty() ? Value() : Value(insee),
                          postcode.empty() ? Value() : Value(postcode)};
    made.origin.resize(4);
    return made;
}

struct Fixture {
    test::TempDir temp;
    test::FakeReader reader;
    std::shared_ptr<const Schema> schema = test::export_schema();
    std::vector<FeedPtr> feeds = {test::feed("ain")};
    TargetConfig target;

    Fixture() {
        target.name = "public";
        target.type = "directory";
        target.path = temp / "public";
        reader.records = {
            test::structure("ain", "7",
                            {{"nom", "Phare, \"Bourg\"\r\nAin"}, {"longitude", 5.2}, {"latitude", 46.2}}),
            test::structure("ain", "8", {{"nom", "=1+1"}})};
    }
    PublishOutcome publish(const std::string& resource, bool dry_run = false) {
        const PublishOutcome outcome =
            publish_to_directory(target, resource, reader, *schema, feeds, {}, dry_run);
        if (outcome.verified)
            reader.rows.push_back({.target = "public",
                                   .resource = resource,
                                   .state = "done",
                                   .sha256 = outcome.sha256,
                                   .bytes = outcome.bytes,
                                   .rows = outcome.rows,
                                   .error = ""});
        return outcome;
    }
};

/// No file may grow beyond this while the object lives: what a full disk looks like, without filling one.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

} // namespace

TEST_CASE_FIXTURE(Fixture,
                  "a target publishes each kind in each format, its table schema, and the catalogue last") {
    target.kinds = {"structure"};
    CHECK(directory_resources(target, *schema) ==
          std::vector<std::string>{"structures.csv", "structures.json", "structures.ndjson",
                                   "structures.geojson", "schema-structures.json", "catalog.jsonld",
                                   "catalog.ttl", "catalog.xml"});
    target.formats = {"ndjson"};
    target.catalog = false;
    CHECK(directory_resources(target, *schema) == std::vector<std::string>{"structures.ndjson"});
    CHECK_FALSE(parse_directory_resource("structures.pdf", *schema));
    CHECK_FALSE(parse_directory_resource("structures-lov2.csv", *schema));
    CHECK_FALSE(parse_directory_resource("structures", *schema));
    CHECK_FALSE(parse_directory_resource("../catalog.jsonld", *schema));
}

TEST_CASE_FIXTURE(
    Fixture, "every resource is published, verified, readable by everybody, and alone in the directory") {
    for (const std::string& resource : directory_resources(target, *schema)) {
        CAPTURE(resource);
        const PublishOutcome outcome = publish(resource);
        CHECK(outcome.error == "");
        CHECK(outcome.result == "published");
        CHECK(outcome.verified);
        const fs::path file = target.path / resource;
        CHECK(outcome.sha256 == sha256_hex(read_text(file)));
        CHECK(outcome.bytes == fs::file_size(file));
        struct stat status {};
        REQUIRE(::stat(file.c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0644);
        if (resource.starts_with("structures.")) CHECK(outcome.rows == 2);
    }
    CHECK(names(target.path).size() == directory_resources(target, *schema).size());
    CHECK(reader.rows.front().rows == 0); // services: none yet, still a file with a header
}

TEST_CASE_FIXTURE(Fixture, "the catalogue describes the files that are there") {
    for (const std::string& resource : directory_resources(target, *schema)) publish(resource);
    const auto catalog = nlohmann::json::parse(read_text(target.path / "catalog.jsonld"));
    CHECK(catalog["dcat:dataset"][0]["dct:identifier"] == "structures");
    const auto& csv = catalog["dcat:dataset"][0]["dcat:distribution"][0];
    CHECK(csv["spdx:checksum"]["spdx:checksumValue"]["@value"] ==
          sha256_hex(read_text(target.path / "structures.csv")));
    CHECK(publish("catalog.jsonld").result == "unchanged");
    for (const char* other : {"catalog.ttl", "catalog.xml"}) {
        CHECK(publish(other).rows == catalog["dcat:dataset"].size());
        CHECK(read_text(target.path / other).find("structures.csv") != std::string::npos);
    }
}

TEST_CASE_FIXTURE(Fixture, "the same data again: unchanged, and the file is not touched") {
    CHECK(publish("structures.csv").result == "published");
    const fs::path file = target.path / "structures.csv";
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(5);
    fs::last_write_time(file, old);
    const PublishOutcome again = publish("structures.csv");
    CHECK(again.result == "unchanged");
    CHECK(again.verified);
    CHECK(fs::last_write_time(file) == old);
    CHECK(names(target.path) == std::vector<std::string>{"structures.csv"});
}

TEST_CASE_FIXTURE(Fixture, "a published file that somebody removed or damaged is published again") {
    publish("structures.csv");
    const std::string good = read_text(target.path / "structures.csv");
    fs::remove(target.path / "structures.csv");
    CHECK(publish("structures.csv").result == "published");
    std::string damaged = good;
    damaged[damaged.size() / 2] ^= 1;
    std::ofstream(target.path / "structures.csv", std::ios::binary) << damaged;
    CHECK(publish("structures.csv").result == "published");
    CHECK(read_text(target.path / "structures.csv") == good);
}

TEST_CASE_FIXTURE(Fixture, "a rehearsal writes nothing and says what would happen") {
    const PublishOutcome outcome = publish("structures.csv", true);
    CHECK(outcome.result == "published");
    CHECK(outcome.rows == 2);
    CHECK_FALSE(outcome.verified);
    CHECK_FALSE(fs::exists(target.path));
    const PublishOutcome done = publish("structures.csv");
    CHECK(done.sha256 == outcome.sha256);
    CHECK(publish("structures.csv", true).result == "unchanged");
}

TEST_CASE_FIXTURE(
    Fixture,
    "a disk that is full: the old file stays whole, nothing half-written remains, the remedy is said") {
    publish("structures.csv");
    const std::string before = read_text(target.path / "structures.csv");
    for (int i = 0; i < 3000; ++i)
        reader.records.push_back(test::structure("ain", std::to_string(i), {{"nom", "Structure"}}));
    PublishOutcome outcome;
    {
        FileSizeLimit limit(20000);
        outcome = publish("structures.csv");
    }
    CHECK(outcome.result == "failed");
    CHECK_FALSE(outcome.verified);
    CHECK(outcome.error.find("structures.csv") != std::string::npos);
    CHECK(outcome.error.find("the published file is still the one of before") != std::string::npos);
    CHECK(read_text(target.path / "structures.csv") == before);
    CHECK(names(target.path) == std::vector<std::string>{"structures.csv"});
    CHECK(publish("structures.csv").result == "published");
}

TEST_CASE_FIXTURE(Fixture, "a directory that cannot be written is an outcome with a remedy") {
    struct Row {
        const char* sentence;
        fs::path path;
        const char* result;
    };
    std::ofstream(temp / "file") << "x";
    for (const Row& row : {Row{"nobody may create files there", "/proc/self", "failed"},
                           Row{"a file where a directory should be", temp / "file", "parked"}}) {
        CAPTURE(row.sentence);
        target.path = row.path;
        const PublishOutcome outcome = publish("structures.csv");
        CHECK(outcome.result == row.result);
        CHECK(outcome.error.find(row.path.string()) != std::string::npos);
        CHECK(outcome.error.find("; ") != std::string::npos);
    }
}

TEST_CASE_FIXTURE(Fixture, "a directory under the file's own name is not replaced") {
    fs::create_directories(target.path / "structures.csv" / "inside");
    const PublishOutcome outcome = publish("structures.csv");
    CHECK(outcome.result == "parked");
    CHECK(names(target.path) == std::vector<std::string>{"structures.csv"});
}

TEST_CASE_FIXTURE(Fixture, "what a crash left is removed at start; other files are not ours") {
    fs::create_directories(target.path);
    for (const char* name :
         {".moisson-structures.csv.tmp", ".moisson-catalog.jsonld.tmp", "notes.txt", ".htaccess", "x.tmp"})
        std::ofstream(target.path / name) << "half";
    clean_directory(target);
    CHECK(names(target.path) == std::vector<std::string>{".htaccess", "notes.txt", "x.tmp"});
    target.path = temp / "absent";
    CHECK_NOTHROW(clean_directory(target));
}

TEST_CASE_FIXTURE(Fixture, "a link under the temporary name is not followed") {
    fs::create_directories(target.path);
    std::ofstream(temp / "victim") << "precious";
    fs::create_symlink(temp / "victim", target.path / ".moisson-structures.csv.tmp");
    CHECK(publish("structures.csv").result == "published");
    CHECK(read_text(temp / "victim") == "precious");
}

TEST_CASE_FIXTURE(Fixture, "a resource that no kind has is parked") {
    const PublishOutcome outcome = publish("persons.csv");
    CHECK(outcome.result == "parked");
    CHECK(outcome.error.find("persons.csv") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a reader that fails is an outcome, and the old file stays") {
    struct Broken : test::FakeReader {
        void for_each_golden(std::uint16_t, UnixTime,
                             const std::function<bool(const GoldenRecord&)>&) override {
            throw StoreError(65, "the store is corrupt");
        }
    } broken;
    publish("structures.csv");
    const PublishOutcome outcome =
        publish_to_directory(target, "structures.csv", broken, *schema, feeds, {}, false);
    CHECK(outcome.result == "failed");
    CHECK(outcome.error == "the store is corrupt");
    CHECK(names(target.path) == std::vector<std::string>{"structures.csv"});
}

TEST_CASE_FIXTURE(Fixture,
                  "licences that cannot be mixed are refused with feeds and fields, or split into files") {
    const auto licensed = [](const std::string& id, const std::string& licence) {
        auto made = std::make_shared<FeedConfig>(*test::feed(id));
        made->license.id = licence;
        made->mappings.resize(1);
        made->mappings[0].kind = "structure";
        made->mappings[0].fields.resize(1);
        made->mappings[0].fields[0].field = "nom";
        return made;
    };
    feeds = {licensed("ain", "odc-odbl"), licensed("dept", "notspecified")};
    reader.records.push_back(test::structure("dept", "9", {{"nom", "Halte"}}));
    for (const char* feed : {"ain", "dept"}) {
        FeedState state;
        state.feed = feed;
        state.records["structure"] = 1;
        reader.states.push_back(state);
    }
    const PublishOutcome refused = publish("structures.csv");
    CHECK(refused.result == "parked");
    CHECK(refused.error.find("ain (odc-odbl: nom)") != std::string::npos);
    CHECK(refused.error.find("dept (notspecified: nom)") != std::string::npos);
    CHECK_FALSE(fs::exists(target.path / "structures.csv"));

    target.licences = "split";
    target.formats = {"csv"};
    for (const std::string& resource : directory_resources(target, *schema))
        CHECK(publish(resource).error == "");
    const std::string free = read_text(target.path / "structures.csv"),
                      shared = read_text(target.path / "structures-odc-odbl.csv");
    CHECK(free.find("Halte") != std::string::npos);
    CHECK(free.find("Phare") == std::string::npos);
    CHECK(shared.find("Phare") != std::string::npos);
    CHECK(shared.find("Halte") == std::string::npos);
    CHECK(read_text(target.path / "structures-cc-by-sa.csv").find("Phare") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a workbook is published and read back like every other file") {
    target.kinds = {"structure"};
    target.formats = {"xlsx"};
    CHECK(directory_resources(target, *schema) ==
          std::vector<std::string>{"structures.xlsx", "schema-structures.json", "catalog.jsonld",
                                   "catalog.ttl", "catalog.xml"});
    const PublishOutcome outcome = publish("structures.xlsx");
    CHECK(outcome.error == "");
    CHECK(outcome.verified);
    CHECK(outcome.rows == 2);
    CHECK(publish("structures.xlsx").result == "unchanged");
    CHECK(publish("structures.xlsx", true).result == "unchanged");
    CHECK(names(target.path) == std::vector<std::string>{"structures.xlsx"});
}

TEST_CASE("one pass writes a file for each département; one that has no records any more keeps its address") {
    Fixture fixture;
    fixture.schema = schema_with_places();
    fixture.target.per_departement = true;
    fixture.target.formats = {"csv", "xlsx"};
    const std::string resource = "departements/structures.csv";
    CHECK(directory_resources(fixture.target, *fixture.schema) ==
          std::vector<std::string>{"structures.csv", resource, "structures.xlsx",
                                   "departements/structures.xlsx", "schema-structures.json", "catalog.jsonld",
                                   "catalog.ttl", "catalog.xml"});
    fixture.reader.records = {placed("1", "01053", "01000"), placed("2", "", "20090"),
                              placed("3", "2A004", ""),      placed("4", "97411", ""),
                              placed("5", "", ""),           placed("6", "01283", "")};
    CHECK(fixture.publish(resource, true).result == "published");
    CHECK_FALSE(fs::exists(fixture.target.path)); // a rehearsal
    const PublishOutcome first = fixture.publish(resource);
    CHECK(first.result == "published");
    CHECK(first.verified);
    CHECK(first.rows == 5);
    const fs::path folder = fixture.target.path / "departements";
    CHECK(names(folder) ==
          std::vector<std::string>{"structures-01.csv", "structures-2A.csv", "structures-974.csv"});
    CHECK(read_text(folder / "structures-01.csv").find("mo_6") != std::string::npos);
    CHECK(read_text(folder / "structures-01.csv").find("mo_3") == std::string::npos);
    CHECK(fixture.publish(resource).result == "unchanged");
    CHECK(fixture.publish("departements/structures.xlsx").rows == 5);
    CHECK(fixture.publish("departements/structures.xlsx").result == "unchanged");
    CHECK(names(folder).size() == 6); // no temporary file is left

    fixture.reader.records.erase(fixture.reader.records.begin() + 3);
    CHECK(fixture.publish(resource).result == "published");
    CHECK(read_text(folder / "structures-974.csv") == "id,sources,nom,code_insee,code_postal\r\n");

    // They are a data set of their own beside the whole one, with a distribution for each file.
    OutboxRow done;
    done.target = fixture.target.name;
    done.resource = resource;
    done.sha256 = "ab";
    fixture.reader.rows = {done};
    FeedState given;
    given.feed = "ain";
    given.known = true;
    given.records["structure"] = 5;
    fixture.reader.states = {given};
    CHECK(fixture.publish("catalog.jsonld").verified);
    const auto catalog = nlohmann::json::parse(read_text(fixture.target.path / "catalog.jsonld"));
    const auto& sets = catalog.at("dcat:dataset");
    const auto parts = std::find_if(sets.begin(), sets.end(), [](const auto& one) {
        return one.at("dct:identifier") == "structures-departements";
    });
    REQUIRE(parts != sets.end());
    REQUIRE(parts->at("dcat:distribution").size() == 3);
    CHECK(parts->at("dcat:distribution")[1]
              .at("dcat:downloadURL")
              .at("@id")
              .get<std::string>()
              .ends_with("departements/structures-2A.csv"));
    CHECK(parts->at("dct:isPartOf").at("@id").get<std::string>().ends_with("#structures"));

    // A code that a producer keeps back puts its record nowhere.
    fixture.feeds = {test::feed("ain", {{"code_insee", "never-publish"}, {"code_postal", "never-publish"}})};
    CHECK(fixture.publish(resource).rows == 0);
}

TEST_CASE("consultations are published for the days that are over") {
    Fixture fixture;
    fixture.target.consultations = true;
    fixture.reader.consulted = {{"2026-03-01", "structures", "list", 7}, {"2026-03-01", "=x", "file", 1}};
    const std::string resource = "consultations.csv";
    const auto resources = directory_resources(fixture.target, *fixture.schema);
    CHECK(std::find(resources.begin(), resources.end(), resource) != resources.end());
    const PublishOutcome outcome = fixture.publish(resource);
    CHECK(outcome.verified);
    CHECK(outcome.rows == 2);
    CHECK(read_text(fixture.target.path / resource) ==
          "jour,objet,acces,nombre\r\n2026-03-01,structures,list,7\r\n2026-03-01,'=x,file,1\r\n");
    REQUIRE(fixture.publish("catalog.jsonld").verified);
    CHECK(read_text(fixture.target.path / "catalog.jsonld").find("catalog.jsonld#consultations\"") !=
          std::string::npos);
}
