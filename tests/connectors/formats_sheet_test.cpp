#include "tests/connectors/formats_support.hpp"
#include "tests/support/workbook.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

using Texts = std::vector<std::string>;

const std::string header = R"(<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>)"
                           R"(<c r="B1" t="inlineStr"><is><t>nom</t></is></c></row>)";

Decoded decode_parts(const std::string& type, const Parts& parts, const Texts& selectors = {"id", "nom"},
                     SourceConfig source = {}) {
    TempDir directory;
    source.type = type;
    return decode_files(source, {write_zip(directory / "file", parts)}, selectors);
}

Decoded decode_xlsx(const Xlsx& workbook, const Texts& selectors = {"id", "nom"}) {
    return decode_parts("xlsx", workbook.parts(), selectors);
}

/// A table of id and nom, with these rows below.
Decoded decode_ods(const std::string& rows, const std::string& styles = {}) {
    return decode_parts(
        "ods",
        ods_parts(
            "<table:table table:name=\"Feuille1\"><table:table-row><table:table-cell><text:p>id</text:p>"
            "</table:table-cell><table:table-cell><text:p>nom</text:p></table:table-cell>"
            "</table:table-row>" +
                rows + "</table:table>",
            styles));
}

std::string row(int line, const std::string& cells) {
    return "<row r=\"" + std::to_string(line) + "\">" + cells + "</row>";
}

/// Row 2: the id 1 and one cell B2.
Xlsx one_cell(const std::string& cell) {
    Xlsx workbook;
    workbook.rows = header + row(2, "<c r=\"A2\"><v>1</v></c>" + cell);
    return workbook;
}

} // namespace

