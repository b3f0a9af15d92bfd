#include "core/text/fold.hpp"
#include "core/text/sha256.hpp"
#include "core/text/utf8.hpp"

#include <doctest/doctest.h>

using namespace moisson;

TEST_CASE("UTF-8: well-formed or not") {
    CHECK(is_valid_utf8(""));
    CHECK(is_valid_utf8("Élève à l’œuvre, 12 €, 😀"));
    CHECK_FALSE(is_valid_utf8("\xE9l\xE8ve"));      // Latin-1
    CHECK_FALSE(is_valid_utf8("\xC0\xAF"));         // overlong
    CHECK_FALSE(is_valid_utf8("\xE0\x80\xAF"));     // overlong
    CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));     // surrogate
    CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80")); // above U+10FFFF
    CHECK_FALSE(is_valid_utf8("abcdefgh\xE2\x82")); // cut
    CHECK_FALSE(is_valid_utf8("\x80"));             // lone continuation
}

namespace {

/// One code point after the other.
bool is_valid_plainly(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        if (next_code_point(text, at) == 0xFFFD && at - start == 1) return false;
    }
    return true;
}

} // namespace

TEST_CASE("UTF-8: long texts are judged as short ones, wherever a sequence stands in a block") {
    constexpr unsigned char edges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
                                       0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
    constexpr std::size_t count = sizeof edges;
    std::size_t different = 0;
    for (std::size_t number = 0; number < count * count * count * count; ++number) {
        std::string sequence;
        for (std::size_t left = number, i = 0; i < 4; ++i, left /= count)
            sequence += static_cast<char>(edges[left % count]);
        // Between ASCII, or at the very end, in a text of any size.
        std::string text(96 + number % 67, 'x');
        const std::size_t at = number % 3 ? (number * 7) % (text.size() - 3) : text.size() - 4 + number % 4;
        text = text.substr(0, at) + sequence + (number % 3 ? text.substr(at) : "");
        const std::size_t window = at < 8 ? 0 : at - 8;
        different += is_valid_utf8(text) != is_valid_plainly(std::string_view(text).substr(window, 20));
    }
    CHECK(different == 0);
}

TEST_CASE("UTF-8: a sequence without its end is told from a bad one") {
    CHECK(unfinished_sequence("") == 0);
    CHECK(unfinished_sequence("été") == 0);
    CHECK(unfinished_sequence("\xC3") == 1);
    CHECK(unfinished_sequence("a\xE2\x82") == 2);
    CHECK(unfinished_sequence("\xF0\x9F\x98") == 3);
    CHECK(unfinished_sequence("\xF0\x9F\x98\x80") == 0);
    CHECK(unfinished_sequence("\xC3\x28") == 0);
    CHECK(unfinished_sequence("\xC1") == 0);
    CHECK(unfinished_sequence("\x80\x80\x80\x80") == 0);
}

TEST_CASE("lengths and prefixes count code points") {
    CHECK(code_point_count("été") == 3);
    CHECK(code_point_count("😀a") == 2);
    CHECK(code_point_prefix("été", 2) == "ét");
    CHECK(code_point_prefix("été", 9) == "été");
    CHECK(code_point_prefix("😀a", 0).empty());
}

TEST_CASE("trim removes what cannot be seen") {
    CHECK(trim("  a b \t\r\n") == "a b");
    CHECK(trim("\xC2\xA0\xE2\x80\xAF"
               "a"
               "\xEF\xBB\xBF") == "a");
    CHECK(trim("\xE2\x80\x8B").empty());
    CHECK(trim(" é ") == "é");
    CHECK(trim(" \xA0") == "\xA0"); // not UTF-8: kept
}

TEST_CASE("NFC composes, and leaves what is composed") {
    CHECK(to_nfc("e\xCC\x81") == "é");
    CHECK(to_nfc("é") == "é");
    CHECK(to_nfc("\xE9") == "\xE9");
    CHECK(is_probably_nfc("Élève à l’œuvre – 12 €"));
    CHECK_FALSE(is_probably_nfc("e\xCC\x81"));
}

TEST_CASE("plain French is recognised in one pass, and nothing doubtful is") {
    for (const char* text :
         {"", "Maison de l'emploi", "Élève à l’œuvre – « 12 m² » …", "ÀÉÎÕÜÿ", "Ã la carte"})
        CHECK_MESSAGE(is_plain_french(text), text);
    for (const char* text : {"\xE9", "e\xCC\x81", "\xC3", "\xC3\x83\xC2\xA9", "a\xC2\x85", "\xE2\x80\xAE",
                             "\xE2\x80\x8B", "\xE2\x80", "\xC5\x81", "😀", "\xC3\x28"})
        CHECK_FALSE_MESSAGE(is_plain_french(text), text);
    for (const char* text : {"Élève à l’œuvre – « 12 m² » …", "ÀÉÎÕÜÿ"}) {
        CHECK(is_valid_utf8(text));
        CHECK(to_nfc(text) == text);
    }
}

TEST_CASE("folding makes spellings equal") {
    CHECK(fold("  Centre  Communal d’Action Sociale ") == "centre communal d'action sociale");
    CHECK(fold("ÉLÈVE") == "eleve");
    CHECK(fold("Œuvre\xC2\xA0—\xC2\xA0sœur") == "oeuvre - soeur");
    CHECK(fold("e\xCC\x81") == "e");
    CHECK(fold("Maître Ça") == "maitre ca");
    CHECK(fold("\xE9t\xE9") == "\xE9t\xE9");
    CHECK(fold("rue \xCC\x81 d'Arc") == "rue d'arc"); // an accent that stands alone
    CHECK(fold("a \xC2\xA8 b") == "a b");             // ¨: Unicode says a space and a mark
    CHECK(fold("\xC7\xBD \xEF\xB9\x98") == "ae -");   // ǽ, a small dash: what they are made of
    CHECK(fold("").empty());
}

TEST_CASE("SHA-256") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Sha256 digest;
    digest.update("a");
    digest.update("bc");
    CHECK(digest.finish_hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
