#include "core/export/licences.hpp"

#include <array>

namespace moisson {
namespace {

constexpr std::array<Licence, 13> licences = {{
    {"lov2", "Licence Ouverte / Open Licence version 2.0",
     "https://www.etalab.gouv.fr/licence-ouverte-open-licence"},
    {"fr-lo", "Licence Ouverte / Open Licence",
     "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf"},
    {"odc-odbl", "Open Data Commons Open Database License (ODbL)",
     "http://opendatacommons.org/licenses/odbl/summary/"},
    {"odc-by", "Open Data Commons Attribution License", "http://opendatacommons.org/licenses/by/summary/"},
    {"odc-pddl", "Open Data Commons Public Domain Dedication and Licence (PDDL)",
     "http://opendatacommons.org/licenses/pddl/summary/"},
    {"cc-by", "Creative Commons Attribution", "http://www.opendefinition.org/licenses/cc-by"},
    {"cc-by-sa", "Creative Commons Attribution Share-Alike",
     "http://www.opendefinition.org/licenses/cc-by-sa"},
    {"cc-zero", "Creative Commons CCZero", "http://www.opendefinition.org/licenses/cc-zero"},
    {"mobility-licence", "Licence Mobilités",
     "https://wiki.lafabriquedesmobilites.fr/wiki/Licence_Mobilit%C3%A9s"},
    {"other-at", "Autre licence (attribution)", ""},
    {"other-open", "Autre licence ouverte", ""},
    {"other-pd", "Autre licence (domaine public)", ""},
    {"notspecified", "Licence non précisée", ""},
}};

} // namespace

std::span<const Licence> known_licences() { return licences; }

const Licence* find_licence(std::string_view id) {
    for (const Licence& licence : licences)
        if (licence.id == id) return &licence;
    return nullptr;
}

} // namespace moisson
