#include "core/text/phone.hpp"
#include "core/text/web.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/table.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

std::string phone(std::string_view text) {
    std::string out;
    const bool read = normalise_phone(text, out);
    CHECK(read == !out.empty());
    return out;
}

std::string email(std::string_view text) {
    std::string out;
    normalise_email(text, out);
    return out;
}

std::string url(std::string_view text) {
    std::string out;
    normalise_url(text, out);
    return out;
}

} // namespace

TEST_CASE("telephone numbers become E.164") {
    CHECK(phone("01 23 45 67 89") == "+33123456789");
    CHECK(phone("01\xC2\xA0"
                "23\xE2\x80\xAF"
                "45 67 89") == "+33123456789");
    CHECK(phone("Tél. : 01.23.45.67.89") == "+33123456789");
    CHECK(phone("+33 (0)1 23 45 67 89") == "+33123456789");
    CHECK(phone("0033123456789") == "+33123456789");
    CHECK(phone("123456789") == "+33123456789"); // the spreadsheet has eaten the zero
    CHECK(phone("+33 2 62 12 34 56") == "+262262123456");
    CHECK(phone("3631") == "3631");
    for (const char* wrong :
         {"01 23 45 67", "01 23 45 67 89 / 06 12 34 56 78", "en mairie", "", "+", "0123456789 poste 4"})
        CHECK_MESSAGE(phone(wrong).empty(), wrong);
}

TEST_CASE("telephone numbers: the table of data·inclusion") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    for (const auto& row : test::read_csv(*shared / "data/normalisation/data_inclusion_phone.csv"))
        CHECK_MESSAGE(phone(row.at(0)) == row.at(1), row.at(0));
}

TEST_CASE("e-mail addresses: one address with a domain") {
    CHECK(email("Contact@Asso.FR") == "contact@asso.fr");
    CHECK(email("mailto:contact@asso.fr") == "contact@asso.fr");
    CHECK(email("<contact@asso.fr>") == "contact@asso.fr");
    CHECK(email("prénom.nom+x@sous.asso-ain.fr") == "prénom.nom+x@sous.asso-ain.fr");
    for (const char* wrong : {"contact", "contact@", "@asso.fr", "contact@asso", "a@b.fr;c@d.fr", "a b@c.fr",
                              "a..b@c.fr", ".a@c.fr", "a@-c.fr", "a@c..fr", "a@b@c.fr", "a@1.2.3.4"})
        CHECK_MESSAGE(email(wrong).empty(), wrong);
}

TEST_CASE("web addresses: http or https, a host, no space") {
    CHECK(url("https://www.Exemple.fr/A?b=1#c") == "https://www.exemple.fr/A?b=1#c");
    CHECK(url("www.exemple.fr") == "https://www.exemple.fr");
    CHECK(url("exemple.fr/page") == "https://exemple.fr/page");
    CHECK(url("http:/exemple.fr") == "http://exemple.fr");
    CHECK(url("https//exemple.fr") == "https://exemple.fr");
    CHECK(url("http://https://exemple.fr") == "https://exemple.fr");
    CHECK(url("HTTP://EXEMPLE.FR:8080/") == "http://exemple.fr:8080/");
    CHECK(url("https://métiers.fr/é") == "https://métiers.fr/é");
    CHECK(url("https://ville.fr/un document.pdf") == "https://ville.fr/un%20document.pdf");
    CHECK(url("httpster.fr") == "https://httpster.fr");
    for (const char* wrong :
         {"", "exemple", "ftp://exemple.fr", "http://exemple.fr http://autre.fr",
          "http://exemple.fr/ www.autre.fr", "https://a b.fr", "https://user:secret@exemple.fr",
          "javascript:alert(1)", "contact@asso.fr", "https://exemple.fr:99999/"})
        CHECK_MESSAGE(url(wrong).empty(), wrong);
}
