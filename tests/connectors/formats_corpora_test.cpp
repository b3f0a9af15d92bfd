// The corpora: our own (small files in tests/data/corpora-own, large ones in the shared folder) against their
// manifests, and public conformance suites when the shared folder is there.
#include "tests/connectors/formats_support.hpp"

#include <ctime>
#include <doctest/doctest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace moisson;
using namespace moisson::test;
using nlohmann::json;

namespace {

/// The manifests propose codes; these are ours. What is missing here is not the decoder's business.
const std::map<std::string, std::string> our_code = {
    {"unclosed_quote_eof", "format.unclosed-quote"},
    {"field_too_long", "format.field-too-long"},
    {"duplicate_column", "format.duplicate-column"},
    {"too_many_columns", "format.too-many-columns"},
    {"html_instead_of_data", "format.html-instead-of-data"},
    {"json_instead_of_csv", "format.not-csv"},
    {"spreadsheet_instead_of_csv", "format.not-csv"},
    {"binary_instead_of_csv", "format.not-csv"},
    {"nul_bytes", "format.nul-bytes"},
    {"unsupported_charset", "format.unsupported-encoding"},
    {"charset", "format.unsupported-encoding"},
    {"truncated", "format.truncated"},
    {"empty_document", "format.empty-document"},
    {"too_deep", "format.too-deep"},
    {"trailing_data", "format.trailing-data"},
    {"duplicate_key", "format.duplicate-key"},
    {"syntax", "format.syntax"},
    {"path_not_found", "format.path-not-found"},
    {"path_not_array", "format.path-not-array"},
    {"doctype_forbidden", "format.doctype-forbidden"},
    {"too_many_attributes", "format.too-many-attributes"},
    {"invalid_utf8", "format.invalid-utf8"},
    {"not_well_formed", "format.syntax"},
    {"ambiguous_member", "format.archive-ambiguous"},
    {"no_member", "format.archive-no-entry"},
    {"bad_member_name", "format.archive-entry-name"},
    {"not_a_regular_member", "format.archive-entry-kind"},
    {"header_mismatch", "format.archive-mismatch"},
    {"size_mismatch", "format.archive-mismatch"},
    {"encrypted", "format.archive-encrypted"},
    {"corrupt", "format.archive-corrupt"},
    {"crc", "format.archive-checksum"},
    {"decompressed_too_big", "format.archive-too-big"},
    {"too_many_members", "format.archive-too-many-entries"},
    {"too_many_content_codings", "format.archive-nested"},
    {"columns", "format.too-"},
    {"quote", "format.text-after-quote"},
    {"charset_mismatch", "format.encoding-mismatch"},
    {"charset_guessed", "format.encoding-guessed"},
    {"mojibake_suspected", "format.mojibake-suspected"},
    {"replacement_char", "format.replacement-character"},
    {"bidi_control", "format.bidi-control"},
    {"unnamed_column", "format.unnamed-column"},
};

#ifdef NDEBUG
constexpr int seconds_allowed = 5;
#else
constexpr int seconds_allowed = 30; // not optimised, perhaps with sanitizers
#endif

std::optional<std::filesystem::path> find_file(const std::string& corpus, const std::string& name) {
    const auto own = source_dir() / "tests/data/corpora-own" / corpus / name;
    if (std::filesystem::exists(own)) return own;
    const auto shared = shared_dir();
    if (!shared) return std::nullopt;
    return *shared / "data/corpora" / ("own-" + corpus) / name;
}

std::pair<std::string, std::string> outcome_of(const json& entry) {
    const std::string outcome = entry["outcome"];
    const auto colon = outcome.find(':');
    return {outcome.substr(0, colon), colon == std::string::npos ? "" : outcome.substr(colon + 1)};
}

/// Decodes and compares with what the manifest says about the decoder; `rows`: the expected objects, or null.
void check_outcome(const json& entry, const Decoded& decoded) {
    const auto [verdict, proposed] = outcome_of(entry);
    const auto known = our_code.find(proposed);
    const std::string code = known == our_code.end() ? "" : known->second;
    if (verdict == "error") {
        if (!code.empty()) CHECK(decoded.error == code);
        return;
    }
    CHECK(decoded.error == "");
    if (verdict == "row_error" && !code.empty()) CHECK(decoded.defects().find(code) != std::string::npos);
    if (verdict == "warn" && !code.empty()) CHECK(decoded.warnings().find(code) != std::string::npos);
}

template<typename Decode>
void run_corpus(const std::string& corpus, Decode decode) {
    const json manifest = json::parse(read_file(*find_file(corpus, "manifest.json")));
    std::size_t absent = 0;
    for (const auto& entry : manifest) {
        const std::string name = entry["file"];
        CAPTURE(name);
        const auto file = find_file(corpus, name);
        if (!file) {
            ++absent;
            continue;
        }
        const auto start = std::clock(); // processor time: other programs may be busy
        decode(entry, *file);
        CHECK((std::clock() - start) / CLOCKS_PER_SEC < seconds_allowed);
    }
    if (absent) MESSAGE("skipped: " << absent << " large files of " << corpus << ", ../shared is absent");
}

std::vector<std::string> columns_of(const json& rows) {
    std::vector<std::string> columns;
    if (rows.is_array() && !rows.empty())
        for (const auto& [name, value] : rows[0].items()) columns.push_back(name);
    return columns.empty() ? std::vector<std::string>{"id", "nom"} : columns;
}

json sound_rows(const Decoded& decoded, const std::vector<std::string>& columns) {
    json rows = json::array();
    for (const auto& record : decoded.records) {
        if (!record.defect.empty()) continue;
        json row = json::object();
        for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = record.values[i];
        rows.push_back(row);
    }
    return rows;
}

/// All cells of a UTF-8 CSV file, for comparison with a converted one.
std::string all_cells(const std::filesystem::path& file, std::string_view charset) {
    const std::vector<std::string> columns{"id",          "nom",   "adresse", "commune",
                                           "code_postal", "siret", "date_maj"};
    return decode_files(source_of("csv"), {file}, columns, charset).table();
}

} // namespace

