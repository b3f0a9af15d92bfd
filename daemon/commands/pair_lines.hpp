// Pairs of records as duplicates and why show them.
#pragma once
#include "core/report/explain_record.hpp"

#include <string>

namespace moisson {

/// "the same name: +5.1; the same street, no number: +2.0; …", the start first.
std::string pair_words(const LinkModel& model, const PairRow& pair);
/// What the record is called, or "".
std::string title_of(StoreReader& reader, const Schema& schema, const std::string& public_id);
/// Quoted when a shell would not take it as one word.
std::string shell_word(const std::string& text);

} // namespace moisson
