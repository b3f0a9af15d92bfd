#include "core/linkage/normal/words.hpp"

#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"

#include <algorithm>
#include <cstring>

namespace moisson {
namespace {

bool is_word_char(char c) { return is_lower(c) || is_digit(c); }

bool is_elision(std::string_view word) {
    if (word.size() == 1) return std::string_view("cdjlmnst").find(word[0]) != word.npos;
    return word == "qu" || word == "jusqu" || word == "lorsqu" || word == "puisqu" || word == "quoiqu";
}

/// Cuts folded text into views of `out`, which is given room first and never moves.
class WordScanner {
public:
    WordScanner(std::string_view folded, WordStyle style, std::string& out, std::vector<Word>& words)
        : in_(folded), style_(style), out_(out), words_(words) {
        out_.reserve(2 * folded.size() + 2); // a sign becomes a word of at most one letter more
        words_.reserve(std::min(folded.size() / 4 + 4, Words::limit + 1));
    }

    void scan() {
        for (at_ = 0; at_ < in_.size() && words_.size() < Words::limit; ++at_) step(in_[at_]);
        flush();
    }

private:
    char ahead(std::size_t distance) const { return at_ + distance < in_.size() ? in_[at_ + distance] : ' '; }
    std::string_view word() const { return std::string_view(out_).substr(begin_); }

    void step(char c) {
        if (is_word_char(c)) return put(c);
        switch (c) {
        case '\'':
            return apostrophe();
        case '.':
            return dot();
        case '&':
            return whole_word("et");
        case '+':
            return ahead(1) == ' ' && word().empty() ? whole_word("et") : flush();
        case '/':
            return slash();
        default:
            flush();
            if (is_break(c)) break_ = true;
        }
    }

    bool is_break(char c) const {
        return c == ',' || c == ';' || c == '(' || c == ')' || c == '[' || c == ']' || c == '|' || c == ':' ||
               (c == '-' && ahead(1) == ' ');
    }

    void put(char c) {
        const bool glued_postcode = style_ == WordStyle::address && is_digit(c) && word().size() >= 3 &&
                                    is_lower(out_.back()) && postcode_ahead();
        if (glued_postcode) flush();
        out_ += c;
    }
    bool postcode_ahead() const {
        std::size_t digits = 0;
        while (is_digit(ahead(digits))) ++digits;
        return digits == 5 && !is_word_char(ahead(5));
    }

    void apostrophe() {
        if (!is_word_char(ahead(1))) return flush();
        if (style_ == WordStyle::person || word() == "o") return; // joined
        const bool possessive = ahead(1) == 's' && !is_word_char(ahead(2));
        if (is_elision(word()))
            out_.resize(begin_);
        else if (!possessive)
            flush();
    }

    /// "r.p.s.", "r. p. s.": goes on when one character follows that stands alone.
    void dot() {
        const bool alone = word().size() == 1 || (!word().empty() && dotted_);
        const std::size_t next = ahead(1) == ' ' ? 2 : 1;
        const bool one_follows = is_word_char(ahead(next)) && !is_word_char(ahead(next + 1)) &&
                                 (next == 1 || ahead(next + 1) == '.');
        if (style_ != WordStyle::person && alone && is_lower(word()[0]) && one_follows &&
            ahead(next + 1) != '\'') {
            dotted_ = true;
            at_ += next - 1;
        } else {
            flush();
        }
    }

    void slash() {
        if (style_ == WordStyle::address && word() == "s") {
            out_.resize(begin_);
            const bool under = ahead(1) == 's' && !is_word_char(ahead(2));
            if (under) ++at_;
            return whole_word(under ? "sous" : "sur");
        }
        flush();
    }

    void whole_word(std::string_view text) {
        flush();
        out_ += text;
        flush();
    }

    void flush() {
        dotted_ = false;
        if (word().empty() || words_.size() == Words::limit) return;
        words_.push_back({word(), break_});
        begin_ = out_.size();
        break_ = false;
    }

