// Explanations in words: why two records were linked, and why a value won. What producers read is French,
// what commands print is English.
#pragma once
#include "core/golden/merge.hpp"
#include "core/linkage/link_model.hpp"

#include <string>
#include <string_view>

namespace moisson {

enum class Language : std::uint8_t { french, english };

/// "même rue et même numéro"; a level that the comparison does not have: "autre accord". The meaning of
/// levels is compare_*.cpp's.
std::string_view level_words(Comparison comparison, int level, Language language);

/// One part of the weight of a pair: "même rue et même numéro : +4,1", "the same e-mail, but many records
/// share it: −4.2", "départ : −3,6".
std::string explain_part(const WeightPart& part, Language language);

/// "+4,1" in French, "+4.1" in English; the minus sign is U+2212; never "−0,0".
std::string signed_weight(double weight, Language language);

/// Why the value of a field won, one part of a sentence: "la fiche la plus récente".
std::string_view rule_words(MergeRule rule, Language language);

} // namespace moisson
