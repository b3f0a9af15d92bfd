#include "core/model/schema.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

std::shared_ptr<const Schema> shipped() { return Schema::load({test::source_dir() / "config/schemas"}); }

std::shared_ptr<const Schema> load_text(const test::TempDir& dir, const std::string& text) {
    std::ofstream(dir / "kind.toml") << text;
    return Schema::load({dir.path()});
}

std::string error_of(const std::string& text) {
    test::TempDir dir;
    try {
        load_text(dir, text);
    } catch (const SchemaError& error) {
        return std::string(error.what()).substr((dir / "kind.toml").string().size());
    }
    return "no error";
}

} // namespace

TEST_CASE("the shipped schema has structure, service and dataset") {
    const auto schema = shipped();
    REQUIRE(schema->kinds().size() == 3);
    const Kind& structure = schema->kind(static_cast<std::size_t>(schema->find("structure")));
    const Kind& service = schema->kind(static_cast<std::size_t>(schema->find("service")));
    const Kind& dataset = schema->kind(static_cast<std::size_t>(schema->find("dataset")));
    CHECK(schema->find("unknown") == -1);

    SUBCASE("fields and lists of data·inclusion v1") {
        CHECK(structure.fields.size() == 20);
        CHECK(service.fields.size() == 33);
        const auto values = [](const Kind& kind, const char* field) {
            return kind.fields[static_cast<std::size_t>(kind.find(field))].values.size();
        };
        CHECK(values(structure, "reseaux_porteurs") == 108);
        CHECK(values(service, "thematiques") == 69);
        CHECK(values(service, "publics") == 14);
        CHECK(values(service, "type") == 6);
        CHECK(values(service, "frais") == 2);
        CHECK(values(service, "modes_mobilisation") == 4);
        const Field& nom = structure.fields[static_cast<std::size_t>(structure.find("nom"))];
        CHECK(nom.required);
        CHECK(nom.min_length == 3u);
        CHECK(nom.max_length == 150u);
    }
    SUBCASE("roles answer where linking and publication ask") {
        CHECK(structure.fields[static_cast<std::size_t>(structure.find(Role::organisation_name))].name ==
              "nom");
        CHECK(service.fields[static_cast<std::size_t>(service.find(Role::parent))].references == "structure");
        CHECK(structure.find(Role::parent) == -1);
        for (const Kind* kind : {&structure, &service, &dataset}) {
            CHECK(kind->find(Role::identifier) >= 0);
            CHECK(kind->find(Role::update_date) >= 0);
            CHECK_FALSE(kind->fields[static_cast<std::size_t>(kind->find("source"))].is_mappable());
        }
    }
    SUBCASE("a dataset must have its eleven metadata") {
        for (Role role :
             {Role::title, Role::description, Role::keywords, Role::legal_information, Role::licence,
              Role::attribution, Role::spatial_coverage, Role::temporal_coverage, Role::granularity,
              Role::publication_date, Role::update_frequency, Role::update_date}) {
            INFO(to_string(role));
            REQUIRE(dataset.find(role) >= 0);
            CHECK(dataset.fields[static_cast<std::size_t>(dataset.find(role))].required);
        }
        CHECK(dataset.fields[static_cast<std::size_t>(dataset.find(Role::resources))].type ==
              FieldType::json);
    }
    SUBCASE("as JSON Schema") {
        const auto described = nlohmann::json::parse(kind_json_schema(service));
        CHECK(described["properties"]["nom"]["maxLength"] == 150);
        CHECK(described["properties"]["publics"]["items"]["oneOf"].size() == 14);
        CHECK(described["properties"]["date_maj"]["format"] == "date");
        CHECK(described["required"].size() == 6);
    }
}

TEST_CASE("the shipped lists are those of data·inclusion") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto schema = shipped();
    for (const char* name : {"structure", "service"}) {
        const Kind& kind = schema->kind(static_cast<std::size_t>(schema->find(name)));
        std::ifstream file(*shared / "data/data-inclusion/schemas/v1" / (std::string(name) + ".json"));
        const auto reference = nlohmann::json::parse(file);
        CHECK(reference["properties"].size() == kind.fields.size());
        for (const auto& [field, unused] : reference["properties"].items())
            CHECK_MESSAGE(kind.find(field) >= 0, field);
        for (const auto& field : reference["required"])
            CHECK(kind.fields[static_cast<std::size_t>(kind.find(field.get<std::string>()))].required);
    }
}

TEST_CASE("a new kind is a new file, and a later directory replaces a kind") {
    test::TempDir first, second;
    const auto schema = load_text(first, R"(
name = "borne"
plural = "bornes"
[[fields]]
name = "id"
role = "identifier"
[[fields]]
name = "puissance"
type = "number"
minimum = 0
[[fields]]
name = "prise"
list = true
values = ["T2", { value = "CCS", label = "Combo" }]
)");
    REQUIRE(schema->kinds().size() == 1);
    CHECK(schema->kind(0).plural == "bornes");
    CHECK(schema->kind(0).fields[2].values[1].label == "Combo");
    CHECK(schema->kind(0).fields[2].value_index.at("CCS") == 1);
    std::ofstream(second / "b.toml")
        << "name = \"borne\"\n[[fields]]\nname = \"cle\"\nrole = \"identifier\"\n";
    const auto replaced = Schema::load({first.path(), second.path()});
    REQUIRE(replaced->kinds().size() == 1);
    CHECK(replaced->kind(0).fields[0].name == "cle");
}

TEST_CASE("a wrong schema file is refused with line, column and remedy") {
    const std::string id = "[[fields]]\nname = \"id\"\nrole = \"identifier\"\n";
    CHECK(error_of("name = \"x\"\n" + id + "typ = \"date\"\n")
              .starts_with(":5:1: unknown key \"typ\", did you mean \"type\"?"));
    CHECK(error_of("name = \"x\"\n" + id + "type = \"dat\"\n").starts_with(":5:8: unknown type \"dat\""));
    CHECK(error_of("name = \"x\"\n[[fields]]\nname = \"id\"\nrole = \"identifer\"\n") ==
          ":4:8: unknown role \"identifer\", did you mean \"identifier\"?");
    CHECK(error_of("name = \"x\"\n[[fields]]\nname = \"a\"\n").find("role = \"identifier\"") !=
          std::string::npos);
    CHECK(error_of("name = \"x\"\n" + id + "checks = [\"siret\"]\n")
              .starts_with(":5:11: unknown check \"siret\", did you mean \"siret-luhn\"?"));
    CHECK(
        error_of("name = \"x\"\n" + id + "pattern = \"(\"\n").starts_with(":5:11: not a regular expression"));
    CHECK(error_of("name = \"x\"\n" + id + "values = [\"a\", \"a\"]\n")
              .starts_with(":5:16: the value \"a\" stands twice"));
    CHECK(error_of("name = \"x\"\n" + id + id).find("stands twice") != std::string::npos);
    CHECK(error_of("name = \"X y\"\n" + id).starts_with(":1:8: a kind name"));
    CHECK(error_of("name = 3\n" + id) == ":1:8: \"name\" must be text in quotes");
    CHECK(error_of("name = \n").starts_with(":1:"));
    CHECK(error_of("name = \"x\"\n" + id + "references = \"y\"\n").find("references the kind \"y\"") !=
          std::string::npos);
    CHECK_THROWS_AS(Schema::load({"/does/not/exist"}), SchemaError);
}
