#include "core/text/coordinates.hpp"
#include "core/text/dates.hpp"
#include "core/text/html.hpp"
#include "core/text/numbers.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

std::string shown(const std::optional<Moment>& moment) {
    std::string text = "-";
    if (moment) write_iso_moment(*moment, text);
    return text;
}

std::string date(std::string_view text) { return shown(parse_moment(text)); }

std::string date(std::string_view format, std::string_view text) {
    const auto compiled = DateFormat::compile(format);
    REQUIRE(compiled);
    return shown(compiled->parse(text));
}

} // namespace

TEST_CASE("dates: the forms that need no declaration") {
    CHECK(date("2024-03-12") == "2024-03-12");
    CHECK(date("12/03/2024") == "2024-03-12");
    CHECK(date("1/3/2024") == "2024-03-01");
    CHECK(date("12-03-2024") == "2024-03-12");
    CHECK(date("12.03.2024") == "2024-03-12");
    CHECK(date("2024/03/12") == "2024-03-12");
    CHECK(date("20240312") == "2024-03-12");
    CHECK(date("12 mars 2024") == "2024-03-12");
    CHECK(date("1er août 2024") == "2024-08-01");
    CHECK(date("3 févr. 2024") == "2024-02-03");
    CHECK(date("29/02/2024") == "2024-02-29");
}

TEST_CASE("dates: with time and zone") {
    CHECK(date("2024-01-01T10:00:00Z") == "2024-01-01T10:00:00Z");
    CHECK(date("2024-01-01T00:30:00+01:00") == "2023-12-31T23:30:00Z");
    CHECK(date("2024-01-01T10:00:00.123456+0000") == "2024-01-01T10:00:00Z");
    CHECK(date("2024-01-01 10:00") == "2024-01-01T10:00:00");
    CHECK(date("12/03/2024 à 10h30") == "2024-03-12T10:30:00");
    CHECK(date("12/03/2024 10:30:59 UTC") == "2024-03-12T10:30:59Z");
}

TEST_CASE("dates: what does not exist or is ambiguous is refused") {
    for (const char* wrong :
         {"", "31/02/2024", "29/02/2023", "2024-13-01", "2024-00-10", "12/03/24", "2024", "03/2024", "hier",
          "12/03/2024 25:00", "2024-01-01T10:00:00Zx", "12/03-2024", "99999999", "0000-01-01"})
        CHECK_MESSAGE(date(wrong) == "-", wrong);
}

TEST_CASE("dates: the formats of feed files") {
    CHECK(date("DD/MM/YYYY", "12/03/2024") == "2024-03-12");
    CHECK(date("DD/MM/YYYY", "2024-03-12") == "2024-03-12"); // ISO has one meaning
    CHECK(date("MM/DD/YYYY", "03/12/2024") == "2024-03-12");
    CHECK(date("MM/DD/YYYY", "13/12/2024") == "-");
    CHECK(date("YYYYMMDD", "20240312") == "2024-03-12");
    CHECK(date("YYYYMMDD", "2024312") == "-");
    CHECK(date("YYYY-MM-DDTHH:MM:SSZ", "2024-03-12T10:20:30Z") == "2024-03-12T10:20:30Z");
    CHECK(date("DD MMMM YYYY", "12 décembre 2024") == "2024-12-12");
    CHECK(date("DD/MM/YYYY", "12/03/2024 10:20") == "2024-03-12T10:20:00");
    CHECK(date("unix", "1710201600") == "2024-03-12T00:00:00Z");
    CHECK(date("unix-ms", "1710201600000") == "2024-03-12T00:00:00Z");
    CHECK(date("excel", "45363") == "2024-03-12");
    CHECK_FALSE(DateFormat::compile("HH:MM"));
}

