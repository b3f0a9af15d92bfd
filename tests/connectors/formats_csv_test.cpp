#include "tests/connectors/formats_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;
using namespace std::string_literals;

namespace {

Decoded decode_csv(std::string_view text, const std::vector<std::string>& selectors = {"id", "nom"}) {
    return decode_text(source_of("csv"), text, selectors);
}

struct Case {
    const char* what;
    std::string text;
    const char* table;
};

} // namespace

TEST_CASE("csv: every dialect of the trade gives the same rows") {
    const Case cases[] = {
        {"comma", "id,nom\n1,a\n2,b\n", "1|a / 2|b"},
        {"semicolon", "id;nom\n1;a\n2;b\n", "1|a / 2|b"},
        {"tab", "id\tnom\n1\ta, b; c\n", "1|a, b; c"},
        {"pipe", "id|nom\n1|a\n", "1|a"},
        {"CRLF", "id;nom\r\n1;a\r\n2;b\r\n", "1|a / 2|b"},
        {"CR", "id;nom\r1;a\r2;b", "1|a / 2|b"},
        {"mixed line ends, none at the end", "id;nom\r\n1;a\n2;b\r3;c", "1|a / 2|b / 3|c"},
        {"byte order mark", "\xEF\xBB\xBFid;nom\n1;a\n", "1|a"},
        {"Excel's sep= line", "sep=;\nid;nom\n1;a\n", "1|a"},
        {"sep= line naming an unusual separator", "sep=^\nid^nom\n1^a\n", "1|a"},
        {"quotes", "id;nom\n1;\"a;b\"\n", "1|a;b"},
        {"doubled quotes", "id;nom\n1;\"dit \"\"le\"\" grand\"\n", "1|dit \"le\" grand"},
        {"only quotes", "id;nom\n1;\"\"\"\"\n2;\"\"\n", "1|\" / 2|"},
        {"line ends in quotes are kept", "id;nom\n1;\"l1\nl2\r\nl3\"\n2;b\n", "1|l1\nl2\r\nl3 / 2|b"},
        {"separator in quoted header", "id,\"nom\",\"x, y\"\n1,a,b\n", "1|a"},
        {"blank lines", "id;nom\n\n1;a\n\n\n2;b\n\n", "1|a / 2|b"},
        {"rows of separators only", "id;nom;cp\n1;a;b\n;;\n;;\n", "1|a"},
        {"separator at the end of all rows", "id;nom;\n1;a;\n", "1|a"},
        {"separator at the end of the rows only", "id;nom\n1;a;\n2;b;;\n", "1|a / 2|b"},
        {"preamble", "Export du 01/02/2024\n\nRéseau;2024\nid;nom\n1;a\n", "1|a"},
        {"preamble with a quote in it", "\"Export\n\nid;nom\n1;a\n", "1|a"},
        {"preamble with another separator", "a,b,c\nid;nom\n1;a\n", "1|a"},
        {"columns in another order", "x;nom;id\n9;a;1\n", "1|a"},
        {"header in another case, with blanks", " ID ;Nom\u00a0\n1;a\n", "1|a"},
        {"quote inside an unquoted cell is text", "id;nom\n1;5\" de neige\n", "1|5\" de neige"},
        {"blanks behind a closing quote", "id;nom\n\"1\" ;\"a\" \n", "1|a"},
        {"only a header", "id;nom\n", ""},
    };
    for (const auto& [what, text, table] : cases) {
        CAPTURE(what);
        const auto decoded = decode_csv(text);
        CHECK(decoded.error == "");
        CHECK(decoded.table() == table);
        CHECK(decoded.defects() == "");
    }
}

TEST_CASE("csv: accents and case of a column name do not matter while the name is unambiguous") {
    CHECK(decode_csv("identifiant;libelle\n1;a\n", {"Identifiant", "Libellé"}).table() == "1|a");
    CHECK(decode_csv("Libelle;Libellé\na;b\n", {"Libellé"}).table() == "b");
    CHECK(decode_csv("Libelle;LIBELLE\na;b\n", {"Libellé"}).error == "format.duplicate-column");
}

TEST_CASE("csv: of two columns with the same name, the mapping must say which") {
    const auto refused = decode_csv("id;nom;nom\n1;a;b\n");
    CHECK(refused.error == "format.duplicate-column");
    CHECK(refused.error_line == 1);
    CHECK(decode_csv("id;nom;nom\n1;a;b\n", {"id", "nom[2]"}).table() == "1|b");
    const auto unused = decode_csv("id;x;x\n1;a;b\n", {"id"});
    CHECK(unused.table() == "1");
    CHECK(unused.warnings() == "format.duplicate-column");
}

