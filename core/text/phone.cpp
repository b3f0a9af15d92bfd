#include "core/text/phone.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <array>

namespace moisson {
namespace {

constexpr std::size_t max_digits = 17; ///< 0033 and 13 digits; more is two numbers

struct Digits {
    std::array<char, max_digits> data{};
    std::size_t size = 0;
    bool plus = false;
    std::string_view view() const { return {data.data(), size}; }
};

bool is_separator(char32_t c) {
    return is_blank(c) || c == '.' || c == '-' || c == '(' || c == ')' || c == '_' ||
           (c >= 0x2010 && c <= 0x2015);
}

/// False for letters, slashes, two plus signs, too many digits: not one number.
bool collect(std::string_view text, Digits& digits) {
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (is_digit(c)) {
            if (digits.size == max_digits) return false;
            digits.data[digits.size++] = c;
            ++at;
        } else if (c == '+' && digits.size == 0 && !digits.plus) {
            digits.plus = true;
            ++at;
        } else if (!is_separator(next_code_point(text, at))) {
            return false;
        }
    }
    return digits.size > 0;
}

/// "tel:", "Tél. : " and the like, which say nothing.
std::string_view without_label(std::string_view text) {
    if (text.empty() || (text[0] != 't' && text[0] != 'T')) return text;
    for (std::string_view label : {"tel", "Tel", "TEL", "Tél", "tél", "TÉL"})
        if (text.starts_with(label)) {
            text.remove_prefix(label.size());
            while (!text.empty() && (text[0] == '.' || text[0] == ':' || text[0] == ' '))
                text.remove_prefix(1);
        }
    return text;
}

bool is_short_number(std::string_view digits) {
    switch (digits.size()) {
    case 2:
        return digits[0] == '1' && digits[1] >= '5';
    case 3:
        return digits[0] == '1';
    case 4:
        return digits[0] == '3' || digits.starts_with("10");
    case 6:
        return digits.starts_with("116") || digits.starts_with("118");
    default:
        return false;
    }
}

/// Country code of a French nine-digit number: overseas départements have their own.
std::string_view french_country_code(std::string_view national) {
    switch (to_unsigned(national.substr(0, 3))) {
    case 590:
    case 690:
    case 691:
        return "+590";
    case 594:
    case 694:
        return "+594";
    case 596:
    case 696:
    case 697:
        return "+596";
    case 262:
    case 263:
    case 692:
    case 693:
    case 269:
    case 639:
        return "+262";
    case 508:
        return "+508"; // Saint-Pierre-et-Miquelon: six digits behind
    default:
        return "+33";
    }
}

bool write(std::string_view country, std::string_view national, std::string& out) {
    out.assign(country);
    out.append(national);
    return true;
}

/// Nine digits without the leading zero.
bool write_french(std::string_view national, std::string& out) {
    if (national.size() != 9 || national[0] == '0') return false;
    const std::string_view country = french_country_code(national);
    return write(country, country == "+508" ? national.substr(3) : national, out);
}

/// Length of the number behind a country code. Countries that producers here really quote; others by E.164.
bool has_plausible_length(std::string_view digits) {
    struct Plan {
        std::string_view code;
        std::size_t shortest, longest;
    };
    static constexpr Plan plans[] = {
        {"590", 9, 9}, {"594", 9, 9}, {"596", 9, 9}, {"262", 9, 9}, {"508", 6, 6},  {"681", 6, 6},
        {"687", 6, 6}, {"689", 8, 8}, {"355", 8, 9}, {"351", 9, 9}, {"352", 4, 11}, {"376", 6, 9},
        {"377", 8, 9}, {"212", 9, 9}, {"213", 8, 9}, {"216", 8, 8}, {"32", 8, 9},   {"41", 9, 9},
        {"34", 9, 9},  {"39", 6, 11}, {"31", 9, 9},  {"44", 9, 10}, {"49", 6, 13},  {"1", 10, 10}};
    for (const auto& plan : plans)
        if (digits.starts_with(plan.code)) {
            const std::size_t length = digits.size() - plan.code.size();
            return length >= plan.shortest && length <= plan.longest;
        }
    return digits.size() >= 8 && digits.size() <= 15 && digits[0] != '0';
}

bool write_international(std::string_view digits, std::string& out) {
    if (digits.starts_with("33")) {
        digits.remove_prefix(2);
        if (digits.starts_with("0")) digits.remove_prefix(1); // +33 (0)1 …
        return write_french(digits, out);
    }
    return has_plausible_length(digits) && write("+", digits, out);
}

bool write_national(std::string_view digits, std::string& out) {
    if (digits.size() == 10 && digits[0] == '0') return write_french(digits.substr(1), out);
    if (is_short_number(digits)) {
        out = digits;
        return true;
    }
    if (digits.size() == 9) return write_french(digits, out); // the spreadsheet has eaten the zero
    if (digits.size() == 11 && digits.starts_with("33")) return write_international(digits, out);
    if (digits.size() == 8 && digits.starts_with("40"))
        return write("+689", digits, out); // Polynésie française
    return false;
}

} // namespace

bool normalise_phone(std::string_view text, std::string& out) {
    out.clear();
    Digits digits;
    if (!collect(without_label(text), digits)) return false;
    const std::string_view all = digits.view();
    if (digits.plus) return write_international(all, out);
    if (all.starts_with("00")) return write_international(all.substr(2), out);
    return write_national(all, out);
}

} // namespace moisson
