// JSON wherever blocks and windows end, and objects whose keys differ from record to record.
#include "core/text/utf8.hpp"
#include "tests/connectors/formats_support.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <random>

using namespace moisson;
using namespace moisson::test;

namespace {

using JsonChance = std::minstd_rand;

const std::vector<std::string> window_selectors{"id", "texte", "a/b", "liste/*/x", "é"};

std::string json_text_of(JsonChance& chance) {
    static const std::vector<std::string> pieces = {
        "a",  "été", "😀", "€", "\"", "\\", "\n", "\x1F", "/", "  ", "\u00a0", "�", std::string(17, 'x'),
        "]}", ",:"};
    std::string text;
    for (auto left = chance() % 12; left > 0; --left) text += pieces[chance() % pieces.size()];
    return text;
}

nlohmann::ordered_json json_record_of(JsonChance& chance, std::size_t number) {
    nlohmann::ordered_json record;
    std::vector<std::string> keys{"id",
                                  "texte",
                                  "a",
                                  "liste",
                                  "é",
                                  "libre",
                                  "une clé plus longue que toutes les autres",
                                  "x" + std::to_string(number)};
    if (chance() % 4 == 0) std::shuffle(keys.begin() + 1, keys.end(), chance);
    for (const auto& key : keys) {
        if (key != "id" && chance() % 5 == 0) continue;
        if (key == "id")
            record[key] = number;
        else if (key == "a")
            record[key] = {{"b", json_text_of(chance)}, {"c", nullptr}};
        else if (key == "liste")
            record[key] = {{{"y", 1}, {"x", json_text_of(chance)}}, {{"x", json_text_of(chance)}}, 7};
        else
            record[key] = json_text_of(chance);
    }
    return record;
}

/// White space between the tokens, which the digest leaves out.
std::string json_spaced(const std::string& json, JsonChance& chance) {
    static const char* const spaces[] = {"",   " ",    "\n  ",
                                         "\t", "\r\n", "                                        "};
    std::string text;
    bool inside = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (json[i] == '"') inside = !inside;
        if (inside && json[i] == '\\') text += json[i++];
        const bool token = !inside && std::string_view("{}[],:").find(json[i]) != std::string_view::npos;
        if (token) text += spaces[chance() % 6];
        text += json[i];
        if (token) text += spaces[chance() % 8 < 5 ? chance() % 2 : chance() % 6];
    }
    return text;
}

std::string json_joined(const nlohmann::ordered_json& record, const char* key) {
    return record.contains(key) ? record[key].get<std::string>() : "";
}

std::vector<std::string> json_values_of(const nlohmann::ordered_json& record) {
    std::string list;
    for (const auto& item : record.value("liste", nlohmann::ordered_json::array()))
        if (item.is_object()) list += (list.empty() ? "" : "+") + item["x"].get<std::string>();
    return {record["id"].dump(), json_joined(record, "texte"),
            record.contains("a") ? json_joined(record["a"], "b") : "", list, json_joined(record, "é")};
}

/// The first record that differs, "" when none does.
std::string json_difference(std::size_t size, std::size_t shift, JsonChance& chance) {
    std::string text(shift, ' ');
    std::vector<nlohmann::ordered_json> records;
    for (; text.size() < size; text += json_spaced(records.back().dump(), chance)) {
        text += records.empty() ? '[' : ',';
        records.push_back(json_record_of(chance, records.size()));
    }
    const Decoded decoded = decode_text(source_of("json"), text + "]", window_selectors);
    if (!decoded.error.empty()) return decoded.message;
    if (decoded.records.size() != records.size()) return "number of records";
    for (std::size_t i = 0; i < records.size(); ++i)
        if (decoded.records[i].values != json_values_of(records[i]) || !decoded.records[i].defect.empty() ||
            decoded.records[i].digest != digest128(records[i].dump()))
            return records[i].dump();
    return "";
}

std::string json_error_of(const std::string& records) {
    return decode_text(source_of("json"), "[" + records + "]", {"a"}).error;
}

} // namespace

