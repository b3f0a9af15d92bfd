#include "core/export/licences.hpp"

#include <array>
#include <string>
#include <vector>

namespace moisson {
namespace {

constexpr std::array<Licence, 13> licences = {{
    {"lov2", "Licence Ouverte / Open Licence version 2.0",
     "https://www.etalab.gouv.fr/licence-ouverte-open-licence", false, true},
    {"fr-lo", "Licence Ouverte / Open Licence",
     "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf", false, true},
    {"odc-odbl", "Open Data Commons Open Database License (ODbL)",
     "http://opendatacommons.org/licenses/odbl/summary/", true, false},
    {"odc-by", "Open Data Commons Attribution License", "http://opendatacommons.org/licenses/by/summary/",
     false, true},
    {"odc-pddl", "Open Data Commons Public Domain Dedication and Licence (PDDL)",
     "http://opendatacommons.org/licenses/pddl/summary/", false, true},
    {"cc-by", "Creative Commons Attribution", "http://www.opendefinition.org/licenses/cc-by", false, true},
    {"cc-by-sa", "Creative Commons Attribution Share-Alike",
     "http://www.opendefinition.org/licenses/cc-by-sa", true, false},
    {"cc-zero", "Creative Commons CCZero", "http://www.opendefinition.org/licenses/cc-zero", false, true},
    {"mobility-licence", "Licence Mobilités",
     "https://wiki.lafabriquedesmobilites.fr/wiki/Licence_Mobilit%C3%A9s", true, false},
    {"other-at", "Autre licence (attribution)", "", false, false},
    {"other-open", "Autre licence ouverte", "", false, false},
    {"other-pd", "Autre licence (domaine public)", "", false, true},
    {"notspecified", "Licence non précisée", "", false, false},
}};

} // namespace

std::span<const Licence> known_licences() { return licences; }

std::vector<std::string> share_alike_licences() {
    std::vector<std::string> ids;
    for (const Licence& licence : licences)
        if (licence.share_alike) ids.emplace_back(licence.id);
    return ids;
}

const Licence* find_licence(std::string_view id) {
    for (const Licence& licence : licences)
        if (licence.id == id) return &licence;
    return nullptr;
}

} // namespace moisson
