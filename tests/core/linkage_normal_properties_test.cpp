// What holds for any text, contacts and distances.
#include "core/linkage/normal/address.hpp"
#include "core/linkage/normal/codes.hpp"
#include "core/linkage/normal/contact.hpp"
#include "core/linkage/normal/distance.hpp"
#include "core/linkage/normal/names.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <set>

using namespace moisson;

namespace {

/// Pieces of which texts are made that meet as many rules as possible.
std::string invented_text(std::mt19937& random) {
    static const char* const pieces[] = {
        "st",      "Ste",   "d'",    "l’",   "d",     "l",         "12",       "bis",    "ter",     "a",
        "et",      "&",     ", ",    "rue",  "r",     "de",        "la",       "place",  "pl",      "av",
        "BP",      "cs",    "cedex", "7e",   "étage", "lieu-dit",  "CCAS",     "c",      "a.",      "s.",
        "s/",      "s/s",   "(",     ")",    "-",     " - ",       "école",    "2",      "chance",  "deux",
        "neuf",    "XIV",   "Œ",     "é",    "'",     ".",         "31000",    "ave",    "n",       "n°",
        "Mme",     "Paris", "XIe",   "le",   "ville", "centre",    "communal", "action", "sociale", "aide",
        "sociale", "0",     "007",   "\xFF", "ﬁ",     "日",        ";",        "and",    "Jr",      "e",
        "grande",  "vieux", "notre", "dame", "bat",   "residence", "zi"};
    std::string text;
    const std::size_t count = random() % 12;
    for (std::size_t i = 0; i < count; ++i) {
        text += pieces[random() % std::size(pieces)];
        if (random() % 4 != 0) text += ' ';
    }
    return text;
}

bool is_ascii_words(std::string_view text) {
    char before = ' ';
    for (char c : text) {
        if (!(is_lower(c) || is_digit(c) || (c == ' ' && before != ' '))) return false;
        before = c;
    }
    return text.empty() || before != ' ';
}

} // namespace

TEST_CASE("what is normal stays as it is, and is ASCII words") {
    std::mt19937 random(4);
    for (int i = 0; i < 10'000; ++i) {
        const std::string text = invented_text(random);
        CAPTURE(text);
        for (auto* normalise :
             {normal_name, normal_title, normal_person, normal_authors, normal_municipality}) {
            const std::string once = normalise(text);
            REQUIRE(is_ascii_words(once));
            REQUIRE(once.size() <= 3 * text.size() + 16);
            REQUIRE(normalise(once) == once);
        }
        const NormalAddress once = normal_address(text),
                            twice = normal_address(once.number + ' ' + once.street);
        for (const std::string& part : {once.number, once.street, once.rest}) REQUIRE(is_ascii_words(part));
        REQUIRE(once.number == twice.number);
        REQUIRE(once.street == twice.street);
    }
}

TEST_CASE("a text without end has the 64 words it begins with") {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "rue C C A S l'eau 12 ";
    for (auto* normalise : {normal_name, normal_title, normal_person, normal_municipality})
        CHECK(normalise(text).size() < 600);
    CHECK(normal_authors(text).size() < 600);
    std::string many; // each of one word, which an initial makes two of
    for (char first = 'a'; first <= 'z'; ++first)
        for (const char* rest : {"ba", "ce", "di", "fo"}) many += std::string(1, first) + rest + ", ";
    const std::string authors = normal_authors(many);
    CHECK(std::count(authors.begin(), authors.end(), ' ') == 63);
    CHECK(normal_authors(authors) == authors);
    CHECK(normal_address(text).street.size() < 600);
}

TEST_CASE("telephones as evidence") {
    struct Row {
        std::string written;
        std::string normal;
    };
    for (const Row& row : {Row{"04 50 41 00 01", "+33450410001"},
                           {"+33 (0)4 50 41 00 01", "+33450410001"},
                           {"450410001", "+33450410001"}, // a spreadsheet ate the zero
                           {"04 50 41 00 01 / 06 99 00 01 02", "+33450410001"},
                           {"accueil ou 06 99 00 01 02", "+33699000102"},
                           {"02 62 00 00 01", "+262262000001"},
                           {"404/231-1368", "4042311368"},
                           {"404-231-1368 ext. 5", "4042311368"},
                           {"4 (04) /505:51", "+68940450551"}, // as the digits alone would be
                           {"3631", ""},
                           {"00 00 00 00 00", ""},
                           {"06 66 66 66 66", ""},
                           {"01 23 45 67 89", ""},
                           {"04 50 41", ""},
                           {"", ""}}) {
        CAPTURE(row.written);
        CHECK(normal_phone(row.written) == row.normal);
        CHECK(normal_phone(row.normal) == row.normal);
    }
}