TEST_CASE("corpus own-csv") {
    run_corpus("csv", [](const json& entry, const std::filesystem::path& file) {
        auto source = source_of("csv");
        if (entry.contains("skip_lines")) source.csv.header_row = entry["skip_lines"].get<unsigned>() + 1;
        const auto columns = columns_of(entry["rows"]);
        const auto decoded = decode_files(source, {file}, columns);
        check_outcome(entry, decoded);
        if (entry.contains("line")) CHECK((decoded.error_line == entry["line"] || decoded.defects() != ""));
        const auto [verdict, code] = outcome_of(entry);
        // The other row errors are found by validation and by change detection.
        const bool judged_here = verdict != "row_error" || code == "columns" || code == "quote";
        if (entry["rows"].is_array() && judged_here && code != "duplicate_row")
            CHECK(sound_rows(decoded, columns) == entry["rows"]);
    });
}

TEST_CASE("corpus own-charset") {
    run_corpus("charset", [](const json& entry, const std::filesystem::path& file) {
        const std::string label = entry["http_content_type"];
        const auto decoded = decode_files(source_of("csv"), {file}, {"id", "nom"}, label);
        check_outcome(entry, decoded);
        const auto [verdict, code] = outcome_of(entry);
        if (code == "charset_mismatch_or_row_error")
            CHECK(decoded.records.size() - decoded.table().empty() > 1);
        if (entry["expected_utf8"].is_string())
            CHECK(all_cells(file, label) ==
                  all_cells(*find_file("charset", entry["expected_utf8"]), "utf-8"));
    });
    CHECK(
        decode_files(source_of("csv"), {*find_file("charset", "utf8-one-bad-byte.csv")}, {"id"}).defects() ==
        "2:format.invalid-utf8");
    CHECK(decode_files(source_of("csv"), {*find_file("charset", "nul-in-cell.csv")}, {"id"}).defects() != "");
}

TEST_CASE("corpus own-json") {
    run_corpus("json", [](const json& entry, const std::filesystem::path& file) {
        const std::string type = entry.contains("format") ? entry["format"].get<std::string>() : "json";
        const bool has_path = entry["outcome"] == "error:path_not_found" ||
                              entry["file"] == "records-null.json" ||
                              entry["file"] == "object-instead-of-array.json";
        check_outcome(entry, decode_files(source_of(type, has_path ? "/results" : ""), {file}, {"id"}));
    });
}

