#include "core/linkage/normal/codes.hpp"

#include "core/text/ascii.hpp"
#include "core/text/geo_codes.hpp"
#include "core/text/utf8.hpp"

namespace moisson {
namespace {

constexpr std::size_t longest_code = 10;

/// Letters and digits in upper case; false when there is anything but them and separators, or too many.
bool code_characters(std::string_view text, std::string& out) {
    text = trim(text);
    if (text.size() > 2 && text.ends_with(".0")) text.remove_suffix(2); // a number of a spreadsheet
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (is_digit(c) || is_letter(c)) {
            if (out.size() == longest_code) return false;
            out += upper(c);
            ++at;
        } else if (c == '-' || c == '.' || c == '\'') {
            ++at;
        } else if (!is_blank(next_code_point(text, at))) {
            return false;
        }
    }
    return !out.empty();
}

void give_zero_back(std::string& code) {
    if (code.size() == 4) code.insert(code.begin(), '0');
}

} // namespace

std::string normal_postcode(std::string_view text) {
    std::string code;
    if (!code_characters(text, code)) return {};
    for (std::string_view country : {"FR", "F"})
        if (code.starts_with(country) && all_digits(std::string_view(code).substr(country.size())) &&
            code.size() >= country.size() + 4) {
            code.erase(0, country.size());
            break;
        }
    if (all_digits(code)) {
        give_zero_back(code);
        return code.find_first_not_of('0') == code.npos ? std::string() : code;
    }
    if (code.size() == 5 && all_digits(std::string_view(code).substr(1))) code.insert(code.begin() + 1, '-');
    return code;
}

std::string normal_insee(std::string_view text) {
    std::string code;
    if (!code_characters(text, code)) return {};
    give_zero_back(code);
    if (!is_insee_code(code)) return {};
    return std::string(municipality_of_arrondissement(code));
}

std::string_view municipality_of_arrondissement(std::string_view insee) {
    if (insee.size() != 5 || !all_digits(insee)) return insee;
    const unsigned code = to_unsigned(insee);
    if (code >= 75101 && code <= 75120) return "75056";
    if (code >= 69381 && code <= 69389) return "69123";
    if (code >= 13201 && code <= 13216) return "13055";
    return insee;
}

std::string department_for(std::string_view insee, std::string_view postcode) {
    const std::string code = normal_insee(insee);
    if (!code.empty()) return std::string(department_of(code));
    const std::string postal = normal_postcode(postcode);
    return is_postcode(postal) ? std::string(department_of(postal)) : std::string();
}

} // namespace moisson
