// Spreadsheets that are damaged, hostile or something else: each is refused with its own code.
#include "tests/connectors/formats_support.hpp"
#include "tests/support/workbook.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;
using namespace std::string_literals;

namespace {

Decoded decode_bytes(const std::string& type, const std::string& bytes) {
    return decode_text(source_of(type), bytes, {"id"});
}

Decoded decode_workbook(const Parts& parts, const std::string& type = "xlsx") {
    TempDir directory;
    return decode_files(source_of(type), {write_zip(directory / "file", parts)}, {"id"});
}

const std::string id_row = R"(<row r="1"><c r="A1" t="str"><v>id</v></c></row>)";

Xlsx with_rows(const std::string& rows) {
    Xlsx workbook;
    workbook.rows = id_row + rows;
    return workbook;
}

Xlsx with_part(const std::string& name, const std::string& content) {
    Xlsx workbook = with_rows("");
    workbook.more = {{name, content}};
    return workbook;
}

std::string relationship(const std::string& attributes) {
    return "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" " + attributes +
           "/></Relationships>";
}

} // namespace

TEST_CASE("sheets: what is no spreadsheet is named, with the remedy") {
    const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(600, '\0');
    std::string locked = ole;
    for (const char c : "EncryptedPackage"s) locked += {c, '\0'};
    struct Case {
        const char* what;
        std::string bytes;
        const char *code, *says;
    } const cases[] = {
        {"CSV", "id;nom\n1;a\n", "format.not-spreadsheet", "type = \"csv\""},
        {"a log-in page", "<!DOCTYPE html><html></html>", "format.html-instead-of-data", "HTML page"},
        {"JSON", "{\"error\": 1}", "format.not-spreadsheet", "JSON"},
        {"flat XML", "<?xml version=\"1.0\"?><office:document/>", "format.not-spreadsheet", "XML"},
        {"PDF", "%PDF-1.7", "format.not-spreadsheet", "PDF"},
        {"nothing", "", "format.empty-document", "empty"},
        {"XLS", ole, "format.unsupported-spreadsheet", "old Excel workbook (.xls)"},
        {"a password", locked, "format.encrypted-spreadsheet", "password"},
        {"a cut file", "PK\x03\x04 and then nothing"s, "format.truncated", "cut"},
    };
    for (const auto& [what, bytes, code, says] : cases)
        for (const char* type : {"xlsx", "ods"}) {
            CAPTURE(what);
            const auto decoded = decode_bytes(type, bytes);
            CHECK(decoded.error == code);
            CHECK(decoded.message.find(says) != std::string::npos);
        }
}

TEST_CASE("sheets: other archives and documents") {
    struct Case {
        const char *what, *type;
        Parts parts;
        const char *code, *says;
    } const cases[] = {
        {"an archive of CSV", "xlsx", {{"a.csv", "id\n1\n"}}, "format.not-spreadsheet", "type = \"csv\""},
        {"xlsx declared ods", "ods", with_rows("").parts(), "format.not-spreadsheet", "type = \"xlsx\""},
        {"ods declared xlsx", "xlsx", ods_parts(""), "format.not-spreadsheet", "type = \"ods\""},
        {"xlsx declared csv", "csv", with_rows("").parts(), "format.not-csv", "type = \"xlsx\""},
        {"ods declared json", "json", ods_parts(""), "format.not-json", "type = \"ods\""},
        {"a binary workbook", "xlsx", with_part("xl/workbook.bin", "x").parts(),
         "format.unsupported-spreadsheet", ".xlsb"},
        {"a text document",
         "xlsx",
         {{"[Content_Types].xml", "<Types/>"},
          {"_rels/.rels",
           "<Relationships><Relationship Type=\"x/officeDocument\" Target=\"word/document.xml\"/>"
           "</Relationships>"},
          {"word/document.xml", "<w:document xmlns:w=\"w\"/>"}},
         "format.not-spreadsheet",
         "another Office document"},
        {"an ods behind a password", "ods",
         [] {
             Parts parts = ods_parts("");
             parts.push_back({"META-INF/manifest.xml", "<m><manifest:encryption-data/></m>"});
             return parts;
         }(),
         "format.encrypted-spreadsheet", "password"},
        {"an ods without a sheet", "ods", ods_parts(""), "format.sheet-not-found", "no visible sheet"},
    };
    for (const auto& [what, type, parts, code, says] : cases) {
        CAPTURE(what);
        const auto decoded = decode_workbook(parts, type);
        CHECK(decoded.error == code);
        CHECK(decoded.message.find(says) != std::string::npos);
    }
}

