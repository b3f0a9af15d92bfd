#include "core/export/csv_cell.hpp"
#include "tests/core/export_support.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

std::string cell(std::string_view text) {
    std::string out;
    append_csv_text(out, text);
    return out;
}

/// What a CSV reader sees in one cell.
std::string read_cell(std::string written) {
    if (!written.starts_with('"')) return written;
    std::string text;
    for (std::size_t at = 1; at + 1 < written.size(); ++at) {
        if (written[at] == '"') ++at;
        text += written[at];
    }
    return text;
}

} // namespace

TEST_CASE("a CSV file is RFC 4180: header, comma, CRLF, quotes only where needed, no BOM") {
    const std::string file = test::write_all(
        ExportFormat::csv,
        {test::structure("ain", "7",
                         {{"nom", "Le \"Phare\", Bourg"}, {"longitude", 5.25}, {"latitude", -46.5}}),
         test::structure("ain", "8", {{"nom", "deux\nlignes"}})});
    CHECK(file == "id,sources,nom,courriel,telephone,longitude,latitude,reseaux,extra\r\n"
                  "mo_7,ain--7,\"Le \"\"Phare\"\", Bourg\",,,5.25,-46.5,,\r\n"
                  "mo_8,ain--8,\"deux\nlignes\",,,,,,\r\n");
}

TEST_CASE("a list is one cell; separator and backslash inside a value are escaped") {
    struct Row {
        const char* sentence;
        List values;
        std::string written;
    };
    for (const Row& row :
         {Row{"one", {"ccas-cias"}, "ccas-cias"}, Row{"two", {"ccas-cias", "mdph"}, "ccas-cias|mdph"},
          Row{"separator inside", {"a|b", "c"}, "a\\|b|c"}, Row{"backslash inside", {"a\\", "b"}, "a\\\\|b"},
          Row{"none", {}, ""}}) {
        CAPTURE(row.sentence);
        std::string out, scratch;
        append_csv_value(out, row.values, "|", scratch);
        CHECK(out == row.written);
    }
}

TEST_CASE("a merged record names all its sources in one cell") {
    GoldenRecord record = test::structure("ain", "7", {{"nom", "Phare"}});
    record.sources.push_back({"dept", "A|9"});
    CHECK(test::write_all(ExportFormat::csv, {record}).find("mo_7,ain--7|dept--A\\|9,Phare") !=
          std::string::npos);
}

TEST_CASE("a spreadsheet runs nothing; phone numbers and coordinates stay as they are") {
    struct Row {
        const char* value;
        bool risky;
    };
    for (const Row& row : {Row{"=1+1", true},
                           Row{"@SUM(1)", true},
                           Row{"\t=1", true},
                           Row{"\r=1", true},
                           Row{"\n=1", true},
                           Row{"+1+cmd|' /C calc'!A0", true},
                           Row{"＝1+1", true},
                           Row{"⁼1", true},
                           Row{"+33199000102", false},
                           Row{"+33 (0)1 99 00 01 02", false},
                           Row{"+33.1.99.00.01.02", false},
                           Row{"-12.5", false},
                           Row{"-12,5", false},
                           Row{"-1.5e-3", false},
                           Row{"-1.5e", true},
                           Row{"-1.", true},
                           Row{"-", false},
                           Row{"+", false},
                           Row{"--", true},
                           Row{"- accueil", true},
                           Row{"+a", true},
                           Row{"0199000102", false},
                           Row{"texte = ok", false},
                           Row{"é", false},
                           Row{"", false}}) {
        CAPTURE(row.value);
        CHECK(runs_as_formula(row.value) == row.risky);
        CHECK(read_cell(cell(row.value)) == (row.risky ? "'" : "") + std::string(row.value));
    }
}

TEST_CASE("every case of the injection corpus is written as it says") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    std::ifstream file(*shared / "data/corpora/own-csv-injection/cases.json");
    for (const auto& entry : nlohmann::json::parse(file)) {
        const std::string value = entry["value"];
        CAPTURE(value);
        CHECK(runs_as_formula(value) == entry["risky"].get<bool>());
        CHECK(read_cell(cell(value)) == entry["published_csv"].get<std::string>());
        const std::string line =
            test::write_all(ExportFormat::ndjson, {test::structure("ain", "7", {{"nom", value}})});
        CHECK(nlohmann::json::parse(line)["nom"] == entry["published_json"]);
    }
}

TEST_CASE("the writer counts the cells it had to protect") {
    const auto schema = test::export_schema();
    std::ostringstream out;
    const auto writer = make_writer(ExportFormat::csv, *schema, 1, {.feeds = {test::feed("ain")}}, out);
    writer->begin();
    writer->write(test::structure("ain", "7", {{"nom", "=1+1"}, {"reseaux", List{"@x", "y"}}}));
    writer->end();
    CHECK(writer->rows() == 1);
    CHECK(writer->protected_cells() == 2);
}