TEST_CASE("csv: a bad row is refused alone, with its line; its id can still be read") {
    const Case cases[] = {
        {"too few cells", "id;nom;cp\n1;a;1\n2;b\n3;c;3\n", "3:format.too-few-cells"},
        {"too many cells", "id;nom;cp\n1;a;1;x\n2;b;2\n", "2:format.too-many-cells"},
        {"text behind a closing quote", "id;nom;cp\n1;\"a\"b;1\n2;b;2\n", "2:format.text-after-quote"},
        {"a byte that is not UTF-8", "id;nom;cp\n1;é;1\n2;ç;1\n3;\xE9;2\n4;à;2\n", "4:format.invalid-utf8"},
        {"NUL", "id;nom;cp\n1;a\0b;1\n2;b;2\n"s, "2:format.control-character"},
        {"lines are counted through cells", "id;nom;cp\n1;\"a\n\nb\";1\n2;b\n", "5:format.too-few-cells"},
    };
    for (const auto& [what, text, defects] : cases) {
        CAPTURE(what);
        const auto decoded = decode_csv(text, {"id", "nom", "cp"});
        CHECK(decoded.error == "");
        CHECK(decoded.defects() == defects);
        for (const auto& record : decoded.records) CHECK(record.values[0] != "");
    }
}

TEST_CASE("csv: a file that swallows its own rows is refused as a whole") {
    const auto decoded = decode_csv("id;nom\n1;a\n2;\"b\n3;c\n");
    CHECK(decoded.error == "format.unclosed-quote");
    CHECK(decoded.error_line == 3);
    const auto huge = decode_csv("id;nom\n1;\"" + std::string(3u << 20, 'x'));
    CHECK(huge.error == "format.field-too-long");
    CHECK(huge.error_line == 2);
}

TEST_CASE("csv: a merge conflict is not data, wherever its marker stands") {
    const std::string rows = "id;nom\n1;a\n2;b\n";
    CHECK(decode_csv("<<<<<<< HEAD\n" + rows).error == "format.merge-conflict");
    CHECK(decode_csv(rows + "=======\n3;c\n>>>>>>> autre\n").error == "format.merge-conflict");
    std::string later = rows;
    for (int i = 3; i < 300; ++i) later += std::to_string(i) + ";x\n";
    CHECK(decode_csv(later + "<<<<<<< HEAD\n").error == "format.merge-conflict");
    CHECK(decode_csv("id;nom\n1;<<<<<<< HEAD\n<b>;a\n").table() == "1|<<<<<<< HEAD / <b>|a");
}

TEST_CASE("csv: limits") {
    const std::string cell(1u << 19, 'x');
    CHECK(decode_csv("id;nom\n1;\"" + cell + "\n" + cell.substr(1) + "\"\n").records.size() == 1);
    CHECK(decode_csv("id;nom\n1;" + cell + cell + "x\n").error == "format.field-too-long");
    std::string row = "1";
    for (int i = 0; i < 9; ++i) row += ";" + cell;
    CHECK(decode_csv("id;nom\n" + row + "\n").error == "format.row-too-long");
    std::string header = "id";
    for (int i = 0; i < 2000; ++i) header += ";c" + std::to_string(i);
    CHECK(decode_csv(header + "\n").error == "format.too-many-columns");
}

TEST_CASE("csv: rows longer than the read window keep their cells") {
    std::string text = "id;nom\n", expected;
    for (int i = 0; i < 40; ++i) {
        const std::string cell(100000u + static_cast<unsigned>(i) * 7919u, static_cast<char>('a' + i % 26));
        text += std::to_string(i) + ";\"" + cell + "\"\"\"\r\n";
        expected += (i ? " / " : "") + std::to_string(i) + "|" + cell + "\"";
    }
    CHECK(decode_csv(text).table() == expected);
}

TEST_CASE("csv: header_row, delimiter and quote can be declared") {
    auto source = source_of("csv");
    source.csv.header_row = 3;
    CHECK(decode_text(source, "id;nom\n0;z\nid;nom\n1;a\n", {"id", "nom"}).table() == "1|a");
    source.csv.header_row = 30;
    CHECK(decode_text(source, "id;nom\n1;a\n", {"id"}).error == "format.no-header");
    source = source_of("csv");
    source.csv.delimiter = ",";
    CHECK(decode_text(source, "a;b,id\n1,2\n", {"a;b", "id"}).table() == "1|2");
    source.csv.delimiter = "tab";
    CHECK(decode_text(source, "id\tnom\n1\ta\n", {"id", "nom"}).table() == "1|a");
    source.csv.delimiter = "||";
    CHECK(decode_text(source, "id\n1\n", {"id"}).error == "format.bad-dialect");
    source = source_of("csv");
    source.csv.quote = "'";
    CHECK(decode_text(source, "id;nom\n1;'a;b'\n", {"id", "nom"}).table() == "1|a;b");
    source.csv.quote = "none";
    CHECK(decode_text(source, "id;nom\n1;\"a\n", {"id", "nom"}).table() == "1|\"a");
}

