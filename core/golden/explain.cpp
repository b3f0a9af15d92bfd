#include "core/golden/explain.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace moisson {
namespace {

struct Words {
    std::string_view french, english;
    std::string_view in(Language language) const { return language == Language::french ? french : english; }
};

/// Levels from the strongest agreement on, in the order of Comparison.
constexpr std::array<std::array<Words, level_count>, comparison_count> words_of_levels = {{
    {{{"même nom", "same name"},
      {"mêmes mots du nom, dans un autre ordre", "same words of the name in another order"},
      {"nom écrit ou abrégé autrement", "name spelled or shortened otherwise"},
      {"nom presque identique", "nearly the same name"},
      {"un nom contient l’autre", "one name contains the other"},
      {"la moitié du nom en commun", "half of the name in common"},
      {"peu de mots du nom en commun, ou des mots qui distinguent",
       "few words in common, or words that tell apart"},
      {"noms différents", "different names"}}},
    {{{"même nom de famille", "same surname"},
      {"nom de famille écrit autrement", "surname spelled otherwise"},
      {"nom de famille partiel ou abrégé", "surname in part or shortened"},
      {"noms de famille différents", "different surnames"}}},
    {{{"même prénom", "same given name"},
      {"prénom écrit autrement", "given name spelled otherwise"},
      {"prénom abrégé ou initiale", "given name shortened or an initial"},
      {"prénoms différents", "different given names"}}},
    {{{"même date de naissance", "same date of birth"},
      {"date de naissance à une faute de frappe près", "date of birth but for a slip"},
      {"date de naissance aux deux tiers identique", "two of year, month and day of birth equal"},
      {"même année de naissance, ou presque", "same year of birth, or nearly"},
      {"dates de naissance différentes", "different dates of birth"}}},
    {{{"mêmes auteurs", "same authors"},
      {"la plupart des auteurs en commun", "most authors in common"},
      {"au moins un auteur en commun", "at least one author in common"},
      {"aucun auteur en commun", "no author in common"}}},
    {{{"même année", "same year"},
      {"années voisines", "neighbouring years"},
      {"années différentes", "different years"}}},
    {{{"même rue et même numéro", "same street and number"},
      {"même rue, peut-être le même numéro, ou porte voisine",
       "same street and perhaps number, or next door"},
      {"à moins de 250 m", "within 250 m"},
      {"même rue", "same street"},
      {"à quelques minutes à pied", "within a walk"},
      {"autre rue de la même commune", "another street of the municipality"},
      {"même rue et même numéro, mais dans une autre commune",
       "same street and number in another municipality"},
      {"lieux éloignés", "elsewhere"}}},
    {{{"même commune", "same municipality"},
      {"commune écrite autrement", "municipality spelled otherwise"},
      {"même département", "same département"},
      {"départements différents", "different départements"}}},
    {{{"même SIRET", "same SIRET"},
      {"SIRET du même SIREN, autre établissement", "same SIREN, another establishment"},
      {"SIRET à une faute de frappe près", "SIRET but for a slip"},
      {"SIRET d’une autre entreprise", "SIRET of another legal unit"}}},
    {{{"même téléphone", "same telephone"},
      {"téléphone à un chiffre près", "telephone but for one digit"},
      {"téléphones différents", "different telephones"}}},
    {{{"même courriel", "same e-mail"},
      {"courriels du même domaine", "e-mails of one domain"},
      {"courriel à une faute de frappe près", "e-mail but for a slip"},
      {"courriels différents", "different e-mails"}}},
    {{{"même page web", "same web page"},
      {"même site web", "same web site"},
      {"sites web différents", "different web sites"}}},
    {{{"même structure de rattachement", "same parent"},
      {"structures de rattachement différentes", "different parents"}}},
    {{{"deux producteurs", "two producers"},
      {"un seul producteur, qui se répète rarement", "one producer, who rarely lists a thing twice"}}},
}};

constexpr Words no_such_level = {"autre accord", "another agreement"};
constexpr Words words_of_start = {"départ", "start"};

Words frequency_words(Comparison comparison) {
    switch (comparison) {
    case Comparison::name:
        return {"nom porté par beaucoup de fiches", "a name that many records bear"};
    case Comparison::phone:
        return {"téléphone partagé par beaucoup de fiches", "a telephone that many records share"};
    case Comparison::email:
        return {"courriel partagé par beaucoup de fiches", "an e-mail that many records share"};
    default:
        return {"valeur partagée par beaucoup de fiches", "a value that many records share"};
    }
}

std::string_view part_words(const WeightPart& part, Language language) {
    switch (part.kind) {
    case WeightPart::Kind::comparison:
        return level_words(part.comparison, part.level, language);
    case WeightPart::Kind::frequency:
        return frequency_words(part.comparison).in(language);
    case WeightPart::Kind::start:
        break;
    }
    return words_of_start.in(language);
}

/// In the order of MergeRule.
constexpr std::array<Words, 8> words_of_rules = {{
    {"seule valeur connue", "the only value"},
    {"valeur choisie par une personne", "chosen by a person"},
    {"seule valeur valide", "the valid value"},
    {"producteur de confiance pour ce champ", "the most trusted producer for this field"},
    {"fiche la plus récente", "the most recent record"},
    {"valeur donnée par le plus de producteurs", "what most producers say"},
    {"valeur la plus complète", "the most complete value"},
    {"à égalité, premier flux par ordre alphabétique", "a tie: the first feed in alphabetical order"},
}};

} // namespace

std::string_view level_words(Comparison comparison, int level, Language language) {
    const auto index = static_cast<std::size_t>(comparison);
    if (index >= comparison_count || level < 0 || static_cast<std::size_t>(level) >= level_count)
        return no_such_level.in(language);
    const std::string_view words = words_of_levels[index][static_cast<std::size_t>(level)].in(language);
    return words.empty() ? no_such_level.in(language) : words;
}

std::string signed_weight(double weight, Language language) {
    const double tenths = std::round(weight * 10) / 10;
    char digits[48];
    std::snprintf(digits, sizeof digits, "%.1f", std::fabs(tenths));
    std::string text = (tenths < 0 ? "−" : "+") + std::string(digits);
    if (language == Language::french) text[text.find('.')] = ',';
    return text;
}

std::string explain_part(const WeightPart& part, Language language) {
    return std::string(part_words(part, language)) + (language == Language::french ? " : " : ": ") +
           signed_weight(part.weight, language);
}

std::string_view rule_words(MergeRule rule, Language language) {
    return words_of_rules[static_cast<std::size_t>(rule)].in(language);
}

} // namespace moisson
