#include "core/config/units.hpp"
#include "tests/core/config_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using test::good_feed;
using test::loaded_feed;
using test::replaced;
using test::said;

TEST_CASE("an unknown key is shown with its line, the likely key and the keys of its table") {
    const std::string text = replaced(good_feed(), "email = \"donnees@example.fr\"",
                                      "email = \"a@example.fr\"\ncourrriel = \"donnees@example.fr\"");
    CHECK(said(loaded_feed(text).diagnostics) ==
          "feeds.d/asso-ain.toml:8:1: error[feed.unknown-key]: unknown key \"courrriel\" in [contact]\n"
          "  8 | courrriel = \"donnees@example.fr\"\n"
          "    | ^^^^^^^^^ did you mean \"email\"?\n"
          "    = keys here: email, name, phone, notify\n");
}

TEST_CASE("a syntax error is reported alone, with the usual slip named") {
    CHECK(said(loaded_feed("x = 1\n\"Bourg\" = 01000\nnonsense = 1\n").diagnostics) ==
          "feeds.d/asso-ain.toml:2:11: error[toml.leading-zero]: a code that starts with 0 is text\n"
          "  2 | \"Bourg\" = 01000\n"
          "    |           ^^^^^ write \"01000\"\n");
}

TEST_CASE("every slip has a name and a remedy") {
    struct Row {
        const char *text, *code, *hint;
        unsigned line, column;
    };
    const Row rows[] = {
        {"a = [ 1, 01000 ]\n", "toml.leading-zero", "write \"01000\"", 1, 10},
        {"a = \"Bourg\nb = 2\n", "toml.missing-quote", "add \" at its end", 1, 5},
        {"a = 'x\n", "toml.missing-quote", "add ' at its end", 1, 5},
        {"a = Bourg\"\n", "toml.missing-quote", "add \" here", 1, 5},
        {"a = \"\"\"x\ny\n", "toml.missing-quote", "add \"\"\" at its end", 1, 5},
        {"a = 1\na = 2\n", "toml.duplicate-key", "keep one of the two", 2, 1},
        {"[contact]\na = 1\n[contact]\nb = 1\n", "toml.duplicate-key",
         "put its keys together under one header", 3, 1},
        {"x = { a = 1, a = 2 }\n", "toml.duplicate-key", "keep one of the two", 1, 14},
        {"a = “x”\n", "toml.curly-quotes", "write the straight quote \"", 1, 5},
        {"a = « x »\n", "toml.curly-quotes", "write the straight quote \"", 1, 5},
        {"a =\xc2\xa0\"x\"\n", "toml.bad-character", "delete it and type an ordinary space", 1, 4},
        {"# ok\na: b\n", "toml.yaml", "", 2, 1},
        {"---\na: b\n", "toml.yaml", "", 1, 1},
        {"{ \"a\": 1 }\n", "toml.json", "", 1, 1},
        {"a = oui\n", "toml.unquoted-text", "write true", 1, 5},
        {"a = True\n", "toml.unquoted-text", "write true", 1, 5},
        {"a = Réseau Ain\n", "toml.unquoted-text", "write \"Réseau Ain\"", 1, 5},
        {"a = 1h\n", "toml.unquoted-text", "write \"1h\"", 1, 5},
        {"a = 10 %\n", "toml.unquoted-text", "write \"10 %\"", 1, 5},
        {"a = 0,5\n", "toml.decimal-comma", "write 0.5", 1, 5},
        {"a =\n", "toml.missing-value", "write a value", 1, 3},
        {"a \"b\"\n", "toml.missing-equals", "write a = \"b\"", 1, 1},
        {"Code postal = \"CP\"\n", "toml.key-quotes", "write \"Code postal\" =", 1, 1},
        {"présent = \"x\"\n", "toml.key-quotes", "write \"présent\" =", 1, 1},
        {"a = \"C:\\data\"\n", "toml.escape", "put the text in single quotes: '…'", 1, 8},
        {"a = { b = 1,\n c = 2 }\n", "toml.multi-line-inline-table", "put it on one line", 1, 5},
        {"a = { b = 1, }\n", "toml.multi-line-inline-table", "remove it", 1, 14},
        {"[contact\na = 1\n", "toml.missing-bracket", "write [contact]", 1, 1},
        {"a = [1, 2\nb = 3\n", "toml.missing-bracket", "close the list with ] before this line", 2, 1},
        {"a = \"x\" y\n", "toml.syntax", "remove it, or put it in the quotes", 1, 9},
    };
    for (const Row& row : rows) {
        CAPTURE(std::string(row.text));
        const auto found = loaded_feed(row.text).diagnostics;
        INFO(said(found));
        REQUIRE(found.size() == 1);
        CHECK(found[0].code == row.code);
        CHECK(found[0].hint == row.hint);
        CHECK(found[0].where.line == row.line);
        CHECK(found[0].where.column == row.column);
    }
}

