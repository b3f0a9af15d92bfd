// The regions of France and their départements (Code officiel géographique).
#include "core/text/fold.hpp"
#include "core/text/geo_codes.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

struct Region {
    std::string_view code;
    std::string_view name; ///< folded, dashes as blanks
    std::array<std::string_view, 13> departments;
};

constexpr std::array<Region, 18> regions = {{
    {"01", "guadeloupe", {"971"}},
    {"02", "martinique", {"972"}},
    {"03", "guyane", {"973"}},
    {"04", "la reunion", {"974"}},
    {"06", "mayotte", {"976"}},
    {"11", "ile de france", {"75", "77", "78", "91", "92", "93", "94", "95"}},
    {"24", "centre val de loire", {"18", "28", "36", "37", "41", "45"}},
    {"27", "bourgogne franche comte", {"21", "25", "39", "58", "70", "71", "89", "90"}},
    {"28", "normandie", {"14", "27", "50", "61", "76"}},
    {"32", "hauts de france", {"02", "59", "60", "62", "80"}},
    {"44", "grand est", {"08", "10", "51", "52", "54", "55", "57", "67", "68", "88"}},
    {"52", "pays de la loire", {"44", "49", "53", "72", "85"}},
    {"53", "bretagne", {"22", "29", "35", "56"}},
    {"75", "nouvelle aquitaine", {"16", "17", "19", "23", "24", "33", "40", "47", "64", "79", "86", "87"}},
    {"76", "occitanie", {"09", "11", "12", "30", "31", "32", "34", "46", "48", "65", "66", "81", "82"}},
    {"84", "auvergne rhone alpes", {"01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74"}},
    {"93", "provence alpes cote d'azur", {"04", "05", "06", "13", "83", "84"}},
    {"94", "corse", {"2A", "2B"}},
}};

std::span<const std::string_view> filled(const Region& region) {
    const auto end = std::find(region.departments.begin(), region.departments.end(), "");
    return {region.departments.begin(), end};
}

bool holds_department(const Region& region, std::string_view department) {
    const auto departments = filled(region);
    return std::find(departments.begin(), departments.end(), department) != departments.end();
}

} // namespace

std::string_view department_of(std::string_view code) {
    // Kept as constants: the result must outlive `code`.
    static constexpr std::string_view south = "2A", north = "2B";
    if (is_departement_code(code)) return code;
    if (code.size() != 5) return {};
    if (is_postcode(code) && code.starts_with("20")) return code[2] <= '1' ? south : north;
    const std::string_view two = code.substr(0, 2), three = code.substr(0, 3);
    const std::string_view found = two == "97" || two == "98" ? three : two;
    return is_departement_code(found) ? found : std::string_view();
}

std::span<const std::string_view> departments_of_region(std::string_view region) {
    const std::string_view department = region.size() == 5 ? department_of(region) : std::string_view();
    std::string name = fold(region);
    std::replace(name.begin(), name.end(), '-', ' ');
    for (const Region& candidate : regions)
        if (candidate.code == region || candidate.name == name ||
            (!department.empty() && holds_department(candidate, department)))
            return filled(candidate);
    return {};
}

} // namespace moisson
