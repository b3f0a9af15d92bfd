// Words for links and for values that won.
#include "core/golden/explain.hpp"

#include <doctest/doctest.h>

using namespace moisson;

TEST_CASE("parts of a weight in words") {
    using Kind = WeightPart::Kind;
    struct Row {
        WeightPart part;
        const char *french, *english;
    };
    for (const Row& row : {
             Row{{Kind::start, Comparison::name, -1, -3.6}, "départ : −3,6", "start: −3.6"},
             Row{{Kind::comparison, Comparison::place, 0, 4.12},
                 "même rue et même numéro : +4,1",
                 "same street and number: +4.1"},
             Row{{Kind::comparison, Comparison::siret, 1, -1.9},
                 "SIRET du même SIREN, autre établissement : −1,9",
                 "same SIREN, another establishment: −1.9"},
             Row{{Kind::frequency, Comparison::email, -1, -4.2},
                 "courriel partagé par beaucoup de fiches : −4,2",
                 "an e-mail that many records share: −4.2"},
             Row{{Kind::comparison, Comparison::parent, 7, -0.04},
                 "autre accord : +0,0",
                 "another agreement: +0.0"},
         }) {
        CHECK(explain_part(row.part, Language::french) == row.french);
        CHECK(explain_part(row.part, Language::english) == row.english);
    }
}

TEST_CASE("every comparison has words, in both languages, for its strongest and its second level") {
    for (std::size_t i = 0; i < comparison_count; ++i)
        for (const Language language : {Language::french, Language::english})
            for (const int level : {0, 1}) {
                const auto words = level_words(static_cast<Comparison>(i), level, language);
                CHECK_FALSE(words.empty());
                CHECK(words != level_words(static_cast<Comparison>(i), -1, language));
            }
}

TEST_CASE("why a value won") {
    CHECK(rule_words(MergeRule::freshness, Language::french) == "fiche la plus récente");
    CHECK(rule_words(MergeRule::agreement, Language::english) == "what most producers say");
    CHECK(rule_words(MergeRule::tie, Language::english).starts_with("a tie"));
}
