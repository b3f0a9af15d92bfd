#include "connectors/formats/sheet/number_format.hpp"

#include <algorithm>
#include <string>

namespace moisson {
namespace {

using Kind = NumberFormat::Kind;

constexpr char elapsed = '\x01'; ///< stands for [h], [mm] or [ss]

char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// [h], [mm], [ss]: hours that go on after 24. [Red], [$-40C], [<100] say nothing about the number.
bool is_elapsed(std::string_view bracket) {
    const char first = bracket.empty() ? ' ' : lower_letter(bracket[0]);
    if (first != 'h' && first != 'm' && first != 's') return false;
    for (const char c : bracket)
        if (lower_letter(c) != first) return false;
    return true;
}

/// The signs of the first section that mean something: text in quotes, escaped signs, colours and blanks
/// left out.
std::string significant_signs(std::string_view code) {
    std::string signs;
    for (std::size_t at = 0; at < code.size() && code[at] != ';'; ++at) {
        const char c = code[at];
        if (c == '"') {
            at = code.find('"', at + 1);
            if (at == std::string_view::npos) break;
        } else if (c == '[') {
            const std::size_t close = code.find(']', at);
            if (close == std::string_view::npos) break;
            if (is_elapsed(code.substr(at + 1, close - at - 1))) signs += elapsed;
            at = close;
        } else if (c == '\\' || c == '_' || c == '*') {
            ++at;
        } else if (c != ' ') {
            signs += lower_letter(c);
        }
    }
    return signs;
}

/// A month, unless hours stand before it or seconds behind it.
bool has_month(std::string_view signs) {
    char before = 0;
    for (std::size_t at = 0; at < signs.size(); ++at) {
        const char c = signs[at];
        if (c == 'm') {
            const std::size_t end = std::min(signs.find_first_not_of('m', at), signs.size());
            const std::size_t next = signs.find_first_of("ymdhs", end);
            const bool minutes = before == 'h' || (next != std::string_view::npos && signs[next] == 's');
            if (!minutes) return true;
            at = end - 1;
        }
        if (std::string_view("ymdhs").find(c) != std::string_view::npos) before = c;
    }
    return false;
}

/// Digits that are always shown, when the format is nothing but digits: "00000", "0# ## ## ## ##".
std::uint8_t shown_digits(std::string_view signs) {
    const std::size_t first = signs.find('0');
    for (const char c : signs)
        if (c != '0' && c != '#' && c != '-') return 0;
    std::size_t digits = 0;
    for (std::size_t at = first; at < signs.size(); ++at) digits += signs[at] != '-';
    return digits > 1 && digits <= 30 ? static_cast<std::uint8_t>(digits) : 0;
}

} // namespace

NumberFormat built_in_number_format(std::uint32_t id) {
    if (id == 46) return {Kind::elapsed};
    if ((id >= 18 && id <= 21) || id == 32 || id == 33 || id == 45 || id == 47) return {Kind::time};
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return {Kind::date};
    return {};
}

NumberFormat parse_number_format(std::string_view code) {
    std::string signs = significant_signs(code);
    if (signs == "general" || signs == "standard") return {};
    if (signs.find(elapsed) != std::string::npos) return {Kind::elapsed};
    if (const auto half_day = signs.find("am/pm"); half_day != std::string::npos) signs.erase(half_day, 5);
    if (const auto half_day = signs.find("a/p"); half_day != std::string::npos) signs.erase(half_day, 3);
    if (signs.find_first_of("yd") != std::string::npos || has_month(signs)) return {Kind::date};
    if (signs.find_first_of("hs") != std::string::npos) return {Kind::time};
    return {Kind::number, shown_digits(signs)};
}

} // namespace moisson
