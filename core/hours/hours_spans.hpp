// "de 9h à 12h30 et de 14h à 17h" → spans.
#pragma once
#include "core/hours/hours_words.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace moisson {

/// A place in the tokens of a text.
struct HoursReader {
    std::string_view text; ///< folded, for quotations
    std::span<const HoursToken> tokens;
    std::size_t at = 0;

    HoursWord word(std::size_t ahead = 0) const { return token(ahead).word; }
    const HoursToken& token(std::size_t ahead = 0) const {
        return tokens[at + ahead < tokens.size() ? at + ahead : tokens.size() - 1];
    }
    bool take(HoursWord word_here) {
        if (word() != word_here) return false;
        ++at;
        return true;
    }
    /// From token `first` up to the current one.
    std::string_view quote(std::size_t first) const;
    [[noreturn]] void refuse(std::size_t first, const char* reason) const;
};

bool starts_hours(const HoursReader& reader); ///< a time, or a word that may stand before one

/// Reads all times from here on; stops before what cannot belong to them. Throws HoursRefusal when they do
/// not make ranges that follow each other.
std::vector<HoursSpan> read_hours_spans(HoursReader& reader);

} // namespace moisson
