#include "core/text/identifiers.hpp"

#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

namespace moisson {
namespace {

constexpr std::string_view la_poste = "356000000";

bool is_placeholder(std::string_view digits) {
    return digits.find_first_not_of(digits[0]) == std::string_view::npos;
}

unsigned digit_sum(std::string_view digits) {
    unsigned sum = 0;
    for (char c : digits) sum += static_cast<unsigned>(c - '0');
    return sum;
}

IdentifierCheck check_shape(std::string_view text, std::size_t length) {
    if (!all_digits(text)) return IdentifierCheck::not_digits;
    if (text.size() != length) return IdentifierCheck::wrong_length;
    return is_placeholder(text) ? IdentifierCheck::placeholder : IdentifierCheck::ok;
}

} // namespace

bool luhn(std::string_view digits) {
    // Digit sums of the doubled digits 0..9.
    constexpr unsigned char doubled[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
    unsigned sum = 0;
    bool twice = false;
    for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
        if (!is_digit(digits[i])) return false;
        const auto digit = static_cast<unsigned char>(digits[i] - '0');
        sum += twice ? doubled[digit] : digit;
    }
    return !digits.empty() && sum % 10 == 0;
}

IdentifierCheck check_siren(std::string_view siren) {
    const auto shape = check_shape(siren, 9);
    if (shape != IdentifierCheck::ok) return shape;
    return luhn(siren) ? IdentifierCheck::ok : IdentifierCheck::checksum;
}

IdentifierCheck check_siret(std::string_view siret) {
    const auto shape = check_shape(siret, 14);
    if (shape != IdentifierCheck::ok) return shape;
    if (luhn(siret) && luhn(siret.substr(0, 9))) return IdentifierCheck::ok;
    const bool post_office = siret.starts_with(la_poste) && digit_sum(siret) % 5 == 0;
    return post_office ? IdentifierCheck::ok : IdentifierCheck::checksum;
}

IdentifierCheck check_rna(std::string_view rna) {
    if (rna.size() != 10) return IdentifierCheck::wrong_length;
    if (rna[0] != 'W' || !is_digit(rna[1])) return IdentifierCheck::not_digits;
    if (!is_digit(rna[2]) && !is_upper(rna[2])) return IdentifierCheck::not_digits;
    return all_digits(rna.substr(3)) ? IdentifierCheck::ok : IdentifierCheck::not_digits;
}

void clean_identifier(std::string_view text, std::string& out) {
    out.clear();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t c = next_code_point(text, at);
        if (is_blank(c) || c == '.' || c == '-' || c == 0xAD || c == 0x2011) continue;
        if (c == '\'' && out.empty()) continue; // what a spreadsheet wants before digits that are text
        if (at == start + 1)
            out += upper(text[start]);
        else
            out.append(text.substr(start, at - start));
    }
}

} // namespace moisson