    std::string_view in_;
    WordStyle style_;
    std::string& out_;
    std::vector<Word>& words_;
    std::size_t at_ = 0, begin_ = 0;
    bool break_ = false, dotted_ = false;
};

template<class Number>
std::uint64_t load(const char* from) {
    Number number;
    std::memcpy(&number, from, sizeof number);
    return number;
}

/// Of the ends of the word: words of tables that differ in the middle only are told apart by comparing them.
std::uint64_t word_hash(std::string_view word) {
    const std::size_t size = word.size();
    const char* const begin = word.data();
    std::uint64_t head = 0, tail = 0;
    if (size >= 8) {
        head = load<std::uint64_t>(begin);
        tail = load<std::uint64_t>(begin + size - 8);
    } else if (size >= 4) {
        head = load<std::uint32_t>(begin);
        tail = load<std::uint32_t>(begin + size - 4);
    } else if (size > 0) {
        head = static_cast<unsigned char>(begin[0]);
        tail = static_cast<std::uint64_t>(static_cast<unsigned char>(begin[size / 2])) << 8 |
               static_cast<unsigned char>(begin[size - 1]);
    }
    const std::uint64_t mixed = (head ^ (tail * 0x9E3779B97F4A7C15U) ^ size) * 0xD6E8FEB86659FD93U;
    return mixed ^ mixed >> 32;
}

} // namespace

Words::Words(std::string_view text, WordStyle style) {
    if (text.empty()) return; // most fields of most records
    const std::string folded = fold(text);
    WordScanner(folded, style, text_, words_).scan();
}

void Words::erase(std::size_t at, std::size_t count) {
    const auto first = words_.begin() + static_cast<std::ptrdiff_t>(at);
    words_.erase(first, first + static_cast<std::ptrdiff_t>(count));
}

void Words::join(std::size_t at, std::size_t count) {
    std::string joined;
    for (std::size_t i = at; i < at + count; ++i) joined += words_[i].text;
    words_[at].text = joined_.emplace_front(std::move(joined));
    erase(at + 1, count - 1);
}

void Words::put_first(std::string word) {
    words_.insert(words_.begin(), Word{joined_.emplace_front(std::move(word)), false});
}

void Words::clear_breaks() {
    for (Word& word : words_) word.after_break = false;
}

std::string Words::str(std::size_t from, std::size_t to) const {
    std::size_t bytes = 0;
    for (std::size_t i = from; i < to; ++i) bytes += words_[i].text.size() + 1;
    std::string out;
    out.reserve(bytes);
    for (std::size_t i = from; i < to; ++i) {
        if (i > from) out += ' ';
        out += words_[i].text;
    }
    return out;
}

WordIndex::WordIndex(std::span<const WordRow> rows) : slots_(64) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
        add(rows[row].meaning, static_cast<int>(row));
        for (std::string_view spelling : split_words(rows[row].spellings))
            add(spelling, static_cast<int>(row));
    }
}

void WordIndex::add(std::string_view word, int row) {
    if (word.empty() || find(word) >= 0) return;
    if (++used_ * 2 > slots_.size()) grow();
    std::size_t at = word_hash(word) & (slots_.size() - 1);
    while (slots_[at].row >= 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {word, row};
}

void WordIndex::grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    used_ = 1;
    for (const Slot& slot : old)
        if (slot.row >= 0) add(slot.word, slot.row);
}

int WordIndex::find(std::string_view word) const {
    std::size_t at = word_hash(word) & (slots_.size() - 1);
    while (slots_[at].row >= 0 && slots_[at].word != word) at = (at + 1) & (slots_.size() - 1);
    return slots_[at].row;
}

std::vector<std::string_view> split_words(std::string_view list, char at) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from < list.size();) {
        const std::size_t end = std::min(list.find(at, from), list.size());
        if (end > from) parts.push_back(list.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

std::string_view without_ordinal(std::string_view word) {
    static constexpr std::string_view endings[] = {"e",  "er",  "ere", "re", "eme", "ieme",
                                                   "nd", "nde", "rd",  "st", "th"};
    std::size_t digits = 0;
    while (digits < word.size() && is_digit(word[digits])) ++digits;
    if (digits == 0 || digits == word.size()) return word;
    const std::string_view ending = word.substr(digits);
    const bool ordinal = std::find(std::begin(endings), std::end(endings), ending) != std::end(endings);
    return ordinal ? word.substr(0, digits) : word;
}

std::string_view without_leading_zeros(std::string_view word) {
    const bool code = word.size() > 5 || (word.size() == 5 && word[1] != '0');
    if (word.size() < 2 || word[0] != '0' || code || !all_digits(word)) return word;
    return word.substr(std::min(word.find_first_not_of('0'), word.size() - 1));
}

bool is_particle(std::string_view word) {
    static const WordRow row[] = {{"de", "du des d la le les l a au aux en et pour sur par dans"}};
    static const WordIndex index(row);
    return word.size() <= 4 && index.find(word) >= 0;
}

bool begins_with_vowel(std::string_view word) {
    return !word.empty() && std::string_view("aeiouyh").find(word[0]) != std::string_view::npos;
}

} // namespace moisson
