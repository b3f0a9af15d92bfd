#include "core/linkage/word_match.hpp"

#include "core/linkage/normal/name_tables.hpp"
#include "core/linkage/normal/names.hpp"
#include "core/linkage/similarity.hpp"

#include <algorithm>
#include <bit>

namespace moisson {

namespace {

constexpr double cut_short = 0.9; ///< worth of an abbreviation by its first letters
constexpr std::size_t short_word = 3;

using WordBits = std::uint32_t; ///< one per word; a list has at most 24

bool has_digit(std::string_view word) {
    return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Slips that two spellings of a text of so many letters may differ by.
std::size_t slips_allowed(std::size_t letters) {
    if (letters < 4) return 0;
    return letters < 8 ? 1 : letters < 14 ? 2 : 3;
}

double likeness(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() < short_word || has_digit(a) || has_digit(b)) return 0;
    if (b.starts_with(a)) return cut_short;
    const std::size_t allowed = slips_allowed(b.size());
    if (b.size() - a.size() > allowed) return 0;
    const std::size_t slips = letter_slips(a, b, allowed);
    return slips <= allowed ? 1 - static_cast<double>(slips) / (2.0 * static_cast<double>(b.size())) : 0;
}

class WordMatcher {
public:
    WordMatcher(const WordsOf& a, const WordsOf& b, double place_weight)
        : a_(a), b_(b), place_weight_(place_weight) {}

    WordMatch run() {
        match_equal();
        if (left_a_ && left_b_) {
            find_contradiction();
            if (may_be_spelled_alike())
                match_spellings();
            else
                match_all_acronyms();
        }
        for (WordBits left = left_a_; left; left &= left - 1) match_.only_a += weight(a_, first(left));
        for (WordBits left = left_b_; left; left &= left - 1) match_.only_b += weight(b_, first(left));
        return match_;
    }

private:
    static std::size_t first(WordBits bits) { return static_cast<std::size_t>(std::countr_zero(bits)); }
    static WordBits bit(std::size_t at) { return WordBits{1} << at; }

    double weight(const WordsOf& side, std::size_t at) const {
        const LinkWord& word = side.words[at];
        return (word.weight + 5) / 260.0 * (word.of_place ? place_weight_ : 1);
    }

    void match_equal() {
        left_a_ = bit(a_.words.size()) - 1;
        left_b_ = bit(b_.words.size()) - 1;
        for (std::size_t i = 0; i < a_.words.size(); ++i)
            for (WordBits left = left_b_; left; left &= left - 1) {
                const std::size_t j = first(left);
                if (a_.words[i].hash != b_.words[j].hash) continue;
                match_.common += std::min(weight(a_, i), weight(b_, j));
                left_a_ &= ~bit(i);
                left_b_ &= ~bit(j);
                break;
            }
    }

    void match_spellings() {
        match_joined(a_, b_, left_a_, left_b_);
        match_joined(b_, a_, left_b_, left_a_);
        match_all_acronyms();
        match_initials(a_, b_, left_a_, left_b_);
        match_initials(b_, a_, left_b_, left_a_);
        match_run_together();
        match_alike();
    }

    void match_all_acronyms() {
        match_acronyms(a_, b_, left_a_, left_b_);
        match_acronyms(b_, a_, left_b_, left_a_);
    }

    /// False only where no word of one side can be made of letters of the other, but for the slips that its
    /// length allows: then nothing that is compared by its letters matches. Most pairs of streets end here.
    bool may_be_spelled_alike() const {
        const Rest a = rest(a_, left_a_), b = rest(b_, left_b_);
        return std::max(a.size, b.size) <= 2 || may_be_made_of(a_, left_a_, b.letters) ||
               may_be_made_of(b_, left_b_, a.letters);
    }

    static bool may_be_made_of(const WordsOf& side, WordBits left, std::uint32_t letters) {
        for (; left; left &= left - 1) {
            const LinkWord& word = side.words[first(left)];
            std::uint32_t missing = word.letters & ~letters;
            for (std::size_t slips = slips_allowed(word.length); missing && slips; --slips)
                missing &= missing - 1;
            if (!missing) return true;
        }
        return false;
    }

    void find_contradiction() {
        for (WordBits i = left_a_; i; i &= i - 1) {
            if (!a_.words[first(i)].distinct) continue;
            const auto kind_a = distinction(a_.text(first(i)));
            for (WordBits j = left_b_; j; j &= j - 1) {
                if (!b_.words[first(j)].distinct) continue;
                const auto kind_b = distinction(b_.text(first(j)));
                if (kind_a && kind_b && kind_a->kind == kind_b->kind && kind_a->value != kind_b->value)
                    match_.contradicts = true;
            }
        }
    }

    void take(double worth) {
        match_.common += worth;
        match_.exact = false;
    }

    /// A word of `one` that is two neighbouring words of `other`, run together.
    void match_joined(const WordsOf& one, const WordsOf& other, WordBits& left_one, WordBits& left_other) {
        for (WordBits i = left_one; i; i &= i - 1) {
            const std::string_view whole = one.text(first(i));
            if (whole.size() <= short_word) continue;
            for (WordBits j = left_other & left_other >> 1; j; j &= j - 1) {
                const std::string_view begin = other.text(first(j)), end = other.text(first(j) + 1);
                if (begin.size() + end.size() != whole.size() || !whole.starts_with(begin) ||
                    !whole.ends_with(end))
                    continue;
                take(weight(one, first(i)));
                left_other &= ~(bit(first(j)) | bit(first(j) + 1));
                left_one &= ~bit(first(i));
                break;
            }
        }
    }