TEST_CASE("corpus own-xml") {
    run_corpus("xml", [](const json& entry, const std::filesystem::path& file) {
        check_outcome(entry, decode_files(source_of("xml"), {file}, {"id"}));
    });
}

TEST_CASE("corpus own-archives") {
    const std::set<std::string> http_only = {"zlib.deflate", "raw.deflate"}; // content codings of HTTP
    run_corpus("archives", [&](const json& entry, const std::filesystem::path& file) {
        const std::string name = entry["file"];
        const std::string outcome = entry["outcome"];
        if (http_only.contains(name)) return;
        auto source = source_of("csv");
        if (name == "not-gzip.csv.gz") source.compression = "gzip";
        const auto decoded = decode_files(source, {file}, {"id"});
        if (name == "bomb.gz")
            CHECK(decoded.error == "format.nul-bytes"); // it shows what it is from its first bytes
        else if (name == "bad-deflate.zip")
            CHECK(decoded.error != ""); // damaged data may inflate: then the checksum tells
        else if (outcome == "error:bad_magic")
            CHECK(decoded.error == "format.archive-corrupt");
        else if (outcome.starts_with("error"))
            check_outcome(entry, decoded);
        else if (outcome == "ok")
            CHECK(decoded.error == "");
    });
}

TEST_CASE("corpus JSONTestSuite: every y_ is accepted, every n_ refused, no i_ crashes") {
    const auto shared = shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    std::size_t accepted = 0, refused = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(*shared / "data/corpora/json-testsuite/test_parsing")) {
        const std::string name = file.path().filename();
        CAPTURE(name);
        // A record is an element of an array: the document is made one.
        TempDir directory;
        const auto wrapped = write_snapshot(directory / "x", "[" + read_file(file.path()) + "\n]");
        const auto decoded = decode_files(source_of("json"), {wrapped}, {"id"});
        const bool good = decoded.error.empty() && decoded.defects().empty() && decoded.records.size() == 1;
        accepted += good;
        refused += !good;
        if (name.starts_with("y_object_duplicated_key"))
            CHECK(decoded.error == "format.duplicate-key");
        else if (name.starts_with("y_"))
            CHECK(good);
        // Inside of our array these are two values, or none.
        else if (name.starts_with("n_"))
            CHECK_FALSE(good);
    }
    CHECK(accepted + refused == 318);
}

TEST_CASE("corpus csv-spectrum: rows are equal to the given JSON") {
    const auto shared = shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(*shared / "data/corpora/csv-spectrum/csvs")) {
        const std::string name = file.path().stem();
        CAPTURE(name);
        json expected = json::parse(read_file(*shared / "data/corpora/csv-spectrum/json" / (name + ".json")));
        if (expected.is_object()) expected = json(std::vector<json>{expected});
        for (auto& row : expected)
            row.erase("Contact Phone Number"); // of one file, the suite contradicts itself
        const auto columns = columns_of(expected);
        CHECK(sound_rows(decode_files(source_of("csv"), {file.path()}, columns), columns) == expected);
        ++count;
    }
    CHECK(count == 12);
}

TEST_CASE("corpus xmltest: what is not well-formed is refused, and every DOCTYPE") {
    const auto shared = shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    std::map<std::string, std::size_t> counts;
    const auto root = *shared / "data/corpora/xml-xmltest";
    for (const auto& file : std::filesystem::recursive_directory_iterator(root)) {
        if (file.path().extension() != ".xml" || file.path().string().find("/out/") != std::string::npos)
            continue;
        const std::string name = std::filesystem::relative(file.path(), root);
        CAPTURE(name);
        const auto decoded = decode_files(source_of("xml", "/*"), {file.path()}, {"."});
        std::string text = read_file(file.path());
        std::erase(text, '\0'); // UTF-16
        const bool doctype = text.find("<!DOCTYPE") != std::string::npos;
        ++counts[decoded.error];
        if (name.starts_with("not-wf/sa"))
            CHECK(decoded.error != "");
        else if (name.starts_with("valid") && !doctype)
            CHECK(decoded.error == "");
    }
    CHECK(counts["format.doctype-forbidden"] > 200);
}
