#include "connectors/formats/json_probe.hpp"
#include "tests/connectors/formats_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;
using namespace std::string_literals;

namespace {

Decoded decode_json(std::string_view text, const std::vector<std::string>& selectors = {"id", "nom"},
                    std::string records = {}, std::string type = "json") {
    return decode_text(source_of(std::move(type), std::move(records)), text, selectors);
}

struct JsonPathCase {
    const char* what;
    const char* element;
    const char* path;
    const char* values;
};

struct JsonRefusedCase {
    const char* what;
    std::string text;
    const char* code;
};

} // namespace

TEST_CASE("json: the records are the root array, or stand at a path") {
    CHECK(decode_json(R"([{"id":1,"nom":"a"},{"id":2,"nom":"b"}])").table() == "1|a / 2|b");
    CHECK(decode_json("\xEF\xBB\xBF [ ] ").table() == "");
    CHECK(decode_json(R"({"n":2,"results":[{"id":1,"nom":"a"}],"next":null})", {"id", "nom"}, "/results")
              .table() == "1|a");
    CHECK(decode_json(R"({"a":[0,{"items":[{"id":1,"nom":"a"}]}],"z":[[]]})", {"id", "nom"}, "a/1/items")
              .table() == "1|a");
    CHECK(decode_json(R"({"a/b":{"c~d":[{"id":1,"nom":"a"}]}})", {"id", "nom"}, "/a~1b/c~0d").table() ==
          "1|a");
}

TEST_CASE("json: what a path finds in an element") {
    const JsonPathCase cases[] = {
        {"a member", R"({"x":"v"})", "x", "v"},
        {"a leading slash is optional", R"({"x":"v"})", "/x", "v"},
        {"a nested member", R"({"a":{"b":{"c":"v"}}})", "a/b/c", "v"},
        {"an element", R"({"a":{"b":["u","v"]}})", "a/b/1", "v"},
        {"a digit as a key", R"({"a":{"1":"v"}})", "a/1", "v"},
        {"every element", R"({"t":[{"code":"u"},{"x":1},{"code":"v"}]})", "t/*/code", "u+v"},
        {"every element of every element", R"({"t":[[1,2],[3]]})", "t/*/*", "1+2+3"},
        {"an array of scalars", R"({"t":["u",null,2,true]})", "t", "u+2+true"},
        {"an empty array", R"({"t":[]})", "t", ""},
        {"an object as text", R"({"t":{"u": [1, 2]}})", "t", R"({"u": [1, 2]})"},
        {"an array of objects as text", R"({"t":["x", {"u":1}]})", "t", R"(["x", {"u":1}])"},
        {"null is no value", R"({"t":null})", "t", ""},
        {"numbers as they are written", R"({"t":[1.0,-0,1e2,12345678901234567890,0.10]})", "t",
         "1.0+-0+1e2+12345678901234567890+0.10"},
        {"booleans", R"({"t":[true,false]})", "t", "true+false"},
        {"escapes", R"({"t":"a\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"})", "t", "a\"\\/\b\f\n\r\té😀"},
        {"an escaped key", R"({"\u0074":"v"})", "t", "v"},
        {"a key with a slash", R"({"a/b":"v"})", "a~1b", "v"},
        {"a longer key is another key", R"({"tt":"u"})", "t", ""},
        {"UTF-8", R"({"té":"Œuvre – 5 €"})", "té", "Œuvre – 5 €"},
    };
    for (const auto& [what, element, path, values] : cases) {
        CAPTURE(what);
        const auto decoded = decode_json("["s + element + "]", {path});
        CHECK(decoded.error == "");
        CHECK(decoded.table() == values);
    }
}

TEST_CASE("json: one pass fills overlapping selectors") {
    const auto decoded = decode_json(R"([{"t":[{"code":"u","l":"U"},{"code":"v","l":"V"}],"id":7}])",
                                     {"t/*/code", "t/0/code", "t/*/l", "t/1", "id", "t/0/absent", "id"});
    CHECK(decoded.table() == R"(u+v|u|U+V|{"code":"v","l":"V"}|7||7)");
    CHECK(decoded.report.selector_seen == std::vector<bool>{true, true, true, true, true, false, true});
}