TEST_CASE("bytes that are not UTF-8 and control characters are shown, never printed") {
    CHECK(said(loaded_feed("version = 1\ntitle = \"D\xe9partement\"\n").diagnostics) ==
          "feeds.d/asso-ain.toml:2:11: error[toml.encoding]: this byte is not UTF-8\n"
          "  2 | title = \"D<E9>partement\"\n"
          "    |           ^^^^ the file was saved in another encoding\n"
          "    = save it again as UTF-8 (in the editor: \"Save with encoding\")\n");
    CHECK(said(loaded_feed("a = \"x\" # \x1b[31m\n").diagnostics).find("<1B>[31m") != std::string::npos);
    CHECK(loaded_feed(std::string("a\0b", 3)).diagnostics[0].code == "toml.encoding");
    CHECK(loaded_feed("\xff\xfe"
                      "a")
              .diagnostics[0]
              .code == "toml.encoding");
}

TEST_CASE("tabs and a byte order mark do no harm") {
    const LoadedFeed loaded = loaded_feed("\xef\xbb\xbf" + replaced(good_feed(), "title = ", "title\t=\t"));
    INFO(said(loaded.diagnostics));
    CHECK(loaded.config);
}

TEST_CASE("all semantic errors come in one pass, sorted by line, without cascades") {
    const LoadedFeed loaded = loaded_feed(R"(version = 1
id = "Asso Ain"
title = "Annuaire"
enabled = "oui"
[producer]
siret = "13003013300017"
[contact]
email = "donnees@example.fr"
notify = ["failures"]
[license]
id = "ouverte"
[schedule]
every = "1 jour"
window = "2h-5h"
[source]
type = "csvv"
url = "www.example.fr/a.csv"
complete = true
[structure]
id = "Identifiant"
non = "Nom"
[guards]
max_deletions = 0.1
)");
    std::string lines;
    for (const Diagnostic& d : loaded.diagnostics)
        lines += std::to_string(d.where.line) + ' ' + d.code + " | " + d.hint + '\n';
    CHECK(lines == "2 feed.bad-id | write \"asso-ain\"\n"
                   "4 config.wrong-type | write true\n"
                   "5 config.missing-key | \n"
                   "6 feed.bad-siret | the check digit is wrong\n"
                   "9 config.bad-value | did you mean \"failure\"?\n"
                   "11 config.bad-value | \n"
                   "13 config.bad-value | write \"1d\"\n"
                   "14 feed.bad-window | \n"
                   "16 config.bad-value | did you mean \"csv\"?\n"
                   "17 feed.bad-url | write \"https://www.example.fr/a.csv\"\n"
                   "19 feed.missing-field | \n"
                   "21 feed.unknown-field | did you mean \"nom\"?\n"
                   "23 config.wrong-type | write \"10 %\"\n");
    CHECK_FALSE(loaded.config);
}

TEST_CASE("durations, sizes and shares") {
    using namespace std::chrono_literals;
    CHECK(parse_duration("1h") == 1h);
    CHECK(parse_duration("30 min") == 30min);
    CHECK(parse_duration("1.5h") == 90min);
    CHECK(parse_duration("2w") == 336h);
    for (const char* wrong : {"", "1", "h", "-1h", "1 jour", "nan d", "inf d", "1h30", "99999999999999d"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_duration(wrong));
    }
    CHECK(parse_size("2 GB") == 2'000'000'000);
    CHECK(parse_size("64 KiB") == 65536);
    CHECK(parse_size("500 Mo") == 500'000'000);
    CHECK_FALSE(parse_size("500"));
    CHECK(parse_percent("10 %") == 0.1);
    CHECK(parse_percent("2.5%") == 0.025);
    CHECK_FALSE(parse_percent("101 %"));
    CHECK_FALSE(parse_percent("0.1"));
}

TEST_CASE("a secret that stands in a file is pointed at and not shown") {
    const std::string text =
        said(loaded_feed(replaced(good_feed(), "https://", "https://marie:p4sse-é@")).diagnostics);
    CHECK(text.find("config.secret-literal") != std::string::npos);
    CHECK(text.find("p4sse") == std::string::npos);
    CHECK(text.find("url = \"****") != std::string::npos);
}