    /// A word of `one` that is the acronym of a network which `other` writes out.
    void match_acronyms(const WordsOf& one, const WordsOf& other, WordBits& left_one, WordBits& left_other) {
        for (WordBits i = left_one; i; i &= i - 1) {
            if (one.words[first(i)].length > 4) continue;
            for (WordBits j = left_other; j; j &= j - 1) {
                if (other.words[first(j)].length < 9 ||
                    !is_acronym_of(one.text(first(i)), other.text(first(j))))
                    continue;
                take((weight(one, first(i)) + weight(other, first(j))) / 2);
                left_one &= ~bit(first(i));
                left_other &= ~bit(first(j));
                break;
            }
        }
    }

    /// A word of `one` that is the initials of neighbouring words of `other`: at least three of those that
    /// count.
    void match_initials(const WordsOf& one, const WordsOf& other, WordBits& left_one, WordBits& left_other) {
        for (WordBits i = left_one; i; i &= i - 1) {
            const std::string_view initials = one.text(first(i));
            if (initials.size() < short_word || initials.size() > 8) continue;
            WordBits taken = 0;
            double worth = weight(one, first(i));
            std::size_t next = 0;
            for (WordBits j = left_other; j && next < initials.size(); j &= j - 1) {
                const std::string_view word = other.text(first(j));
                if (word.front() == initials[next]) {
                    ++next;
                    taken |= bit(first(j));
                    worth += weight(other, first(j));
                } else if (next > 0 && word.size() > short_word) {
                    next = 0;
                    taken = 0;
                    worth = weight(one, first(i));
                }
            }
            if (next != initials.size()) continue;
            take(worth / 2);
            left_other &= ~taken;
            left_one &= ~bit(first(i));
        }
    }

    /// The best pair first, until no two are alike.
    void match_alike() {
        while (left_a_ && left_b_) {
            double best = 0;
            std::size_t best_a = 0, best_b = 0;
            for (WordBits i = left_a_; i; i &= i - 1)
                for (WordBits j = left_b_; j; j &= j - 1)
                    if (const double worth = likeness_of(first(i), first(j)); worth > best) {
                        best = worth;
                        best_a = first(i);
                        best_b = first(j);
                    }
            if (best <= 0) return;
            const double both = (weight(a_, best_a) + weight(b_, best_b)) / 2;
            take(both * best);
            match_.only_a += both * (1 - best) / 2;
            match_.only_b += both * (1 - best) / 2;
            left_a_ &= ~bit(best_a);
            left_b_ &= ~bit(best_b);
        }
    }

    /// What is left of both, without blanks: "amisd e" and "amis de", "fe" and "de" within a longer name.
    void match_run_together() {
        if (!left_a_ || !left_b_ || match_.contradicts) return;
        const Rest a = rest(a_, left_a_), b = rest(b_, left_b_);
        const std::size_t longer = std::max(a.size, b.size);
        const bool particles = longer <= 2 && letters(a_) >= 10;
        const std::size_t allowed = particles ? 1 : slips_allowed(longer);
        if (longer > 60 || allowed == 0 || longer - std::min(a.size, b.size) > allowed ||
            static_cast<std::size_t>(std::popcount(a.letters ^ b.letters)) > 2 * allowed)
            return;
        const std::string rest_a = text(a_, left_a_), rest_b = text(b_, left_b_);
        if (has_digit(rest_a) || has_digit(rest_b)) return;
        const std::size_t slips = letter_slips(rest_a, rest_b, allowed);
        if (slips > allowed) return;
        double worth = 0;
        for (WordBits left = left_a_; left; left &= left - 1) worth += weight(a_, first(left)) / 2;
        for (WordBits left = left_b_; left; left &= left - 1) worth += weight(b_, first(left)) / 2;
        take(worth);
        left_a_ = left_b_ = 0;
    }

    struct Rest {
        std::size_t size = 0;
        std::uint32_t letters = 0; ///< letters_of()
    };
    static Rest rest(const WordsOf& side, WordBits left) {
        Rest rest;
        for (; left; left &= left - 1) {
            rest.size += side.words[first(left)].length;
            rest.letters |= side.words[first(left)].letters;
        }
        return rest;
    }

    static std::string text(const WordsOf& side, WordBits left) {
        std::string text;
        for (; left; left &= left - 1) text += side.text(first(left));
        return text;
    }

    static std::size_t letters(const WordsOf& side) {
        std::size_t count = 0;
        for (const LinkWord& word : side.words) count += word.length;
        return count;
    }

    double likeness_of(std::size_t i, std::size_t j) const {
        if (a_.words[i].distinct && b_.words[j].distinct) return 0;
        const std::size_t longer = std::max<std::size_t>(a_.words[i].length, b_.words[j].length);
        const std::size_t shorter = std::min<std::size_t>(a_.words[i].length, b_.words[j].length);
        const auto differing =
            static_cast<std::size_t>(std::popcount(a_.words[i].letters ^ b_.words[j].letters));
        if (differing > std::max(2 * slips_allowed(longer), longer - shorter)) return 0;
        return likeness(a_.text(i), b_.text(j));
    }

    const WordsOf &a_, &b_;
    double place_weight_;
    WordMatch match_;
    WordBits left_a_ = 0, left_b_ = 0;
};

} // namespace

WordMatch match_words(const WordsOf& a, const WordsOf& b, double place_weight) {
    return WordMatcher(a, b, place_weight).run();
}

} // namespace moisson