TEST_CASE("xlsx: a cell is the text that the producer sees") {
    struct Case {
        const char *what, *cell, *text;
    } const cases[] = {
        {"text stays text", R"(<c r="B2" t="inlineStr"><is><t>01000</t></is></c>)", "01000"},
        {"shared text", R"(<c r="B2" t="s"><v>1</v></c>)", "Crêpes & cie"},
        {"rich text joined, reading in kana left out", R"(<c r="B2" t="s"><v>2</v></c>)", "Gras maigre"},
        {"inline rich text", R"(<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>)", "ab"},
        {"text of a formula", R"(<c r="B2" t="str"><f>A2</f><v>été</v></c>)", "été"},
        {"escapes", R"(<c r="B2" t="inlineStr"><is><t>a_x000A_b_x005F_c_x</t></is></c>)", "a\nb_c_x"},
        {"a pair of surrogates", R"(<c r="B2" t="str"><v>_xD83D__xDE00_</v></c>)", "😀"},
        {"no character", R"(<c r="B2" t="str"><v>a_x0000_b_xD83D_</v></c>)",
         "a\xEF\xBF\xBD"
         "b\xEF\xBF\xBD"},
        {"14 digits", R"(<c r="B2"><v>13002500000016</v></c>)", "13002500000016"},
        {"14 digits with an exponent", R"(<c r="B2"><v>1.3002500000016E+13</v></c>)", "13002500000016"},
        {"15 digits", R"(<c r="B2"><v>123456789012345</v></c>)", "123456789012345"},
        {"more digits than a double has", R"(<c r="B2"><v>1234567890123456789</v></c>)",
         "1234567890123456789"},
        {"a whole number", R"(<c r="B2"><v>12.0</v></c>)", "12"},
        {"a negative one", R"(<c r="B2"><v>-5</v></c>)", "-5"},
        {"no noise of doubles", R"(<c r="B2"><v>0.30000000000000004</v></c>)", "0.3"},
        {"a coordinate", R"(<c r="B2"><v>48.856614000000001</v></c>)", "48.856614"},
        {"a small number", R"(<c r="B2"><v>1E-3</v></c>)", "0.001"},
        {"a number of the size of the universe", R"(<c r="B2"><v>1E+30</v></c>)", "1e+30"},
        {"a percentage is its number", R"(<c r="B2" s="8"><v>0.25</v></c>)", "0.25"},
        {"true", R"(<c r="B2" t="b"><v>1</v></c>)", "true"},
        {"false", R"(<c r="B2" t="b"><v>0</v></c>)", "false"},
        {"a date", R"(<c r="B2" s="1"><v>45363</v></c>)", "2024-03-12"},
        {"a date and a time", R"(<c r="B2" s="2"><v>45363.4375</v></c>)", "2024-03-12T10:30:00"},
        {"midnight is the day", R"(<c r="B2" s="2"><v>45363</v></c>)", "2024-03-12"},
        {"rounded to the second", R"(<c r="B2" s="2"><v>45363.999999</v></c>)", "2024-03-13"},
        {"a time", R"(<c r="B2" s="3"><v>0.4375</v></c>)", "10:30"},
        {"with seconds", R"(<c r="B2" s="3"><v>0.43757</v></c>)", "10:30:06"},
        {"hours beyond a day", R"(<c r="B2" s="4"><v>1.0625</v></c>)", "25:30"},
        {"a custom date", R"(<c r="B2" s="5"><v>45363</v></c>)", "2024-03-12"},
        {"not a date: letters in quotes and colours", R"(<c r="B2" s="6"><v>45363</v></c>)", "45363"},
        {"a postcode as a number shown with its zero", R"(<c r="B2" s="7"><v>1000</v></c>)", "01000"},
        {"a phone number shown with its zero", R"(<c r="B2" s="9"><v>123456789</v></c>)", "0123456789"},
        {"a date in ISO 8601", R"(<c r="B2" t="d"><v>2024-03-12T00:00:00.000</v></c>)", "2024-03-12"},
        {"the day that Excel invented is the one before", R"(<c r="B2" s="1"><v>60</v></c>)", "1900-02-28"},
        {"the first day", R"(<c r="B2" s="1"><v>1</v></c>)", "1900-01-01"},
        {"no date of a spreadsheet", R"(<c r="B2" s="1"><v>-3</v></c>)", "-3"},
        {"not even a number", R"(<c r="B2"><v>abc</v></c>)", "abc"},
        {"an unknown style", R"(<c r="B2" s="99"><v>45363</v></c>)", "45363"},
        {"empty", R"(<c r="B2" s="1"/>)", ""},
        {"an error", R"(<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>)", ""},
        {"a formula without a value", R"(<c r="B2"><f>SUM(A1:A9)</f></c>)", ""},
        {"without a reference", R"(<c><v>7</v></c>)", "7"},
    };
    for (const auto& [what, cell, text] : cases) {
        CAPTURE(what);
        Xlsx workbook = one_cell(cell);
        workbook.strings = "<si><t>x</t></si><si><t>Crêpes &amp; cie</t></si>"
                           "<si><r><t>Gras </t></r><r><rPr><b/></rPr><t>maigre</t></r>"
                           "<rPh sb=\"0\" eb=\"1\"><t>KANA</t></rPh><phoneticPr fontId=\"1\"/></si>";
        workbook.formats =
            R"(<numFmt numFmtId="164" formatCode="[$-40C]dddd\ d\ mmmm\ yyyy;@"/>)"
            R"(<numFmt numFmtId="165" formatCode="[Red]#,##0&quot; dh&quot;\y"/>)"
            R"(<numFmt numFmtId="166" formatCode="00000"/>)"
            R"(<numFmt numFmtId="167" formatCode="0#&quot; &quot;##&quot; &quot;##&quot; &quot;##&quot; &quot;##"/>)";
        workbook.styles = R"(<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="20"/>)"
                          R"(<xf numFmtId="46"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>)"
                          R"(<xf numFmtId="10"/><xf numFmtId="167"/>)";
        const auto decoded = decode_xlsx(workbook);
        CHECK(decoded.error == "");
        REQUIRE(decoded.records.size() == 1);
        CHECK(decoded.records[0].values[1] == std::string(text));
    }
}

TEST_CASE("xlsx: days may be counted from 1904") {
    Xlsx workbook = one_cell(R"(<c r="B2" s="1"><v>43901</v></c>)");
    workbook.styles = R"(<xf numFmtId="0"/><xf numFmtId="14"/>)";
    workbook.properties = "date1904=\"1\"";
    CHECK(decode_xlsx(workbook).table() == "1|2024-03-12");
}

TEST_CASE("xlsx: rows and cells stand where their references say") {
    Xlsx workbook;
    workbook.before = "<sheetViews/><dimension ref=\"A1:AF1048576\"/>"; // lies
    workbook.rows =
        row(3, R"(<c r="B3" t="inlineStr"><is><t>nom</t></is></c><c r="AF3" t="str"><v>id</v></c>)") +
        row(4, "") + row(5, R"(<c r="AF5"><v>1</v></c>)") +
        row(9, R"(<c r="B9" t="str"><v>b</v></c><c r="C9" s="4"/><c r="AF9"><v>2</v></c>)") +
        row(1048576, R"(<c r="A1048576" s="1"/>)");
    const auto decoded = decode_xlsx(workbook);
    CHECK(decoded.table() == "1| / 2|b");
    REQUIRE(decoded.records.size() == 2);
    CHECK(decoded.records[0].line == 5);
    CHECK(decoded.records[1].line == 9);
    CHECK(decoded.report.columns.size() == 32);
}

