#include "core/text/pattern.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <re2/re2.h>

namespace moisson {
namespace {

using Set = std::bitset<128>;
constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

void add_range(Set& set, char first, char last) {
    for (int c = first; c <= last; ++c) set.set(static_cast<std::size_t>(c));
}

/// \d \w or an escaped sign; false for what only the engine knows (\b, \pL, …).
bool add_escape(char c, Set& set) {
    if (c == 'd' || c == 'w') add_range(set, '0', '9');
    if (c == 'w') {
        add_range(set, 'a', 'z');
        add_range(set, 'A', 'Z');
        set.set('_');
    }
    if (c == 'd' || c == 'w') return true;
    if (is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80) return false;
    set.set(static_cast<std::size_t>(c));
    return true;
}

/// The inside of […] at the start of `rest`, which is moved behind it.
bool read_class(std::string_view& rest, Set& set) {
    const std::size_t end = rest.find(']');
    std::string_view body = end == rest.npos ? "" : rest.substr(1, end - 1);
    if (body.empty() || body[0] == '^' || body[0] == '[') return false;
    rest.remove_prefix(end + 1);
    while (!body.empty()) {
        if (static_cast<unsigned char>(body[0]) >= 0x80) return false;
        if (body[0] == '\\') {
            if (body.size() < 2 || !add_escape(body[1], set)) return false;
            body.remove_prefix(2);
        } else if (body.size() >= 3 && body[1] == '-') {
            if (body[0] > body[2] || body[2] == '\\') return false;
            add_range(set, body[0], body[2]);
            body.remove_prefix(3);
        } else {
            set.set(static_cast<std::size_t>(body[0]));
            body.remove_prefix(1);
        }
    }
    return true;
}

bool read_atom(std::string_view& rest, Set& set) {
    if (rest[0] == '[') return read_class(rest, set);
    if (rest[0] == '\\') {
        if (rest.size() < 2 || !add_escape(rest[1], set)) return false;
        rest.remove_prefix(2);
        return true;
    }
    if (std::string_view(".^$|()*+?{}").find(rest[0]) != std::string_view::npos) return false;
    if (static_cast<unsigned char>(rest[0]) >= 0x80) return false;
    set.set(static_cast<std::size_t>(rest[0]));
    rest.remove_prefix(1);
    return true;
}

std::optional<std::size_t> read_count(std::string_view digits) {
    if (!all_digits(digits) || digits.size() > 4) return std::nullopt;
    return to_unsigned(digits);
}

/// ? + * {n} {n,} {n,m}, or nothing.
bool read_quantifier(std::string_view& rest, std::size_t& least, std::size_t& most) {
    if (rest.empty()) return true;
    const char c = rest[0];
    if (c == '?' || c == '*') least = 0;
    if (c == '*' || c == '+') most = unlimited;
    if (c == '{') {
        const std::size_t end = rest.find('}');
        if (end == rest.npos) return false;
        const std::string_view body = rest.substr(1, end - 1);
        const std::size_t comma = body.find(',');
        const auto low = read_count(body.substr(0, comma));
        const auto high = comma == body.npos         ? low
                          : comma + 1 == body.size() ? std::optional(unlimited)
                                                     : read_count(body.substr(comma + 1));
        if (!low || !high) return false;
        least = *low;
        most = *high;
        rest.remove_prefix(end + 1);
    } else if (c == '?' || c == '*' || c == '+') {
        rest.remove_prefix(1);
    }
    return rest.empty() || rest[0] != '?'; // lazy quantifiers are for the engine
}

} // namespace

TextPattern::TextPattern(std::string_view pattern, std::shared_ptr<const re2::RE2> compiled)
    : compiled_(std::move(compiled)) {
    simple_ = parse(pattern) && is_unambiguous();
}

bool TextPattern::parse(std::string_view pattern) {
    if (pattern.starts_with('^')) pattern.remove_prefix(1);
    if (pattern.ends_with('$') && !pattern.ends_with("\\$")) pattern.remove_suffix(1);
    while (!pattern.empty()) {
        Atom atom;
        if (!read_atom(pattern, atom.set) || !read_quantifier(pattern, atom.least, atom.most)) return false;
        atoms_.push_back(atom);
    }
    return true;
}

/// Without backtracking an atom takes all it can: right only when what follows cannot want the same
/// characters.
bool TextPattern::is_unambiguous() const {
    for (std::size_t i = 0; i < atoms_.size(); ++i) {
        if (atoms_[i].least == atoms_[i].most) continue;
        for (std::size_t next = i + 1; next < atoms_.size(); ++next) {
            if ((atoms_[i].set & atoms_[next].set).any()) return false;
            if (atoms_[next].least > 0) break;
        }
    }
    return true;
}

bool TextPattern::matches(std::string_view text) const {
    if (!simple_)
        return !compiled_ || re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
    std::size_t at = 0;
    for (const Atom& atom : atoms_) {
        std::size_t count = 0;
        while (at < text.size() && count < atom.most && static_cast<unsigned char>(text[at]) < 0x80 &&
               atom.set[static_cast<std::size_t>(text[at])]) {
            ++at;
            ++count;
        }
        if (count < atom.least) return false;
    }
    return at == text.size();
}

} // namespace moisson