TEST_CASE("csv: without any known name, the shape of the file tells the header") {
    const auto decoded = decode_csv("Titre\n\nCode;Libellé;Ville\n1;a;b\n2;c;d\n", {"inconnu"});
    CHECK(decoded.report.columns == std::vector<std::string>{"Code", "Libellé", "Ville"});
    CHECK(decoded.records.size() == 2);
    CHECK_FALSE(decoded.report.selector_seen[0]);
}

TEST_CASE("csv: the report says which columns exist") {
    const auto decoded = decode_csv("id;;x\n1;2;3\n", {"id", "nom"});
    CHECK(decoded.report.columns == std::vector<std::string>{"id", "", "x"});
    CHECK(decoded.report.selector_seen == std::vector<bool>{true, false});
    CHECK(decoded.report.encoding == "utf-8");
    CHECK(decoded.warnings() == "format.unnamed-column");
}

TEST_CASE("csv: the digest is of the row's own bytes") {
    const auto digest = [](std::string_view text, std::vector<std::string> ignore = {}) {
        auto source = source_of("csv");
        source.ignore = std::move(ignore);
        return decode_text(source, text, {"nom"}).records.at(0).digest;
    };
    const auto unix_row = digest("n;nom\n1;a\n");
    CHECK_MESSAGE(digest("n;nom\r\n1;a\r\n") == unix_row, "the line end does not matter");
    CHECK(digest("n;nom\r1;a") == unix_row);
    CHECK_MESSAGE(digest("\xEF\xBB\xBFn;nom\n1;a\n") == unix_row, "nor does the byte order mark");
    CHECK(digest("n;nom\n2;a\n") != unix_row);
    CHECK_MESSAGE(digest("n;nom\n1;a\n", {"n"}) == digest("n;nom\n2;a\n", {"N"}),
                  "ignored columns are left out");
    CHECK(digest("n;nom\n1;a\n", {"n"}) != digest("n;nom\n1;b\n", {"n"}));
    CHECK_MESSAGE(digest("nom;n\n1;a\n") != unix_row,
                  "but the same bytes under a swapped header say something else");
}

TEST_CASE("csv: pages have a header each, in any order of columns") {
    TempDir directory;
    const auto decoded = decode_files(
        source_of("csv"),
        {write_snapshot(directory / "1", "id;nom\n1;a\n"), write_snapshot(directory / "2", "nom,id\nb,2\n")},
        {"id", "nom"});
    CHECK(decoded.table() == "1|a / 2|b");
    CHECK(decoded.warnings() == "format.columns-differ");
}

TEST_CASE("csv: what is not CSV is refused with its own code") {
    const Case cases[] = {
        {"nothing", "", "format.empty-document"},
        {"blanks", " \r\n \n", "format.empty-document"},
        {"a byte order mark", "\xEF\xBB\xBF", "format.empty-document"},
        {"a page", "<!DOCTYPE html><html><body>Maintenance</body></html>", "format.html-instead-of-data"},
        {"a log-in page", "\n\n  <HTML lang=fr><head>", "format.html-instead-of-data"},
        {"an API error", "{\"error\": \"token expired\"}", "format.not-csv"},
        {"XML", "<?xml version=\"1.0\"?><a/>", "format.not-csv"},
        {"a PDF", "%PDF-1.7\n...", "format.not-csv"},
    };
    for (const auto& [what, text, code] : cases) {
        CAPTURE(what);
        CHECK(decode_csv(text).error == code);
    }
}

TEST_CASE("csv: a file without a header has the names that its feed gives") {
    struct Named {
        const char* what;
        std::uint32_t header_row;
        std::string text;
        const char *table, *error;
    };
    for (const Named& one :
         {Named{"from the first line on", 0, "1;a\n2;b\n", "1|a / 2|b", ""},
          Named{"behind a line about the file", 1, "fichier;2026\n1;a\n2;b\n", "1|a / 2|b", ""},
          Named{"a record that looks like names", 0, "id;nom\n1;a\n", "id|nom / 1|a", ""},
          Named{"a separator that is rare in it", 0, "1;a, b\n2;c\n", "1|a, b / 2|c", ""},
          Named{"nothing behind that line", 1, "fichier;2026\n", "", "format.no-header"}}) {
        CAPTURE(one.what);
        SourceConfig source = source_of("csv");
        source.csv.columns = {"id", "nom"};
        source.csv.header_row = one.header_row;
        const auto decoded = decode_text(source, one.text, {"id", "nom"});
        CHECK(decoded.table() == one.table);
        CHECK(decoded.error == one.error);
    }
    SourceConfig source = source_of("csv");
    source.csv.columns = {"id", "nom"};
    CHECK(decode_text(source, "1;a\n2\n3;c;d\n", {"id", "nom"}).defects() ==
          "2:format.too-few-cells 3:format.too-many-cells");
}
