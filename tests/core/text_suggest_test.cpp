#include "core/text/suggest.hpp"

#include <doctest/doctest.h>
#include <vector>

using namespace moisson;

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps of neighbours") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("abc", "abc") == 0);
    CHECK(edit_distance("courrriel", "courriel") == 1);
    CHECK(edit_distance("emial", "email") == 1);
    CHECK(edit_distance("kitten", "sitting") == 3);
    CHECK(edit_distance("abcdef", "uvwxyz", 2) == 3);
    CHECK(edit_distance(std::string(1000, 'a'), "a", 5) == 6);
}

TEST_CASE("the nearest candidate is proposed, and nothing when none is near") {
    const std::vector<std::string> keys{
        "name", "email", "phone", "notify", "demandeurs-emploi", "numerique--outils"};
    CHECK(suggest("emial", keys) == "email");
    CHECK(suggest("Phône", keys) == "phone");
    CHECK(suggest("notifi", keys) == "notify");
    CHECK(suggest("demandeurs-demploi", keys) == "demandeurs-emploi");
    CHECK(suggest("numerique", keys) == "numerique--outils");
    CHECK_FALSE(suggest("zzzzzzz", keys));
    CHECK_FALSE(suggest("", keys));
    CHECK_FALSE(suggest(std::string(500, 'x'), keys));
}
