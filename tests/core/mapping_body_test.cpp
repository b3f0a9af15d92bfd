#include "tests/core/mapping_fixture.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace moisson;
using test::Bench;
using test::column;

namespace {

std::uint64_t print(Bench& bench, test::Columns columns) {
    bench.map(std::move(columns));
    return fingerprint(bench.kind(), bench.record().record);
}

Bench service_bench() {
    FieldMapping themes = column("thematiques", "t");
    themes.split = ",";
    return Bench(
        {column("latitude", "lat"), column("longitude", "lon"), column("nombre_semaines", "n"), themes},
        "service");
}

} // namespace

TEST_CASE("a body is compact JSON in schema order, and is read back") {
    Bench bench = service_bench();
    bench.map({{"nom", {"L'\"atelier\" \\ \x7F"}},
               {"description", {"a\tb\nc 😀"}},
               {"lat", {"46.20001"}},
               {"lon", {"5"}},
               {"n", {"12"}},
               {"t", {"numerique--acquerir-un-equipement,mobilite--preparer-un-permis"}}});
    std::string body;
    write_body(bench.kind(), bench.record().record, body);
    const auto parsed = nlohmann::json::parse(body);
    CHECK(parsed["description"] == "a\tb\nc 😀");
    CHECK(parsed["latitude"] == 46.20001);
    CHECK(parsed["thematiques"].size() == 2);
    CHECK_FALSE(parsed.contains("id"));
    CHECK(body.starts_with("{\"structure_id\":\"S1\",\"nom\":"));
    CHECK(body == nlohmann::ordered_json::parse(body).dump());
    const Record back = read_body(*test::shipped_schema(), bench.record().record.kind, "A1", body);
    CHECK(back.id == "A1");
    CHECK(back.values == bench.record().record.values);
}

TEST_CASE("every character that JSON escapes is escaped, wherever it stands in a text") {
    const auto schema = test::shipped_schema();
    Record record;
    record.kind = static_cast<std::uint16_t>(schema->find("structure"));
    const Kind& kind = schema->kind(record.kind);
    record.values.resize(kind.fields.size());
    const auto nom = static_cast<std::size_t>(kind.find("nom"));
    std::string body;
    for (std::size_t before = 0; before < 20; ++before)
        for (int c = 0; c < 128; ++c) {
            const std::string text =
                std::string(before, 'a') + static_cast<char>(c) + std::string(20 - before, 'b');
            record.values[nom] = text;
            write_body(kind, record, body);
            REQUIRE(nlohmann::json::parse(body)["nom"] == text);
            REQUIRE(read_body(*schema, record.kind, "1", body).values[nom] == record.values[nom]);
        }
}

TEST_CASE("a body of another time: unknown members are skipped, damage is refused") {
    const auto schema = test::shipped_schema();
    const auto kind = static_cast<std::uint16_t>(schema->find("structure"));
    const auto nom = static_cast<std::size_t>(schema->kind(kind).find("nom"));
    const Record record = read_body(
        *schema, kind, "1", R"({"old":{"a":[1,"}"]},"nom":"x\u00e9\ud83d\ude00","also":null,"siret":"1"})");
    CHECK(std::get<std::string>(record.values[nom]) == "xé😀");
    CHECK(read_body(*schema, kind, "1", "{}").values.size() == schema->kind(kind).fields.size());
    for (const char* damaged :
         {"", "{", "[]", R"({"nom":"x)", R"({"nom")", R"({"nom":"\uZZZZ"})", R"({"nom":1)"})
        CHECK_THROWS_MESSAGE(read_body(*schema, kind, "1", damaged), damaged);
}

TEST_CASE("a list of resources is kept as JSON") {
    Bench bench({column("ressources", "r")}, "dataset");
    bench.map({{"r", {R"([{"url": "https://a.fr", "format":"csv"}, {"url":"https://b.fr"}])"}}});
    std::string body;
    write_body(bench.kind(), bench.record().record, body);
    const auto parsed = nlohmann::json::parse(body);
    REQUIRE(parsed["ressources"].size() == 2);
    CHECK(parsed["ressources"][0]["format"] == "csv");
    const Record back = read_body(*test::shipped_schema(), bench.record().record.kind, "A1", body);
    CHECK(back.values == bench.record().record.values);
    bench.map({{"r", {"[1,"}}});
    CHECK(bench.issues().find("warning record.json") != std::string::npos);
    bench.map({{"r", {std::string(10000, '[')}}});
    CHECK(bench.issues().find("warning record.json") != std::string::npos);
}

TEST_CASE("the fingerprint follows the content, not the date, the identifier or the order of a list") {
    Bench bench = service_bench();
    const test::Columns base = {{"lat", {"46.2"}},
                                {"lon", {"5.2"}},
                                {"t", {"numerique--acquerir-un-equipement,mobilite--preparer-un-permis"}}};
    const auto with = [&](const char* name, const char* value) {
        test::Columns columns = base;
        columns[name] = {value};
        return columns;
    };
    const std::uint64_t first = print(bench, base);
    CHECK(print(bench, base) == first);
    CHECK(print(bench, with("id", "B2")) == first);
    CHECK(print(bench, with("date_maj", "2025-01-01")) == first);
    CHECK(print(bench, with("t", "mobilite--preparer-un-permis, numerique--acquerir-un-equipement")) ==
          first);
    CHECK(print(bench, with("nom", "  Maison de l'emploi ")) == first);
    CHECK(print(bench, with("lat", "46,2")) == first);
    CHECK(print(bench, with("nom", "Maison de l’emploi")) != first);
    CHECK(print(bench, with("lat", "46.3")) != first);
    CHECK(print(bench, with("t", "mobilite--preparer-un-permis")) != first);
    CHECK(print(bench, with("structure_id", "S2")) != first);
}