TEST_CASE("xlsx: any prefix, and the strict namespace") {
    Xlsx workbook;
    const std::string strict = "http://purl.oclc.org/ooxml/";
    workbook.more = {
        {"_rels/.rels",
         "<Relationships><Relationship Id=\"a\" Type=\"" + strict +
             "officeDocument/relationships/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"b\" Type=\"" + strict +
             "officeDocument/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
        {"xl/workbook.xml", "<x:workbook xmlns:x=\"" + strict +
                                "spreadsheetml/main\" xmlns:q=\"r\"><x:sheets>"
                                "<x:sheet name=\"S\" sheetId=\"1\" q:id=\"b\"/></x:sheets></x:workbook>"},
        {"xl/worksheets/sheet1.xml",
         "<x:worksheet xmlns:x=\"" + strict +
             "spreadsheetml/main\"><x:sheetData><x:row><x:c t=\"str\"><x:v>id</x:v>"
             "</x:c><x:c t=\"str\"><x:v>nom</x:v></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c><x:c "
             "t=\"str\"><x:v>a</x:v>"
             "</x:c></x:row></x:sheetData></x:worksheet>"}};
    const auto decoded = decode_xlsx(workbook);
    CHECK(decoded.error == "");
    CHECK(decoded.table() == "1|a");
    CHECK(decoded.records.at(0).line == 2);
}

TEST_CASE("sheets: which sheet is read") {
    Xlsx workbook;
    workbook.rows = header + row(2, R"(<c r="A2"><v>1</v></c><c r="B2" t="str"><v>cachée</v></c>)");
    workbook.sheets = R"(<sheet name="Réglages" sheetId="1" state="hidden" r:id="rId1"/>)"
                      R"(<sheet name="Courbe" sheetId="2" r:id="rId3"/>)"
                      R"(<sheet name="Données" sheetId="3" r:id="rId2"/>)";
    workbook.more = {
        {"xl/worksheets/sheet2.xml",
         xlsx_sheet(header + row(2, R"(<c r="A2"><v>2</v></c><c r="B2" t="str"><v>vue</v></c>)"))}};
    SourceConfig source;
    const auto decode = [&](const char* sheet) {
        source.sheet_name = sheet;
        return decode_parts("xlsx", workbook.parts(), {"id", "nom"}, source);
    };
    CHECK(decode("").table() == "2|vue"); // the first that is neither hidden nor a chart
    CHECK(decode("Réglages").table() == "1|cachée");
    CHECK(decode("donnees ").table() == "2|vue");
    const auto missing = decode("Donées");
    CHECK(missing.error == "format.sheet-not-found");
    CHECK(missing.message.find("it has: \"Réglages\" (hidden), \"Données\"") != std::string::npos);
    CHECK(missing.message.find("Did you mean \"Données\"?") != std::string::npos);

    const std::string table = "<table:table-row><table:table-cell><text:p>id</text:p></table:table-cell>"
                              "</table:table-row><table:table-row><table:table-cell><text:p>";
    const std::string end = "</text:p></table:table-cell></table:table-row></table:table>";
    const Parts ods =
        ods_parts("<table:table table:name=\"Cachée\" table:style-name=\"ta1\">" + table + "1" + end +
                      "<table:table table:name=\"Vue\" table:style-name=\"ta2\">" + table + "2" + end,
                  "<style:style style:name=\"ta1\"><style:table-properties table:display=\"false\"/>"
                  "</style:style><style:style style:name=\"ta2\"><style:table-properties/>"
                  "</style:style>");
    const auto decode_sheet = [&](const char* sheet) {
        source.sheet_name = sheet;
        return decode_parts("ods", ods, {"id"}, source);
    };
    CHECK(decode_sheet("").table() == "2");
    CHECK(decode_sheet("cachee").table() == "1");
    CHECK(decode_sheet("Vues").message.find("Did you mean \"Vue\"?") != std::string::npos);
}

TEST_CASE("sheets: the header row is found as in CSV") {
    Xlsx workbook;
    workbook.rows =
        row(1, R"(<c r="A1" t="str"><v>Export du 12 mars</v></c>)") +
        row(4, R"(<c r="A4" t="str"><v>Identifiant </v></c><c r="B4" t="str"><v>NOM</v></c>)"
               R"(<c r="C4" t="str"><v>nom</v></c><c r="D4" s="1"/>)") +
        row(5, R"(<c r="A5"><v>1</v></c><c r="C5" t="str"><v>a</v></c><c r="F5" t="str"><v>à côté</v></c>)") +
        row(6, R"(<c r="B6" t="str"><v>  </v></c>)") + row(7, R"(<c r="H7"><v>3</v></c>)");
    const auto decoded = decode_xlsx(workbook, {"identifiant", "nom"});
    CHECK(decoded.table() == "1|a");
    CHECK(decoded.report.columns == Texts{"Identifiant", "NOM", "nom"});
    CHECK(decoded.warnings() == "format.cells-outside-header");
    CHECK(decoded.report.warnings.at(0).message.find("(F5)") != std::string::npos);
    CHECK(decode_xlsx(workbook, {"Identifiant", "Nom"}).error == "format.duplicate-column");

    Xlsx unnamed; // no column of the mapping: the first row that is as wide as most
    unnamed.rows =
        row(1, R"(<c r="A1" t="str"><v>Export</v></c>)") +
        R"(<row r="2"><c t="str"><v>a</v></c>)"
        R"(<c t="str"><v>b</v></c><c t="str"><v>c</v></c></row>)"
        R"(<row r="3"><c><v>1</v></c><c><v>2</v></c></row><row r="4"><c><v>3</v></c><c><v>4</v></c></row>)";
    CHECK(decode_xlsx(unnamed, {"absent"}).report.columns == Texts{"a", "b", "c"});
    CHECK(decode_xlsx(unnamed, {"absent"}).report.selector_seen == std::vector<bool>{false});

    SourceConfig source;
    source.sheet_header_row = 5;
    CHECK(decode_parts("xlsx", workbook.parts(), {"a"}, source).report.columns.at(2) == "a");
    source.sheet_header_row = 2;
    CHECK(decode_parts("xlsx", workbook.parts(), {"a"}, source).error == "format.no-header");
    CHECK(decode_xlsx({}).error == "format.no-header");
}

TEST_CASE("sheets: errors and formulas that were never calculated are told once, with the first cell") {
    Xlsx workbook = one_cell(R"(<c r="B2" t="e"><v>#N/A</v></c><c r="C2"><f>1+1</f></c>)");
    workbook.rows += row(3, R"(<c r="A3"><v>2</v></c><c r="B3" t="e"><v>#REF!</v></c>)");
    const auto decoded = decode_xlsx(workbook);
    CHECK(decoded.table() == "1| / 2|");
    CHECK(decoded.warnings() == "format.cell-error format.formula-without-value");
    CHECK(decoded.report.warnings.at(0).message.starts_with(
        "2 cellule(s) en erreur (la première : B2 : #N/A)"));
}

TEST_CASE("ods: a cell is the text that the producer sees") {
    struct Case {
        const char *what, *cell, *text;
    } const cases[] = {
        {"text", "<table:table-cell office:value-type=\"string\"><text:p>01000</text:p></table:table-cell>",
         "01000"},
        {"paragraphs, blanks, links",
         "<table:table-cell office:value-type=\"string\"><text:p>a<text:s "
         "text:c=\"2\"/>b<text:tab/>c</text:p>"
         "<text:p><text:a>lien</text:a><text:line-break/>fin</text:p></table:table-cell>",
         "a  b\tc\nlien\nfin"},
        {"comments and pictures are no text",
         "<table:table-cell "
         "office:value-type=\"string\"><office:annotation><text:p>note</text:p></office:annotation>"
         "<draw:frame><text:p>image</text:p></draw:frame><text:p>a</text:p></table:table-cell>",
         "a"},
        {"a number, not what is shown of it",
         "<table:table-cell office:value-type=\"float\" "
         "office:value=\"13002500000016\"><text:p>1,30E+13</text:p>"
         "</table:table-cell>",
         "13002500000016"},
        {"a number shown with its zero",
         "<table:table-cell office:value-type=\"float\" office:value=\"1000\"><text:p>01000</text:p>"
         "</table:table-cell>",
         "01000"},
        {"a percentage",
         "<table:table-cell office:value-type=\"percentage\" office:value=\"0.25\"><text:p>25,00 %</text:p>"
         "</table:table-cell>",
         "0.25"},
        {"a currency",
         "<table:table-cell office:value-type=\"currency\" office:value=\"12.5\"><text:p>12,50 €</text:p>"
         "</table:table-cell>",
         "12.5"},
        {"a date",
         "<table:table-cell office:value-type=\"date\" "
         "office:date-value=\"2024-03-12\"><text:p>12/03/24</text:p>"
         "</table:table-cell>",
         "2024-03-12"},
        {"a date and a time",
         "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-03-12T10:30:00\"/>",
         "2024-03-12T10:30:00"},
        {"a time", "<table:table-cell office:value-type=\"time\" office:time-value=\"PT10H30M00S\"/>",
         "10:30"},
        {"a boolean",
         "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>VRAI</text:p>"
         "</table:table-cell>",
         "true"},
        {"a boolean that came from Excel",
         "<table:table-cell table:formula=\"of:=FALSE()\" office:value-type=\"float\" office:value=\"0\">"
         "<text:p>FAUX</text:p></table:table-cell>",
         "false"},
        {"an error",
         "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" "
         "calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>",
         ""},
        {"behind a merged cell",
         "<table:covered-table-cell "
         "office:value-type=\"string\"><text:p>x</text:p></table:covered-table-cell>",
         ""},
    };
    for (const auto& [what, cell, text] : cases) {
        CAPTURE(what);
        const auto decoded =
            decode_ods("<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"1\"/>" +
                       std::string(cell) + "</table:table-row>");
        CHECK(decoded.error == "");
        REQUIRE(decoded.records.size() == 1);
        CHECK(decoded.records[0].values[1] == std::string(text));
    }
}

TEST_CASE("ods: repeated rows and cells are counted; a million empty ones cost nothing") {
    const auto decoded = decode_ods(
        "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell "
        "table:number-columns-repeated=\"16384\"/>"
        "</table:table-row>"
        "<table:table-row-group><table:table-row table:number-rows-repeated=\"2\">"
        "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" "
        "office:value=\"7\"/>"
        "<table:table-cell "
        "table:number-columns-repeated=\"16382\"/></table:table-row></table:table-row-group>"
        "<table:table-row table:number-rows-repeated=\"1048569\"><table:table-cell/></table:table-row>"
        "<table:table-row><table:table-cell><text:p>fin</text:p></table:table-cell></table:table-row>");
    CHECK(decoded.error == "");
    CHECK(decoded.table() == "7|7 / 7|7 / fin|");
    REQUIRE(decoded.records.size() == 3);
    CHECK(decoded.records[0].line == 5);
    CHECK(decoded.records[1].line == 6);
    CHECK(decoded.records[2].line == 1048576);
    CHECK(decode_ods(
              "<table:table-row table:number-rows-repeated=\"900000000\"><table:table-cell><text:p>x</text:p>"
              "</table:table-cell></table:table-row>")
              .error == "format.sheet-too-many-rows");
}

TEST_CASE("sheets: the same table saved by another program has the same digests") {
    Xlsx excel;
    excel.strings = "<si><t>id</t></si><si><t>nom</t></si><si><r><t>l'</t></r><r><t>été</t></r></si>";
    excel.styles = R"(<xf numFmtId="0"/>)";
    excel.rows = row(1, R"(<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>)") +
                 row(2, R"(<c r="A2"><v>0.30000000000000004</v></c><c r="B2" t="s"><v>2</v></c>)");
    Xlsx other;
    other.rows =
        header + row(2, R"(<c r="A2" t="n"><v>0.3</v></c><c r="B2" t="inlineStr"><is><t>l'été</t></is></c>)"
                        R"(<c r="C2" s="3"/>)");
    const auto one = decode_xlsx(excel), two = decode_xlsx(other);
    const auto three =
        decode_ods("<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"0.3\"/>"
                   "<table:table-cell office:value-type=\"string\"><text:p>l'été</text:p></table:table-cell>"
                   "</table:table-row>");
    REQUIRE(one.records.size() == 1);
    REQUIRE(two.records.size() == 1);
    REQUIRE(three.records.size() == 1);
    CHECK(one.records[0].digest == two.records[0].digest);
    CHECK(one.records[0].digest == three.records[0].digest);
}
