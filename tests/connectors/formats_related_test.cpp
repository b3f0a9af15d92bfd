// JSON:API: attributes of the objects that a record is related to, in the page's `included`.
#include "tests/connectors/formats_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

constexpr const char* included = R"([
    {"type": "theme", "id": "1", "attributes": {"name": "Mobilité", "tags": ["a", "b"], "note": null},
     "relationships": {"parent": {"data": {"type": "theme", "id": "9"}}}},
    {"type": "theme", "id": "2", "attributes": {"name": "Santé"}},
    {"type": "theme", "id": "9", "attributes": {"name": "Tout \u00e0 fait"}},
    {"type": "place", "id": "1", "attributes": {"name": "Agde"}}])";

std::string page(const std::string& data, const std::string& related = included) {
    return R"({"data": [)" + data + R"(], "included": )" + related + "}";
}

std::string related_to(const std::string& references, const std::string& id = "r") {
    return R"({"type": "node", "id": ")" + id + R"(", "relationships": {"f": {"data": )" + references + "}}}";
}

std::string theme(const std::string& id) { return R"({"type": "theme", "id": ")" + id + "\"}"; }

SourceConfig json_api() {
    SourceConfig source = source_of("json", "/data");
    source.included = "/included";
    return source;
}

Decoded decode_api(const std::string& text, const std::vector<std::string>& selectors) {
    return decode_text(json_api(), text, selectors);
}

constexpr const char* name_path = "relationships/f/included/attributes/name";

Digest128 digest_of(const std::string& references, const std::string& related) {
    const Decoded decoded = decode_api(page(related_to(references), related), {"id", name_path});
    REQUIRE(decoded.error == "");
    return decoded.records.at(0).digest;
}

} // namespace

TEST_CASE("json: what a path finds in related objects") {
    const struct {
        const char* what;
        std::string references;
        const char* path;
        const char* values;
    } cases[] = {
        {"one object", theme("1"), name_path, "Mobilité"},
        {"a list, in its order", "[" + theme("2") + "," + theme("1") + "]", name_path, "Santé+Mobilité"},
        {"the same one twice", "[" + theme("2") + "," + theme("2") + "]", name_path, "Santé+Santé"},
        {"type and id count", R"({"type": "place", "id": "1"})", name_path, "Agde"},
        {"further members of a reference", R"({"meta": {"x": [1]}, "type": "place", "id": "1"})", name_path,
         "Agde"},
        {"an object that is not there", theme("7"), name_path, ""},
        {"no relation", "null", name_path, ""},
        {"an empty list", "[]", name_path, ""},
        {"a reference without a type", R"({"id": "1"})", name_path, ""},
        {"a list of values", theme("1"), "relationships/f/included/attributes/tags", "a+b"},
        {"null", theme("1"), "relationships/f/included/attributes/note", ""},
        {"over two relations", theme("1"),
         "relationships/f/included/relationships/parent/included/attributes/name", "Tout à fait"},
        {"the id", theme("2"), "relationships/f/included/id", "2"},
        {"the object itself", theme("2"), "relationships/f/included",
         R"({"type": "theme", "id": "2", "attributes": {"name": "Santé"}})"},
        {"the objects, as a list to explode", theme("2"), "relationships/f/included/*",
         R"({"type": "theme", "id": "2", "attributes": {"name": "Santé"}})"},
    };
    for (const auto& [what, references, path, values] : cases) {
        CAPTURE(what);
        const Decoded decoded = decode_api(page(related_to(references)), {"id", path});
        CHECK(decoded.error == "");
        CHECK(decoded.table() == "r|" + std::string(values));
    }
}

