#include "connectors/targets/read_back.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>

using namespace moisson;

namespace {

std::filesystem::path file_of(const test::TempDir& temp, const std::string& text) {
    std::ofstream(temp / "file", std::ios::binary | std::ios::trunc) << text;
    return temp / "file";
}

} // namespace

TEST_CASE("rows are counted by code that shares nothing with the writers") {
    struct Row {
        ExportFormat format;
        std::string text;
        std::uint64_t records;
    };
    const test::TempDir temp;
    for (const Row& row :
         {Row{ExportFormat::csv, "id,sources\r\n", 0}, Row{ExportFormat::csv, "id,nom\r\n1,a\r\n2,\r\n", 2},
          Row{ExportFormat::csv, "id,nom\r\n1,\"a,\"\"b\"\"\r\n\n,c\"\r\n", 1},
          Row{ExportFormat::ndjson, "", 0}, Row{ExportFormat::ndjson, "{\"a\":1}\n{\"b\":\"}\"}\n", 2},
          Row{ExportFormat::json, "[\n]\n", 0}, Row{ExportFormat::json, "[{\"a\":{\"b\":[{}]}},{}]", 2},
          Row{ExportFormat::geojson, R"({"type":"FeatureCollection","features":[{"a":{}},{"b":[{}]}]})",
              2}}) {
        CAPTURE(row.text);
        CHECK(count_records(file_of(temp, row.text), row.format) == row.records);
    }
}

TEST_CASE("what is not well-formed is not counted") {
    struct Row {
        ExportFormat format;
        const char* text;
    };
    const test::TempDir temp;
    for (const Row& row :
         {Row{ExportFormat::csv, ""}, Row{ExportFormat::csv, "id,nom\r\n1,a"},
          Row{ExportFormat::csv, "id,nom\r\n1\r\n"}, Row{ExportFormat::csv, "id,nom\r\n1,\"a\r\n"},
          Row{ExportFormat::csv, "id\r\na\"b\r\n"}, Row{ExportFormat::csv, "id\n1\n"},
          Row{ExportFormat::csv, "id\r\n\"a\"b\r\n"}, Row{ExportFormat::ndjson, "{}"},
          Row{ExportFormat::ndjson, "{}\n[]\n"}, Row{ExportFormat::ndjson, "{\n"},
          Row{ExportFormat::json, "[{},"}, Row{ExportFormat::json, "[{}]]"},
          Row{ExportFormat::geojson, "{\"features\":[{}]"}}) {
        CAPTURE(row.text);
        CHECK_THROWS_AS(count_records(file_of(temp, row.text), row.format), std::runtime_error);
    }
    CHECK_THROWS_AS(count_records(temp / "absent", ExportFormat::csv), std::runtime_error);
    CHECK(file_digest(temp / "absent") == "");
}