TEST_CASE("json: what is refused as a whole, with its code") {
    const JsonRefusedCase cases[] = {
        {"nothing", "", "format.empty-document"},
        {"a page", "<html><body>Maintenance</body></html>", "format.html-instead-of-data"},
        {"cut in an array", R"([{"id":1},)", "format.truncated"},
        {"cut in an object", R"([{"id":1)", "format.truncated"},
        {"cut in a string", R"([{"id":"1)", "format.truncated"},
        {"cut in a word", R"([tru)", "format.truncated"},
        {"two documents", R"([{"id":1}] [{"id":2}])", "format.trailing-data"},
        {"NUL and garbage", "[{\"id\":1}]\0xyz"s, "format.trailing-data"},
        {"a key twice", R"([{"id":1,"id":2}])", "format.duplicate-key"},
        {"a key twice, once escaped", R"([{"id":1,"\u0069d":2}])", "format.duplicate-key"},
        {"a key twice around the records", R"({"x":1,"results":[],"x":2})", "format.duplicate-key"},
        {"a trailing comma", R"([{"id":1},])", "format.syntax"},
        {"single quotes", R"([{'id':1}])", "format.syntax"},
        {"NaN", R"([{"id":NaN}])", "format.syntax"},
        {"a leading zero", R"([{"id":01}])", "format.syntax"},
        {"a bare line end in a string", "[{\"id\":\"a\nb\"}]", "format.syntax"},
        {"an unknown escape", R"([{"id":"\x41"}])", "format.syntax"},
        {"a comment", "[/* x */]", "format.syntax"},
        {"UTF-16", "[\0]\0"s, "format.unsupported-encoding"},
        {"too deep", std::string(129, '[') + std::string(129, ']'), "format.too-deep"},
        {"endlessly deep", std::string(100000, '['), "format.too-deep"},
    };
    for (const auto& [what, text, code] : cases) {
        CAPTURE(what);
        const bool around = text.find("results") != std::string::npos;
        CHECK(decode_json(text, {"id"}, around ? "/results" : "").error == code);
    }
    CHECK(decode_json(std::string(128, '[') + std::string(128, ']'), {"id"}).error == "");
}

TEST_CASE("json: a wrong path of records is said with what is there instead") {
    const auto object = decode_json(R"({"count":1,"results":[]})");
    CHECK(object.error == "format.path-not-found");
    CHECK(object.message.find("count, results") != std::string::npos);
    const auto missing = decode_json(R"({"error":"token expired","code":401})", {"id"}, "/results");
    CHECK(missing.error == "format.path-not-found");
    CHECK(missing.message.find("error, code") != std::string::npos);
    CHECK(decode_json(R"({"results":null})", {"id"}, "/results").error == "format.path-not-array");
    CHECK(decode_json(R"({"results":{"id":1}})", {"id"}, "/results").error == "format.path-not-array");
    CHECK(decode_json("42", {"id"}).error == "format.path-not-array");
}

TEST_CASE("json: errors say line and column") {
    const auto decoded = decode_json("[\n  {\"id\": 1},\n  {\"id\": +2}\n]");
    CHECK(decoded.error == "format.syntax");
    CHECK(decoded.error_line == 3);
    CHECK(decoded.error_column == 10);
    CHECK(decoded.records.size() == 1);
}

TEST_CASE("json: a number is too large when no double holds it, however it is written") {
    const std::string digits(309, '9');
    const std::pair<std::string, bool> numbers[] = {
        {"1e308", true},  {"311e000015", true},  {"0.001e310", true},      {"1e-400", true},
        {"0e999", true},  {"1.5E+0300", true},   {digits.substr(1), true}, {"100e307", false},
        {"1e309", false}, {"-1e0000309", false}, {digits + "0", false},    {"9" + digits + "e-2", true},
    };
    for (const auto& [number, held] : numbers) {
        const auto decoded = decode_json("[{\"id\":1,\"nom\":" + number + "}]");
        CHECK_MESSAGE(decoded.defects() == (held ? "" : "1:format.number-overflow"), number);
    }
}

TEST_CASE("json: text that is not Unicode refuses its element alone") {
    const auto decoded =
        decode_json("[{\"id\":1,\"nom\":\"\\uD800\"},{\"id\":2,\"nom\":\"\xE9\"},{\"id\":3,\"nom\":\"é\"},"
                    "{\"id\":4,\"nom\":1e400}]");
    CHECK(decoded.error == "");
    CHECK(decoded.defects() == "1:format.invalid-string 2:format.invalid-string 4:format.number-overflow");
    CHECK(decoded.table() == "3|é");
    CHECK(decoded.records[0].values[1] == "\uFFFD");
    CHECK(decoded.records[1].values[1] == "\uFFFD");
    const auto object = decode_text(source_of("json"), "[{\"id\":{\"a\":\"\xE9\"}}]", {"id"});
    CHECK(object.records.at(0).values[0] == "{\"a\":\"\uFFFD\"}"); // an object is handed out as it is written
}

TEST_CASE("json: NDJSON is one value per line") {
    CHECK(decode_json("{\"id\":1,\"nom\":\"a\"}\n\n{\"id\":2,\"nom\":\"b\"}\r\n", {"id", "nom"}, "", "ndjson")
              .table() == "1|a / 2|b");
    CHECK(decode_json("{\"id\":1}\n{\"id\":2,\"no", {"id"}, "", "ndjson").error == "format.truncated");
    CHECK(decode_json("{\"id\":1} {\"id\":2}\n", {"id"}, "", "ndjson").error == "format.syntax");
    const auto bad = decode_json("{\"id\":1}\n{\"id\":}\n", {"id"}, "", "ndjson");
    CHECK(bad.error == "format.syntax");
    CHECK(bad.error_line == 2);
    CHECK(decode_json("{\"id\":1}\n{\"id\":2}", {"id"}, "", "ndjson").records[1].line == 2);
}

