// What two lists of words have in common, by weight.
#pragma once
#include "core/linkage/link_table.hpp"

namespace moisson {

struct WordsOf {
    const LinkTable& table;
    const LinkRow& row;
    std::span<const LinkWord> words;
    std::string_view text(std::size_t at) const { return table.text(row, words[at]); }
};

struct WordMatch {
    double common = 0; ///< weight of what matches, by how well it does
    double only_a = 0, only_b = 0;
    bool exact = true;        ///< nothing matched by likeness
    bool contradicts = false; ///< each has a word of one kind of distinction that the other has not
    /// 0..1 of all weight.
    double share() const {
        const double all = common + only_a + only_b;
        return all > 0 ? common / all : 0;
    }
    /// 0..1 of the lighter list.
    double contained() const {
        const double lighter = common + (only_a < only_b ? only_a : only_b);
        return lighter > 0 ? common / lighter : 0;
    }
};

/// Words match when equal, nearly equal (a slip or two), cut short ("educat"), run together ("bel air" and
/// "belair") or the initials of the other's words ("spf"). `place_weight` scales words of the own
/// municipality.
WordMatch match_words(const WordsOf& a, const WordsOf& b, double place_weight);

} // namespace moisson
