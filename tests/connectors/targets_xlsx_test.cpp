// XLSX: what our own reader of spreadsheets finds in it, and that nothing in it is a formula.
#include "connectors/formats/bytes/zip_source.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/targets/read_back.hpp"
#include "connectors/targets/xlsx_writer.hpp"
#include "tests/core/export_support.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

std::filesystem::path write_book(const test::TempDir& temp, const std::vector<GoldenRecord>& records,
                                 const std::string& name = "structures.xlsx") {
    const auto schema = test::export_schema();
    const std::filesystem::path file = temp / name;
    std::ofstream out(file, std::ios::binary);
    const auto writer =
        make_export_writer(ExportFormat::xlsx, *schema, 1, {.feeds = {test::feed("ain")}}, out, temp.path());
    writer->begin();
    for (const GoldenRecord& record : records) writer->write(record);
    writer->end();
    CHECK(writer->rows() == records.size());
    return file;
}

/// Texts of one column, as people see them.
std::vector<std::string> column(const std::filesystem::path& file, const std::string& name) {
    SourceConfig source;
    source.type = "xlsx";
    const auto decoder = open_decoder(source, {file}, {name});
    std::vector<std::string> texts;
    for (RawRecord raw; decoder->next(raw);) texts.emplace_back(raw.first(0));
    return texts;
}

std::string sheet_xml(const std::filesystem::path& file) {
    std::ifstream in = open_zip_file(file);
    for (const ZipEntry& entry : read_zip_directory(in)) {
        if (entry.name != "xl/worksheets/sheet1.xml") continue;
        const auto bytes = open_zip_entry(file, entry, OutputLimit{1u << 30});
        std::string xml(1u << 20, '\0');
        xml.resize(bytes->read_fully(xml.data(), xml.size()));
        return xml;
    }
    return {};
}

} // namespace

TEST_CASE("texts stay texts, numbers are numbers, lists and sources are joined") {
    const test::TempDir temp;
    const auto file = write_book(
        temp, {test::structure("ain", "01000", {{"nom", "Phare & <Cie>\nAin"}, {"latitude", 46.25}}),
               test::structure("ain", "8", {{"nom", "01000"}, {"reseaux", List{"a|b", "c"}}})});
    CHECK(column(file, "nom") == std::vector<std::string>{"Phare & <Cie>\nAin", "01000"});
    CHECK(column(file, "sources") == std::vector<std::string>{"ain--01000", "ain--8"});
    CHECK(column(file, "latitude") == std::vector<std::string>{"46.25", ""});
    CHECK(column(file, "reseaux")[1] == "a\\|b|c");
    CHECK(count_records(file, ExportFormat::xlsx) == 2);
}

TEST_CASE("a book without records has its header and counts as empty") {
    const test::TempDir temp;
    CHECK(count_records(write_book(temp, {}), ExportFormat::xlsx) == 0);
}

TEST_CASE("equal records give equal bytes, and no temporary file is left") {
    const test::TempDir temp;
    const std::vector<GoldenRecord> records = {test::structure("ain", "7", {{"nom", "Phare"}})};
    CHECK(file_digest(write_book(temp, records, "a.xlsx")) ==
          file_digest(write_book(temp, records, "b.xlsx")));
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(temp.path()))
        files += entry.is_regular_file();
    CHECK(files == 2);
}

TEST_CASE("what is longer than a cell is cut, and bytes that are no UTF-8 do not break the book") {
    const test::TempDir temp;
    const auto file = write_book(temp, {test::structure("ain", "7", {{"nom", std::string(40'000, 'x')}}),
                                        test::structure("ain", "8", {{"nom", "Caf\xE9"}})});
    const auto names = column(file, "nom");
    REQUIRE(names.size() == 2);
    CHECK(names[0].size() == 32'766 + std::string("…").size());
    CHECK(names[1].starts_with("Caf"));
}

TEST_CASE("none of the injection cases becomes a formula or a link") {
    const auto shared = test::shared_dir();
    std::vector<std::string> values = {"=1+1", "@SUM(1)", "+1+cmd|' /C calc'!A0", "http://evil.example/",
                                       "\t=1+1"};
    if (shared) {
        std::ifstream cases(*shared / "data/corpora/own-csv-injection/cases.json");
        for (const auto& entry : nlohmann::json::parse(cases)) values.push_back(entry["value"]);
    } else {
        MESSAGE("the corpus of ../shared is absent: own cases only");
    }
    const test::TempDir temp;
    std::vector<GoldenRecord> records;
    for (const std::string& value : values)
        records.push_back(test::structure("ain", std::to_string(records.size()), {{"nom", value}}));
    const std::string xml = sheet_xml(write_book(temp, records));
    REQUIRE(xml.find("<sheetData>") != std::string::npos);
    CHECK(xml.find("<f>") == std::string::npos);
    CHECK(xml.find("<hyperlink") == std::string::npos);
    CHECK(xml.find("inlineStr") != std::string::npos);
}