TEST_CASE("json: in GeoJSON a path starts at the properties, or with a slash at the feature") {
    const auto decoded = decode_json(
        R"({"type":"FeatureCollection","features":[
        {"type":"Feature","id":"f1","properties":{"id":"p1","nom":"a","type":"t"},"geometry":{"type":"Point","coordinates":[5.1,46.2]}},
        {"type":"Feature","id":"f2","properties":null,"geometry":null}]})",
        {"id", "/id", "nom", "type", "geometry/coordinates", "/geometry/coordinates/1"}, "", "geojson");
    CHECK(decoded.error == "");
    CHECK(decoded.table() == "p1|f1|a|t|5.1+46.2|46.2 / f2|f2||Feature||");
}

TEST_CASE("json: the digest does not see white space, nor ignored members") {
    const auto digest = [](std::string_view element, std::vector<std::string> ignore = {}) {
        auto source = source_of("json");
        source.ignore = std::move(ignore);
        return decode_text(source, "["s + std::string(element) + "]", {"id"}).records.at(0).digest;
    };
    const auto compact = digest(R"({"id":1,"m":"x y","n":[1,2]})");
    CHECK(digest("{ \"id\" : 1,\n\t\"m\": \"x y\", \"n\": [ 1, 2 ] }\n") == compact);
    CHECK(digest(R"({"id":1,"m":"xy","n":[1,2]})") != compact);
    CHECK(digest(R"({"id":1,"m":"x y","n":[1,2]})", {"m"}) ==
          digest(R"({"id":1, "m" : {"z": 3} ,"n":[1,2]})", {"m"}));
    CHECK(digest(R"({"id":1,"m":"x y","n":[1,2]})", {"m"}) !=
          digest(R"({"id":1,"m":"x y","n":[1,3]})", {"m"}));
    CHECK(digest(R"({"id":1,"m":{"a":1,"b":2}})", {"m/b", "m"}) ==
          digest(R"({"id":1,"m":{"a":1,"b":3}})", {"m/b", "m"}));
}

TEST_CASE("json: elements larger than the read window, and many small ones, keep their values") {
    std::string text = "[", expected;
    for (int i = 0; i < 30; ++i) {
        const std::string value(90000u * static_cast<unsigned>(i) + 1u, static_cast<char>('a' + i % 26));
        text += (i ? ",\n" : "") + "{\"id\":"s + std::to_string(i) + ", \"x\":[\"" + value + "\\n\", \"é\"]}";
        expected += (i ? " / " : "") + std::to_string(i) + "|" + value + "\n+é";
    }
    CHECK(decode_json(text + "]", {"id", "x"}).table() == expected);
    std::string many = "[";
    for (int i = 0; i < 60000; ++i)
        many += (i ? "," : "") + "{\"id\":\"é"s + std::to_string(i) + "\\u00e9\",\"nom\":-12.5e-3}";
    const auto decoded = decode_json(many + "]");
    REQUIRE(decoded.error == "");
    REQUIRE(decoded.records.size() == 60000);
    for (std::size_t i = 0; i < 60000; ++i)
        REQUIRE(decoded.records[i].values[0] == "é" + std::to_string(i) + "é");
    CHECK(decode_json("[{\"id\":\"" + std::string(17u << 20, 'x') + "\"}]").error ==
          "format.element-too-long");
}

TEST_CASE("json: pages are decoded with the same path") {
    TempDir directory;
    const auto decoded =
        decode_files(source_of("json", "/results"),
                     {write_snapshot(directory / "1", R"({"results":[{"id":1}],"next":"/2"})"),
                      write_snapshot(directory / "2", R"({"next":null,"results":[{"id":2},{"id":3}]})")},
                     {"id"});
    CHECK(decoded.table() == "1 / 2 / 3");
    CHECK(decoded.records[2].element == 2);
}

TEST_CASE("json probe: pagination asks for one value of a page") {
    TempDir directory;
    const auto page =
        write_snapshot(directory / "page", R"({"results":[{},{"x":[1]},3],"next":"http://h/?p=2\u0026s=1",
        "links":{"next":{"href":"h"}},"list":[7,{"total":42}],"last":null})");
    CHECK(json_text_at(page, "/next") == "http://h/?p=2&s=1");
    CHECK(json_text_at(page, "links/next/href") == "h");
    CHECK(json_text_at(page, "list/1/total") == "42");
    CHECK(json_text_at(page, "list/0") == "7");
    CHECK_FALSE(json_text_at(page, "last"));
    CHECK_FALSE(json_text_at(page, "absent"));
    CHECK_FALSE(json_text_at(page, "links"));
    CHECK_FALSE(json_text_at(page, "next/deeper"));
    CHECK(json_array_size_at(page, "/results") == 3);
    CHECK_FALSE(json_array_size_at(page, "/links"));
    CHECK(json_array_size_at(write_snapshot(directory / "array", "[1,2]"), "") == 2);
    CHECK(json_array_size_at(write_snapshot(directory / "empty", "[]"), "") == 0);
}
