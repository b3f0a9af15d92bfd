// JSON against another reader of it: a document is accepted by both or by none, but for what we refuse on
// purpose (keys that stand twice, more than 128 levels). Then ndjson and GeoJSON, for what holds everywhere.
#include "tests/fuzz/support/decoding.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

using namespace moisson;
using nlohmann::json;

namespace {

const std::vector<std::string> selectors{std::string(whole_record_selector), "a", "a/b", "*/id"};

/// What nlohmann sees and does not mind: keys that stand twice, levels.
class Surprises : public nlohmann::json_sax<json> {
public:
    bool duplicate = false;
    std::size_t deepest = 0;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(std::int64_t) override { return true; }
    bool number_unsigned(std::uint64_t) override { return true; }
    bool number_float(double, const std::string&) override { return true; }
    bool string(std::string&) override { return true; }
    bool binary(json::binary_t&) override { return true; }
    bool start_object(std::size_t) override { return open(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(std::string& name) override {
        duplicate |= !open_.back().insert(name).second;
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return false;
    }

private:
    bool open() {
        open_.emplace_back();
        deepest = std::max(deepest, open_.size());
        return true;
    }
    bool close() {
        open_.pop_back();
        return true;
    }
    std::vector<std::set<std::string>> open_;
};

bool is_sound(const test::Decoded& decoded) { return decoded.error.empty() && decoded.defects().empty(); }

/// The texts of one record as the other reader sees them.
void check_record(const json& element, const test::DecodedRecord& record) {
    const std::string& whole = record.values[0];
    if (element.is_object())
        fuzz::require(json::parse(whole, nullptr, false) == element, "the whole record is the element",
                      whole);
    if (element.is_string())
        fuzz::require(whole == element.get_ref<const std::string&>(), "a text is itself", whole);
    if (!element.is_object()) return;
    if (const auto a = element.find("a"); a != element.end()) {
        if (a->is_string()) fuzz::require(*a == record.values[1], "column a", record.values[1]);
        if (a->is_object() && a->contains("b") && (*a)["b"].is_string())
            fuzz::require((*a)["b"] == record.values[2], "path a/b", record.values[2]);
    } else {
        fuzz::require(record.values[1].empty(), "a column that is absent is empty", record.values[1]);
    }
}

void check_against_other(std::string_view input) {
    const std::string text = "[" + std::string(input) + "\n]";
    const auto ours = fuzz::decode_checked(test::source_of("json"), text, selectors);
    Surprises surprises;
    // A zero byte is the end of the text to the other reader, whatever stands behind it.
    const bool theirs = json::sax_parse(text, &surprises) && text.find('\0') == text.npos;
    if (ours.error == "format.duplicate-key")
        return fuzz::require(surprises.duplicate || !theirs, "a key that is said to stand twice does", text);
    if (ours.error == "format.too-deep")
        return fuzz::require(surprises.deepest > 128 || !theirs, "what is called too deep is", text);
    fuzz::require(is_sound(ours) == theirs, "JSON is accepted by both or by none", text,
                  ours.error + " " + ours.defects());
    if (!theirs) return;
    const json document = json::parse(text);
    fuzz::require(document.size() == ours.records.size(), "one record per element", text);
    for (std::size_t i = 0; i < document.size(); ++i) check_record(document[i], ours.records[i]);
}

void check_positions(std::string_view input) {
    const auto decoded = fuzz::decode_checked(test::source_of("geojson"), input,
                                              {"id", "nom", "@latitude", "@longitude", "/type"});
    for (const auto& record : decoded.records)
        for (const std::size_t slot : {2u, 3u}) {
            const std::string& text = record.values[slot];
            double value = 0;
            if (text.empty()) continue;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            fuzz::require(error == std::errc() && end == text.data() + text.size(), "a position is a number",
                          text);
        }
}

/// Related objects behind or before the records, and the same bytes as records and as objects.
void check_related(std::string_view input) {
    const std::vector<std::string> paths{"id", "r/f/included/attributes/name", "r/f/included/r/f/included/id",
                                         "r/f/included/*"};
    SourceConfig source = test::source_of("json", "/data");
    source.included = "/included";
    fuzz::decode_checked(source, input, paths);
    fuzz::decode_checked(
        source, R"({"data":[)" + std::string(input) + R"(],"included":[)" + std::string(input) + "]}", paths);
}

} // namespace

FUZZ_TARGET(input) {
    check_against_other(input);
    fuzz::decode_checked(test::source_of("json"), input, selectors);
    fuzz::decode_checked(test::source_of("json", "/a/0/records"), input, selectors);
    fuzz::decode_checked(test::source_of("ndjson"), input, selectors);
    check_positions(input);
    check_related(input);
}