TEST_CASE("json: related objects belong to their page, wherever they stand in it") {
    const std::string one = related_to(theme("1"), "a"), two = related_to(theme("2"), "b");
    CHECK(decode_api(page(one + "," + two), {"id", name_path}).table() == "a|Mobilité / b|Santé");
    CHECK(decode_api(R"({"included": )" + std::string(included) + R"(, "data": [)" + one + "]}",
                     {name_path, "id"})
              .table() == "Mobilité|a");
    CHECK(decode_api(R"({"data": [)" + one + "]}", {"id", name_path}).table() == "a|");
    CHECK(decode_api(page(one, "null"), {"id", name_path}).table() == "a|");
    CHECK(decode_api(page(one, R"({"x": 1})"), {"id", name_path}).error == "format.path-not-array");

    TempDir directory;
    const std::string other = R"([{"type": "theme", "id": "1", "attributes": {"name": "Autre"}}])";
    const Decoded pages = decode_files(json_api(),
                                       {write_snapshot(directory / "1", page(one)),
                                        write_snapshot(directory / "2", page(one + "," + two, other))},
                                       {"id", name_path});
    CHECK(pages.table() == "a|Mobilité / a|Autre / b|");
    CHECK(pages.report.selector_seen == std::vector<bool>{true, true});
    CHECK_FALSE(decode_api(page(one), {"relationships/f/included/attributes/nom"}).report.selector_seen[0]);
}

TEST_CASE("json: a record changes with what is read of its related objects, and with nothing else of them") {
    const auto objects = [](const std::string& name, const std::string& other) {
        return R"([{"type": "theme", "id": "1", "attributes": {"name": ")" + name + R"(", "other": ")" +
               other + R"("}}, {"type": "theme", "id": "2", "attributes": {"name": "Santé"}}])";
    };
    const Digest128 before = digest_of(theme("1"), objects("Mobilité", "x"));
    CHECK(digest_of(theme("1"), objects("Mobilité", "y")) == before);
    CHECK(digest_of(theme("1"), objects("Mobilités", "x")) != before);
    CHECK(digest_of(theme("1"), "[]") != before);
    CHECK(digest_of(theme("2"), objects("Mobilité", "x")) == digest_of(theme("2"), objects("Z", "y")));
    CHECK(digest_of("[" + theme("1") + "," + theme("2") + "]", objects("a", "")) !=
          digest_of("[" + theme("1") + "," + theme("2") + "]", objects("aSanté", "")));
}

TEST_CASE("json: without [source] included, the step is a member like any other") {
    const Decoded decoded = decode_text(source_of("json", "/data"),
                                        R"({"data": [{"a": {"included": {"b": "v"}}}]})", {"a/included/b"});
    CHECK(decoded.table() == "v");
}

TEST_CASE("json: broken text in a related object is a defect of the records that lead there") {
    const std::string related = R"([{"type": "theme", "id": "1", "attributes": {"name": "\ud800"}}])";
    const Decoded decoded = decode_api(
        page(related_to(theme("1"), "a") + "," + related_to(theme("2"), "b"), related), {"id", name_path});
    CHECK(decoded.defects() == "1:format.invalid-string");
    CHECK(decoded.table() == "b|");
    const Decoded bytes = decode_api(page(related_to(theme("1")), "[{\"type\": \"theme\", \"id\": \"1\", "
                                                                  "\"x\": \"\xE9\"}]"),
                                     {"relationships/f/included/*"});
    REQUIRE(bytes.records.size() == 1);
    CHECK(bytes.records[0].values[0] == "{\"type\": \"theme\", \"id\": \"1\", \"x\": \"\uFFFD\"}");
}

TEST_CASE("json: related objects are limited") {
    std::string many = theme("1");
    for (int i = 0; i < 10'000; ++i) many += "," + theme("1");
    CHECK(decode_api(page(related_to("[" + many + "]")), {name_path}).error == "format.too-many-related");
    const std::string long_id(2u << 20, 'x');
    CHECK(decode_api(page(related_to(theme(long_id))), {name_path}).error == "format.too-many-related");

    std::string huge = "[";
    const std::string text(9u << 20, 'x');
    for (int i = 0; i < 8; ++i)
        huge += (i ? "," : "") + (R"({"type": "theme", "id": ")" + std::to_string(i)) +
                R"(", "attributes": {"name": ")" + text + R"("}})";
    const Decoded refused = decode_api(page(related_to(theme("1")), huge + "]"), {name_path});
    CHECK(refused.error == "format.included-too-large");
    const Decoded unused =
        decode_api(page(related_to(theme("1")), huge + "]"), {"relationships/f/included/id"});
    CHECK_MESSAGE(unused.table() == "1", "what no path asks for is not held");
}