TEST_CASE("json: records are what was written, wherever blocks and windows end") {
    JsonChance chance(3);
    for (std::size_t shift = 0; shift < 70; ++shift) {
        CAPTURE(shift);
        CHECK(json_difference(6000, shift, chance) == "");
    }
    for (std::size_t shift = 0; shift < 4; ++shift) CHECK(json_difference(800'000, shift, chance) == "");
}

TEST_CASE("json: a sequence that a window would cut is whole") {
    // Windows are filled in steps of 256 KiB.
    for (std::size_t before = (256u << 10) - 12; before < (256u << 10); ++before)
        for (const std::string sequence : {"é", "€", "😀", "\xE9", "\xE2\x82", "\xF0\x9F\x98"}) {
            const std::string start = R"([{"a":"x"},{"a":")";
            const std::string text = start + std::string(before - start.size(), 'y') + sequence;
            const Decoded decoded = decode_text(source_of("json"), text + "\"},{\"a\":\"z\"}]", {"a"});
            REQUIRE(decoded.records.size() == 3);
            const bool good = sequence.size() > 1 && static_cast<unsigned char>(sequence.back()) < 0xC0 &&
                              (sequence == "é" || sequence == "€" || sequence == "😀");
            CHECK(decoded.records[1].defect == (good ? "" : "format.invalid-string"));
            CHECK(decoded.records[2].defect == "");
            CHECK(decode_text(source_of("json"), text, {"a"}).error == "format.truncated");
        }
}

TEST_CASE("json: a key that comes twice is found, known from other records or not") {
    const std::string known = R"({"a":1,"b":2,"c":3},{"a":1,"b":2,"c":3},)";
    CHECK(json_error_of(known + R"({"a":1,"b":2,"c":3})") == "");
    CHECK(json_error_of(known + R"({"c":1,"a":2})") == "");
    CHECK(json_error_of(known + R"({"a":1,"a":2})") == "format.duplicate-key");
    CHECK(json_error_of(known + R"({"a":1,"b":2,"a":2})") == "format.duplicate-key");
    CHECK(json_error_of(known + R"({"c":1,"b":2,"c":2})") == "format.duplicate-key");
    CHECK(json_error_of(known + R"({"a":1,"new":2,"new":2})") == "format.duplicate-key");
    CHECK(json_error_of(known + R"({"a":1,"\u0061":2})") == "format.duplicate-key");
    CHECK(json_error_of(known + R"({"\u0061":1,"a":2})") == "format.duplicate-key");
    CHECK(json_error_of(known + R"({"\u006eew":1,"new":2})") == "format.duplicate-key");
    CHECK(json_error_of(known + R"({"new":1,"\u006eew":2})") == "format.duplicate-key");
    CHECK(json_error_of(R"({"\u0061":1,"a":2})") == "format.duplicate-key");
    CHECK(json_error_of(R"({"x":{"a":1},"y":{"a":1}},{"x":{"a":1},"y":{"a":1,"a":2}})") ==
          "format.duplicate-key");
    CHECK(json_error_of(R"({"x":[{"a":1},{"a":1}]},{"x":[{"a":1},{"a":1,"b":1,"b":1}]})") ==
          "format.duplicate-key");
    const std::string longer(40, 'k');
    CHECK(json_error_of("{\"" + longer + "\":1,\"" + longer + "\":1}") == "format.duplicate-key");
    std::string many;
    for (int i = 0; i < 200; ++i) many += "\"k" + std::to_string(i) + "\":1,";
    CHECK(json_error_of("{" + many + "\"a\":1},{" + many + "\"a\":1}") == "");
    for (const char* twice : {"k0", "k63", "k64", "k199"})
        CHECK(json_error_of("{" + many + "\"a\":1},{" + many + "\"" + twice + "\":1}") ==
              "format.duplicate-key");
}

TEST_CASE("json: a long key that a message quotes is not cut inside a character") {
    std::string key = "x";
    for (int i = 0; i < 90; ++i) key += "é";
    for (const std::string& text :
         {"{\"" + key + "\":1,\"e\":2}", "[{\"" + key + "\":1,\"" + key + "\":2}]"}) {
        const Decoded decoded = decode_text(source_of("json"), text, {"e"});
        CHECK_FALSE(decoded.error.empty());
        CHECK(decoded.message.find("xéé") != std::string::npos);
        CHECK(is_valid_utf8(decoded.message));
    }
}
