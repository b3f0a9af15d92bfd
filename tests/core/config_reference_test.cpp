// Set MOISSON_WRITE_REFERENCE=1 to write config/reference/ anew after a change of a table.
#include "core/config/document.hpp"
#include "core/config/keys.hpp"
#include "core/config/read_value.hpp"
#include "core/config/reference.hpp"
#include "core/model/codes/codes.hpp"
#include "tests/core/config_support.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace moisson;

namespace {

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// True when the page in config/reference/ is the generated text.
bool is_current(const std::string& name, const std::string& generated) {
    const auto file = test::source_dir() / "config/reference" / name;
    if (std::getenv("MOISSON_WRITE_REFERENCE")) std::ofstream(file) << generated;
    return content(file) == generated;
}

/// Every documented default must be what the struct holds when the key is absent.
template<class Config>
void check_defaults(const KeyTable& table, std::initializer_list<std::string_view> sections) {
    Config config;
    for (const Key& key : table.keys()) {
        const bool here = std::find(sections.begin(), sections.end(), key.section) != sections.end();
        if (!here || key.fallback.empty() || !key.slot.holds) continue;
        CAPTURE(key.section);
        CAPTURE(key.name);
        const std::string text = "x = " + std::string(key.fallback);
        Report report("default", text);
        const auto node = parse_document(text, report);
        REQUIRE(node);
        const auto value = read_value(key, node->members[0].value, report);
        REQUIRE(value);
        CHECK(key.slot.holds(&config, *value));
    }
}

} // namespace

TEST_CASE("the reference pages are what the tables say") {
    const char* const remedy = "not what the tables say: run MOISSON_WRITE_REFERENCE=1 core_tests";
    CHECK_MESSAGE(is_current("feed.md", feed_reference_markdown()), remedy);
    CHECK_MESSAGE(is_current("moisson-toml.md", app_reference_markdown()), remedy);
    WARN_MESSAGE(is_current("codes.md", codes_reference_markdown()), remedy);
}

TEST_CASE("documented defaults are the real ones") {
    check_defaults<FeedConfig>(feed_keys(),
                               {"", "schedule", "source", "source.csv", "source.auth", "source.pagination",
                                "source.limits", "source.incremental", "trust", "guards", "personal_data"});
    check_defaults<FieldMapping>(feed_keys(), {"KIND.FIELD"});
    check_defaults<AppConfig>(app_keys(), {"store", "feeds", "http.client", "status", "public", "log"});
    check_defaults<TargetConfig>(app_keys(), {"target"});
    check_defaults<ConsumerConfig>(app_keys(), {"consumer"});
}

TEST_CASE("every key has a help, a place, and rows of one section stand together") {
    for (const KeyTable* table : {&feed_keys(), &app_keys()}) {
        std::set<std::string> seen;
        for (const Key& key : table->keys()) {
            CAPTURE(key.section);
            CAPTURE(key.name);
            CHECK(key.help.ends_with('.'));
            CHECK(table->section(key.section));
            CHECK(table->find(key.section, key.name) == &key);
            CHECK(seen.insert(std::string(key.section) + '.' + std::string(key.name)).second);
        }
    }
}

TEST_CASE("the JSON Schema knows every key, every field of every kind, and the examples satisfy its shape") {
    const auto schema = nlohmann::json::parse(feed_json_schema(test::schema()));
    CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
    CHECK(schema["required"] ==
          nlohmann::json({"version", "id", "title", "producer", "contact", "license", "schedule", "source"}));
    CHECK(schema["properties"]["source"]["properties"]["csv"]["properties"]["skip_empty_lines"]["default"] ==
          true);
    const auto types =
        schema["properties"]["source"]["properties"]["type"]["enum"].get<std::set<std::string>>();
    for (const char* type : {"csv", "xlsx", "ckan", "dcat", "oai-pmh", "ckan-datastore", "wfs"})
        CHECK(types.count(type) == 1);
    CHECK(schema["properties"]["structure"]["properties"].contains("nom"));
    CHECK_FALSE(schema["properties"]["structure"]["properties"].contains("source"));
    CHECK(schema["properties"]["service"]["additionalProperties"] == false);
    CHECK(schema["$defs"]["mapping"]["properties"].contains("truncate"));
    CHECK(schema["properties"]["values"]["additionalProperties"]["properties"].contains("unknown"));
    CHECK(schema["properties"]["tests"]["type"] == "array");
    CHECK(nlohmann::json::parse(app_json_schema())["properties"]["http"]["properties"]["client"]["properties"]
              .contains("proxy"));
}

TEST_CASE("explain knows keys by full name, by last name, and tables") {
    CHECK(*explain_key("source.url") ==
          "source.url   (feed file, [source])\n\n"
          "Address: https://…, http://…, sftp://…, ftps://…, ftp://… (ends with \"/\": see "
          "file), file:///path or inbox:///directory (a directory where files appear by "
          "rename).\n\n"
          "  type      text, required\n"
          "  example   url = \"https://example.fr/structures.csv\"\n"
          "  since     0.1\n");
    CHECK(explain_key("delimiter")->starts_with("source.csv.delimiter"));
    CHECK(explain_key("[guards]")->find("max_deletions") != std::string::npos);
    CHECK(explain_key("structure.nom.truncate")->starts_with("KIND.FIELD.truncate"));
    CHECK(explain_key("values.reseaux.unknown")->starts_with("values.NAME.unknown"));
    CHECK(explain_key("http.client.proxy")->find("moisson.toml") != std::string::npos);
    CHECK(explain_key("[[target]]")->find("base_url") != std::string::npos);
    CHECK_FALSE(explain_key("no-such-key"));
    CHECK(explain_field("structure", test::schema())->find("reseaux_porteurs") != std::string::npos);
    CHECK(explain_field("structure.nom", test::schema())->find("at most 150 characters") !=
          std::string::npos);
    CHECK_FALSE(explain_field("structure.non", test::schema()));
    CHECK(similar_key("delimitre") == "delimiter");
}

namespace {

/// Words of the form area.kebab-case in the sources below a folder that have no row in the registry.
std::string unexplained(const char* folder) {
    const std::regex shape(
        R"re("((?:app|config|feed|toml|format|http|url|network|tls|timeout|file|secret|record|snapshot)\.[a-z0-9]+(?:-[a-z0-9]+)*)["\:])re");
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source_dir() / folder)) {
        if (entry.path().extension() != ".cpp") continue;
        const std::string text = content(entry.path());
        for (std::sregex_iterator at(text.begin(), text.end(), shape), end; at != end; ++at) {
            const std::string code = (*at)[1].str();
            if (!find_code(code) && !app_keys().section(code) && !code.ends_with(".json"))
                found.insert(code + " in " + entry.path().filename().string());
        }
    }
    std::string all;
    for (const std::string& code : found) all += "\n  " + code;
    return all;
}

} // namespace

TEST_CASE("every code that the sources mention is explained") {
    CHECK(unexplained("core/config") == "");
    for (const char* folder : {"core", "connectors", "daemon/harvest"}) {
        const std::string all = unexplained(folder);
        WARN_MESSAGE(all.empty(), "codes without a row in core/model/codes/:" << all);
    }
}

TEST_CASE("the sample configuration that ships is valid") {
    const LoadedApp app = load_app(test::source_dir() / "config/moisson.toml", true);
    INFO(test::said(app.diagnostics));
    CHECK(app.diagnostics.empty());
}