TEST_CASE("numbers, French and English") {
    CHECK(parse_decimal("48.85") == 48.85);
    CHECK(parse_decimal("48,85") == 48.85);
    CHECK(parse_decimal("-1,5") == -1.5);
    CHECK(parse_decimal("+2") == 2.0);
    CHECK(parse_decimal("1 234,5") == 1234.5);
    CHECK(parse_decimal("1\xE2\x80\xAF"
                        "234,5") == 1234.5);
    CHECK(parse_decimal("1.234,5") == 1234.5);
    CHECK(parse_decimal("1,234.5") == 1234.5);
    CHECK(parse_decimal("1.234", DecimalMark::comma) == 1234.0);
    CHECK(parse_decimal("1,234", DecimalMark::point) == 1234.0);
    CHECK(parse_decimal("1e-5") == 1e-5);
    for (const char* wrong : {"", "abc", "12 €", "nan", "inf", "1e999", "--1", "1-2", "0x10"})
        CHECK_MESSAGE(!parse_decimal(wrong), wrong);
    CHECK(parse_integer("12") == 12);
    CHECK(parse_integer("12,0") == 12);
    CHECK(parse_integer("1 200") == 1200);
    CHECK_FALSE(parse_integer("12,5"));
    CHECK_FALSE(parse_integer("99999999999999999999"));
    CHECK(parse_boolean("Oui") == true);
    CHECK(parse_boolean("NON") == false);
    CHECK_FALSE(parse_boolean("peut-être"));
    CHECK(looks_like_scientific_notation("1,30025E+13"));
    CHECK(looks_like_scientific_notation("3.56e+13"));
    CHECK_FALSE(looks_like_scientific_notation("A1E+13"));
    CHECK_FALSE(looks_like_scientific_notation("12E3"));
}

TEST_CASE("positions: what is wrong with a pair") {
    CHECK(check_position(48.85, 2.35) == PositionCheck::ok);
    CHECK(check_position(-21.1, 55.5) == PositionCheck::ok); // Réunion
    CHECK(check_position(50.85, 4.35) == PositionCheck::ok); // Bruxelles
    CHECK(check_position(40.4, -3.7) == PositionCheck::ok);  // Madrid
    CHECK(check_position(2.35, 48.85) == PositionCheck::swapped);
    CHECK(check_position(55.5, -21.1) == PositionCheck::swapped);
    CHECK(check_position(0, 0) == PositionCheck::null_island);
    CHECK(check_position(6862305, 652381) == PositionCheck::projected);
    CHECK(check_position(95, 2) == PositionCheck::out_of_range);
}

TEST_CASE("positions: two numbers in one text") {
    const auto check = [](std::string_view text, double latitude, double longitude) {
        INFO(text);
        const auto pair = parse_pair(text);
        REQUIRE(pair);
        CHECK(pair->latitude == latitude);
        CHECK(pair->longitude == longitude);
    };
    check("48.85, 2.35", 48.85, 2.35);
    check("48.85,2.35", 48.85, 2.35);
    check("48,85 ; 2,35", 48.85, 2.35);
    check("48,85, 2,35", 48.85, 2.35);
    check("48.85 -2.35", 48.85, -2.35);
    check("[2.35, 48.85]", 48.85, 2.35);
    check("POINT (2.35 48.85)", 48.85, 2.35);
    check(R"({"lon":2.35,"lat":48.85})", 48.85, 2.35);
    for (const char* wrong : {"", "48.85", "1, 2, 3", "nord, sud", "{}"})
        CHECK_MESSAGE(!parse_pair(wrong), wrong);
}

TEST_CASE("HTML becomes text") {
    CHECK(html_to_text("<p>Un &amp; deux</p><p>Trois</p>") == "Un & deux\n\nTrois");
    CHECK(html_to_text("a<br/>b<br>c") == "a\nb\nc");
    CHECK(html_to_text("<ul><li>un</li><li>deux</li></ul>fin") == "- un\n- deux\nfin");
    CHECK(html_to_text("l&#39;&eacute;t&#xE9;&nbsp;!") == "l'été !");
    CHECK(html_to_text("<script>alert('x')</script>ok<style>p{}</style>") == "ok");
    CHECK(html_to_text("<!-- rien -->ok") == "ok");
    CHECK(html_to_text("prix < 10 € & moins") == "prix < 10 € & moins");
    CHECK(html_to_text("ligne 1\nligne 2\n\nligne 4") == "ligne 1\nligne 2\n\nligne 4");
    CHECK(html_to_text("<p>ligne 1\nsuite</p>") == "ligne 1 suite");
    CHECK(html_to_text("<b>non fermé") == "non fermé");
    CHECK(html_to_text("<b") == "<b");
    CHECK(html_to_text("").empty());
}

TEST_CASE("text becomes HTML and XML") {
    CHECK(escape_html("\"A\" & 'B' <c>") == "&quot;A&quot; &amp; &#39;B&#39; &lt;c&gt;");
    CHECK(escape_html("é\t\r\n") == "é\t\r\n");
    CHECK(escape_html("a\x01\xff\xef\xbf\xbe") == "a\uFFFD\uFFFD\uFFFD"); // no reader of XML would take them
}
