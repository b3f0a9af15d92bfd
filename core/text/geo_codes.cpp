#include "core/text/geo_codes.hpp"

#include "core/text/ascii.hpp"

namespace moisson {
namespace {

bool is_mainland(std::string_view two) {
    if (!all_digits(two)) return two[0] == '2' && (two[1] == 'A' || two[1] == 'B');
    const unsigned number = to_unsigned(two);
    return number >= 1 && number <= 95 && number != 20;
}

bool is_overseas(std::string_view three) {
    if (!all_digits(three)) return false;
    const unsigned number = to_unsigned(three);
    return (number >= 971 && number <= 978) || number == 984 || (number >= 986 && number <= 989);
}

} // namespace

bool is_postcode(std::string_view code) {
    if (code.size() != 5 || !all_digits(code)) return false;
    const unsigned number = to_unsigned(code);
    return number >= 1000 && number <= 98999;
}

bool is_departement_code(std::string_view code) {
    return (code.size() == 2 && is_mainland(code)) || (code.size() == 3 && is_overseas(code));
}

bool is_insee_code(std::string_view code) {
    if (code.size() != 5 || !all_digits(code.substr(2))) return false;
    return is_mainland(code.substr(0, 2)) ? code.substr(2) != "000" : is_overseas(code.substr(0, 3));
}

bool is_zone_code(std::string_view code) {
    if (code == "france" || is_insee_code(code) || is_departement_code(code)) return true;
    if (!all_digits(code)) return false;
    return code.size() == 9 || (code.size() == 5 && code.starts_with("99") && code[2] <= '5');
}

} // namespace moisson