TEST_CASE("xlsx: damaged and hostile workbooks") {
    std::string wide = "<row r=\"1\">";
    for (int i = 0; i < 2001; ++i) wide += "<c t=\"str\"><v>c" + std::to_string(i) + "</v></c>";
    Xlsx strings = with_rows("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>7</v></c></row>");
    strings.strings = "<si><t>a</t></si>";
    Xlsx no_strings = strings;
    no_strings.more = {{"xl/sharedStrings.xml", "-"}};
    Xlsx columns;
    columns.rows = wide + "</row>";
    struct Case {
        const char* what;
        Xlsx workbook;
        const char* code;
    } const cases[] = {
        {"a text that does not exist", strings, "format.sheet-bad-reference"},
        {"the texts are missing", no_strings, "format.sheet-part-missing"},
        {"the workbook is missing", with_part("xl/workbook.xml", "-"), "format.sheet-part-missing"},
        {"the sheet is missing", with_part("xl/worksheets/sheet1.xml", "-"), "format.sheet-part-missing"},
        {"no relationships: no sheet has a part", with_part("xl/_rels/workbook.xml.rels", "-"),
         "format.sheet-not-found"},
        {"a sheet outside of the package",
         with_part("xl/_rels/workbook.xml.rels", relationship("Target=\"../../../etc/passwd\"")),
         "format.sheet-external-part"},
        {"a sheet on the network",
         with_part("xl/_rels/workbook.xml.rels",
                   relationship("Target=\"http://example.org/s.xml\" TargetMode=\"External\"")),
         "format.sheet-external-part"},
        {"a DOCTYPE", with_part("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><workbook/>"),
         "format.doctype-forbidden"},
        {"XML that ends early", with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"),
         "format.truncated"},
        {"not well-formed", with_part("xl/worksheets/sheet1.xml", "<worksheet><a></b></worksheet>"),
         "format.syntax"},
        {"rows backwards", with_rows(R"(<row r="3"><c r="A3"><v>1</v></c></row><row r="2"/>)"),
         "format.sheet-bad-reference"},
        {"cells backwards", with_rows(R"(<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>)"),
         "format.sheet-bad-reference"},
        {"no cell", with_rows(R"(<row r="2"><c r="7"><v>1</v></c></row>)"), "format.sheet-bad-reference"},
        {"a column beyond the last", with_rows(R"(<row r="2"><c r="XFE2"><v>1</v></c></row>)"),
         "format.sheet-bad-reference"},
        {"a row beyond all limits", with_rows(R"(<row r="5000001"><c r="A5000001"><v>1</v></c></row>)"),
         "format.sheet-too-many-rows"},
        {"a cell of more than 1 MiB",
         with_rows("<row r=\"2\"><c r=\"A2\" t=\"str\"><v>" + std::string(1100000, 'x') + "</v></c></row>"),
         "format.field-too-long"},
        {"too many columns", columns, "format.too-many-columns"},
    };
    for (const auto& [what, workbook, code] : cases) {
        CAPTURE(what);
        CHECK(decode_workbook(workbook.parts()).error == code);
    }
}

TEST_CASE("sheets: bombs") {
    std::string rows = id_row;
    for (int i = 2; i < 400000; ++i) rows += "<row/><row/><row/><row/><row/><row/><row/>";
    Xlsx workbook;
    workbook.rows = rows;
    CHECK(decode_workbook(workbook.parts()).error == "format.archive-too-big");

    const std::string cell = "<table:table-cell table:number-columns-repeated=\"16384\"><text:p>";
    const auto ods = [&](const std::string& text, const std::string& repeated) {
        return decode_workbook(ods_parts("<table:table><table:table-row table:number-rows-repeated=\"" +
                                         repeated + "\">" + cell + text +
                                         "</text:p></table:table-cell></table:table-row>"
                                         "</table:table>"),
                               "ods");
    };
    CHECK(ods("id", "4999999").error == "format.sheet-too-many-cells");
    CHECK(ods(std::string(1000, 'x'), "2").error == "format.row-too-long");
}

TEST_CASE("sheets: a file that was cut or damaged on the way is refused") {
    TempDir directory;
    std::string rows = id_row;
    for (int i = 2; i < 3000; ++i)
        rows += "<row r=\"" + std::to_string(i) + "\"><c r=\"A" + std::to_string(i) + "\"><v>" +
                std::to_string(i * 7919 % 10007) + "</v></c></row>";
    Xlsx workbook;
    workbook.rows = rows;
    Parts parts = workbook.parts();
    const std::string whole = read_file(write_zip(directory / "file", parts));
    CHECK(decode_bytes("xlsx", whole).records.size() == 2998);
    for (const std::size_t size : {whole.size() / 2, whole.size() - 5, std::size_t{100}})
        CHECK(decode_bytes("xlsx", whole.substr(0, size)).error == "format.truncated");
    int refused = 0;
    for (std::size_t at = 1000; at < whole.size(); at += 997) {
        std::string damaged = whole;
        damaged[at] ^= 0x15;
        const auto decoded = decode_bytes("xlsx", damaged);
        refused += decoded.error != "" || decoded.records.size() == 2998;
        CHECK_MESSAGE((decoded.error != "" || decoded.table() == decode_bytes("xlsx", whole).table()), at);
    }
    CHECK(refused > 0);
}
