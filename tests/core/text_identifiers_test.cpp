#include "core/text/geo_codes.hpp"
#include "core/text/identifiers.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/table.hpp"

#include <doctest/doctest.h>

using namespace moisson;

namespace {

IdentifierCheck siret(std::string_view text) {
    std::string digits;
    clean_identifier(text, digits);
    return check_siret(digits);
}

} // namespace

TEST_CASE("a SIRET has 14 digits and two check digits, except at La Poste") {
    CHECK(siret("130 030 133 00016") == IdentifierCheck::ok);
    CHECK(siret("13003013300016") == IdentifierCheck::ok);
    CHECK(siret("130\xC2\xA0"
                "030.133-00016") == IdentifierCheck::ok);
    CHECK(siret("13003013300017") == IdentifierCheck::checksum);
    CHECK(siret("1300301330001") == IdentifierCheck::wrong_length);
    CHECK(siret("1,30030E+13") == IdentifierCheck::not_digits);
    CHECK(siret("00000000000000") == IdentifierCheck::placeholder);
    CHECK(siret("35600000000048") == IdentifierCheck::ok);       // head office: Luhn
    CHECK(siret("35600000009075") == IdentifierCheck::ok);       // post office: sum of the digits
    CHECK(siret("35600000049838") == IdentifierCheck::checksum); // neither
}

TEST_CASE("SIREN and RNA") {
    CHECK(check_siren("130030133") == IdentifierCheck::ok);
    CHECK(check_siren("130030134") == IdentifierCheck::checksum);
    CHECK(check_siren("") == IdentifierCheck::not_digits);
    CHECK(check_rna("W751000001") == IdentifierCheck::ok);
    CHECK(check_rna("W9T1000123") == IdentifierCheck::ok);
    CHECK(check_rna("W75100000") == IdentifierCheck::wrong_length);
    CHECK(check_rna("X751000001") == IdentifierCheck::not_digits);
}

TEST_CASE("postal codes and codes of the Code officiel géographique") {
    for (const char* code : {"01000", "20000", "69690", "75056", "97400", "98800"})
        CHECK_MESSAGE(is_postcode(code), code);
    for (const char* code : {"1000", "00000", "99100", "6969A", "2A004", ""})
        CHECK_FALSE_MESSAGE(is_postcode(code), code);
    for (const char* code : {"01053", "2A004", "2B033", "75056", "97411", "98818"})
        CHECK_MESSAGE(is_insee_code(code), code);
    for (const char* code : {"1053", "20004", "2C004", "99100", "97911", "01000", "96001", "2a004"})
        CHECK_FALSE_MESSAGE(is_insee_code(code), code);
    for (const char* code : {"france", "01", "2A", "974", "75056", "200054781", "99100"})
        CHECK_MESSAGE(is_zone_code(code), code);
    for (const char* code : {"France", "20", "99", "99600", "12345678", "région"})
        CHECK_FALSE_MESSAGE(is_zone_code(code), code);
}

TEST_CASE("numbers that others verified are accepted") {
    const auto shared = test::shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    const auto folder = *shared / "data/normalisation";
    for (const auto& row : test::read_csv(folder / "stdnum_siret_valid.csv"))
        CHECK_MESSAGE(siret(row.at(0)) == IdentifierCheck::ok, row.at(0));
    for (const auto& row : test::read_csv(folder / "stdnum_siren_valid.csv")) {
        std::string digits;
        clean_identifier(row.at(0), digits);
        CHECK_MESSAGE(check_siren(digits) == IdentifierCheck::ok, row.at(0));
    }
}

TEST_CASE("an apostrophe in front of digits goes, however many there are") {
    for (const char* text : {"'123456789", "''123456789", " '123 456 789", "'.'123456789"}) {
        std::string digits;
        clean_identifier(text, digits);
        CHECK(digits == "123456789");
    }
}