TEST_CASE("e-mails, domains and websites as evidence") {
    CHECK(normal_email(" Mailto:Contact@Asso.example.FR ") == "contact@asso.example.fr");
    CHECK(normal_email("a@b.fr ; c@d.fr") == "a@b.fr");
    CHECK(normal_email("contact") == "");
    CHECK(email_domain("contact@asso.example.fr") == "asso.example.fr");
    for (const char* provider :
         {"a.b@gmail.com", "mairie@orange.fr", "x@wanadoo.fr", "x@yahoo.co.uk", "contact", ""})
        CHECK(email_domain(provider) == "");
    struct Row {
        std::string written;
        std::string key;
    };
    for (const Row& row : {Row{"https://www.asso.example.fr/contact?x=1", "asso.example.fr"},
                           {"HTTP://Asso.example.fr:8080", "asso.example.fr"},
                           {"asso.example.fr", "asso.example.fr"},
                           {"https://www.facebook.com/Le.Phare/?ref=x", "facebook.com/le.phare"},
                           {"https://www.facebook.com/pages/Le-Phare/12345", "facebook.com/le-phare"},
                           {"https://sites.google.com/view/lephare", "sites.google.com/lephare"},
                           {"https://www.facebook.com", ""},
                           {"https://www.facebook.com/profile.php?id=1", ""},
                           {"pas de site", ""},
                           {"", ""}}) {
        CAPTURE(row.written);
        CHECK(website_key(row.written) == row.key);
    }
}

TEST_CASE("distances are those of the sphere") {
    CHECK(distance_in_metres(48, 2, 48, 2) == 0);
    CHECK(distance_in_metres(0, 0, 0, 180) == doctest::Approx(20'015'087).epsilon(0.0001));
    CHECK(distance_in_metres(48.8566, 2.3522, 45.764, 4.8357) ==
          doctest::Approx(391'500).epsilon(0.002)); // Paris–Lyon
    CHECK(distance_in_metres(46, 5, 46.001, 5) == doctest::Approx(111.19).epsilon(0.001));
    CHECK(std::isnan(distance_in_metres(std::nan(""), 0, 0, 0)));
}

TEST_CASE("positions nearer than a cell is wide lie in neighbouring cells, and few others do") {
    std::mt19937 random(150);
    std::uniform_real_distribution<double> share(-1, 1);
    for (int i = 0; i < 20'000; ++i) {
        const double latitude = 89.9 * share(random), longitude = 180 * share(random);
        const double step = cell_metres / 111'194;
        const double other_latitude = std::clamp(latitude + 1.5 * step * share(random), -90.0, 90.0);
        double other_longitude =
            longitude + 1.5 * step * share(random) / std::cos(latitude * 3.14159265358979 / 180);
        if (other_longitude > 180) other_longitude -= 360;
        if (other_longitude < -180) other_longitude += 360;
        if (!(std::abs(other_longitude) <= 180)) continue;
        const double metres = distance_in_metres(latitude, longitude, other_latitude, other_longitude);
        const auto around = cell_neighbourhood(latitude, longitude);
        const std::uint64_t cell = cell_key(other_latitude, other_longitude);
        CAPTURE(latitude);
        CAPTURE(longitude);
        CAPTURE(metres);
        REQUIRE(around[0] == cell_key(latitude, longitude));
        if (metres < cell_metres) REQUIRE(std::find(around.begin(), around.end(), cell) != around.end());
        if (metres > 4 * cell_metres && std::abs(latitude) < 80)
            REQUIRE(std::find(around.begin(), around.end(), cell) == around.end());
    }
    CHECK(cell_key(std::nan(""), 2) == 0);
    CHECK(cell_key(91, 2) == 0);
    CHECK(cell_key(90, 180) != 0);
    CHECK(cell_neighbourhood(91, 2)[0] == 0);
}
