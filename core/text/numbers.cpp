#include "core/text/numbers.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace moisson {
namespace {

constexpr std::size_t max_number = 64;

bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.' || c == '-'; });
}

std::optional<double> exact(const char* first, const char* last) {
    double value = 0;
    const auto [end, error] = std::from_chars(first, last, value);
    if (error != std::errc() || end != last || !std::isfinite(value)) return std::nullopt;
    return value;
}

char decimal_char(std::string_view text, DecimalMark mark) {
    if (mark != DecimalMark::either) return mark == DecimalMark::comma ? ',' : '.';
    const std::size_t last = text.find_last_of(".,");
    return last == text.npos ? '.' : text[last];
}

struct Buffer {
    std::array<char, max_number> data;
    std::size_t size = 0;
};

/// Copies digits, the sign and the decimal mark (as a point); drops what groups thousands. False for anything
/// else.
bool copy_number(std::string_view text, char decimal, Buffer& buffer) {
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        char kept = 0;
        if (is_digit(c) || c == 'e' || c == 'E' || c == '-') kept = c;
        if (c == '+' && at > 0) kept = c;
        if (c == decimal) kept = '.';
        if (kept || c == '+' || c == '.' || c == ',') {
            ++at;
        } else if (!is_blank(next_code_point(text, at))) {
            return false;
        }
        if (kept) buffer.data[buffer.size++] = kept;
    }
    return buffer.size > 0;
}

bool equals_folded(std::string_view text, std::string_view word) {
    return text.size() == word.size() &&
           std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) { return lower(a) == b; });
}

} // namespace

std::optional<double> parse_decimal(std::string_view text, DecimalMark mark) {
    if (text.empty() || text.size() > max_number) return std::nullopt;
    if (mark != DecimalMark::comma && is_plain(text)) return exact(text.data(), text.data() + text.size());
    Buffer buffer;
    if (!copy_number(text, decimal_char(text, mark), buffer)) return std::nullopt;
    return exact(buffer.data.data(), buffer.data.data() + buffer.size);
}

std::optional<std::int64_t> parse_integer(std::string_view text, DecimalMark mark) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size()) return value;
    const auto decimal = parse_decimal(text, mark);
    if (!decimal || std::abs(*decimal) > 9e15 || std::floor(*decimal) != *decimal) return std::nullopt;
    return static_cast<std::int64_t>(*decimal);
}

std::optional<bool> parse_boolean(std::string_view text) {
    for (std::string_view yes : {"oui", "true", "1", "vrai", "yes", "o", "y"})
        if (equals_folded(text, yes)) return true;
    for (std::string_view no : {"non", "false", "0", "faux", "no", "n"})
        if (equals_folded(text, no)) return false;
    return std::nullopt;
}

bool looks_like_scientific_notation(std::string_view text) {
    if (text.size() < 6 || !is_digit(text[0]) || (text[1] != '.' && text[1] != ',')) return false;
    const std::size_t e = text.find_first_of("eE");
    if (e == text.npos || e < 3 || text.size() < e + 3) return false;
    return all_digits(text.substr(2, e - 2)) && (text[e + 1] == '+' || text[e + 1] == '-') &&
           all_digits(text.substr(e + 2));
}

} // namespace moisson
