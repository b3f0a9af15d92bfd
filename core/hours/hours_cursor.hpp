// A place in a text, and the small steps a grammar takes from there.
#pragma once
#include "core/hours/opening_hours.hpp"
#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <string_view>

namespace moisson {

class HoursCursor {
public:
    explicit HoursCursor(std::string_view text) : text_(text) {}

    bool ended() const { return at_ >= text_.size(); }
    char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
    void skip() { ++at_; }
    void blanks() {
        while (peek() == ' ') ++at_;
    }
    std::size_t place() const { return at_; }
    void go_to(std::size_t place) { at_ = place; }

    bool take(std::string_view word) {
        if (!text_.substr(std::min(at_, text_.size())).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }
    /// The word is there and no letter follows.
    bool sees_word(std::string_view word) const {
        return text_.substr(std::min(at_, text_.size())).starts_with(word) && !is_letter(peek(word.size()));
    }
    bool take_word(std::string_view word) { return sees_word(word) && take(word); }
    template<class Names>
    int find_word(const Names& names) const {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (sees_word(names[i])) return static_cast<int>(i);
        return -1;
    }

    /// Number of digits from here on.
    std::size_t digits() const {
        std::size_t count = 0;
        while (is_digit(peek(count))) ++count;
        return count;
    }
    unsigned take_number(std::size_t most) {
        const std::size_t count = std::min(digits(), most);
        const unsigned number = to_unsigned(text_.substr(at_, count));
        at_ += count;
        return number;
    }

    bool take_dash() {
        const std::size_t start = at_;
        blanks();
        if (take("-")) {
            blanks();
            return true;
        }
        at_ = start;
        return false;
    }
    /// A comma, when what follows belongs to the same list; else the comma separates two rules.
    template<class Starts>
    bool take_comma_before(Starts starts) {
        const std::size_t start = at_;
        blanks();
        if (take(",")) {
            blanks();
            if (starts()) return true;
        }
        at_ = start;
        return false;
    }

    [[noreturn]] void fail(std::string_view message) const {
        const std::size_t start = std::min(at_, text_.size());
        const std::string_view rest = text_.substr(start);
        std::size_t end = std::min(rest.find_first_of(" ;,", 1), rest.size());
        if (!rest.empty()) end = std::min(end, code_point_prefix(rest, 20).size());
        throw HoursFault{start, std::string(rest.substr(0, end)), std::string(message)};
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace moisson
