#include "core/golden/stars.hpp"

#include "core/export/licences.hpp"

namespace moisson {
namespace {

constexpr double nearly_all = 0.8;

unsigned percent(std::uint64_t part, std::uint64_t whole) {
    return whole ? static_cast<unsigned>(100 * part / whole) : 0;
}

bool most(std::uint64_t part, std::uint64_t whole) {
    return whole > 0 && static_cast<double>(part) >= nearly_all * static_cast<double>(whole);
}

Star open_licence(const FeedConfig& feed) {
    const Licence* licence = find_licence(feed.license.id);
    if (licence && licence->id != "notspecified")
        return {"Licence ouverte", true, "Les données sont sous « " + std::string(licence->title) + " »."};
    return {"Licence ouverte", false,
            "Aucune licence ouverte n’est déclarée : choisir par exemple la Licence Ouverte 2.0 (lov2)."};
}

Star structured(const FeedConfig& feed) {
    return {"Données structurées", !feed.source.type.empty(),
            feed.source.type.empty()
                ? std::string("Publier un tableau ou une interface plutôt qu’un document.")
                : "Les données se lisent par une machine (" + feed.source.type + ")."};
}

Star open_format(const FeedConfig& feed) {
    const bool proprietary = feed.source.type == "xlsx";
    return {"Format ouvert", !proprietary && !feed.source.type.empty(),
            proprietary ? std::string("Le classeur est au format d’Excel : publier aussi en CSV.")
                        : "Le format " + feed.source.type + " n’appartient à personne."};
}

Star named(const StarFacts& facts) {
    const std::string share = std::to_string(percent(facts.named, facts.records)) + " %";
    if (most(facts.named, facts.records))
        return {"Adresses et identifiants", true,
                share + " des fiches ont une page à elles ou un numéro officiel."};
    return {
        "Adresses et identifiants", false,
        share +
            " des fiches ont une page à elles ou un numéro officiel : donner à chacune le lien de sa page "
            "ou son numéro SIRET."};
}

Star linked(const StarFacts& facts) {
    const std::string share = std::to_string(percent(facts.linked, facts.records)) + " %";
    if (most(facts.linked, facts.records))
        return {"Données liées", true,
                share + " des fiches renvoient à un référentiel (SIRET, code Insee…)."};
    return {"Données liées", false,
            share +
                " des fiches renvoient à un référentiel : ajouter le code Insee de la commune ou le SIRET."};
}

} // namespace

Stars star_level(const FeedConfig& feed, const StarFacts& facts) {
    Stars stars{0, {open_licence(feed), structured(feed), open_format(feed), named(facts), linked(facts)}};
    for (const Star& star : stars.stars) {
        if (!star.reached) break;
        ++stars.level;
    }
    return stars;
}

} // namespace moisson
