// The words of names that are written in several ways.
#pragma once
#include "core/linkage/normal/words.hpp"

namespace moisson {

/// One organisation or sort of organisation under one word; `spellings` are phrases separated by "|", written
/// as normal names without particles. Singular and plural are one.
std::span<const WordRow> name_phrases();
/// Words that one word replaces wherever they stand: "st" → "saint".
std::span<const WordRow> name_synonyms();

/// Whether `acronym` may stand for the canonical `name`: "ml" for "missionlocale". It means other things,
/// too.
bool is_acronym_of(std::string_view acronym, std::string_view name);
/// A word of the meanings of name_phrases(), which a name says once only.
bool is_canonical_name(std::string_view word);

/// Replaces the phrase that begins at `at`, the longest first. False when none does.
bool replace_phrase(Words& words, std::size_t at);

} // namespace moisson
