#include "core/change/record_messages.hpp"

#include "core/text/utf8.hpp"

namespace moisson {

namespace {

constexpr std::size_t value_code_points = 200;

std::string quoted(std::string_view text) {
    return "« " + std::string(code_point_prefix(text, value_code_points)) + " »";
}

std::string at_line(std::uint32_t line) {
    return line ? " à la ligne " + std::to_string(line) : std::string(" plus haut");
}

Issue warning(std::string_view code, std::string_view field, std::string_view value, std::string message) {
    return {Severity::warning, std::string(code), std::string(field),
            std::string(code_point_prefix(value, value_code_points)), std::move(message)};
}

} // namespace

Issue missing_id_issue() {
    return {Severity::error, "record.missing-id", "", "",
            "Cette fiche n'a pas d'identifiant : donnez-lui un identifiant propre et durable."};
}

Issue repeated_record_issue(std::string_view id, std::uint32_t other_line) {
    return warning("record.repeated", "", id,
                   "La fiche " + quoted(id) + " figure déjà" + at_line(other_line) +
                       " avec le même contenu : supprimez la répétition.");
}

Issue duplicate_id_issue(std::string_view id, std::uint32_t other_line) {
    return warning(
        "record.duplicate-id", "", id,
        "L'identifiant " + quoted(id) + " figure aussi" +
            (other_line ? at_line(other_line) : std::string(" ailleurs dans le fichier")) +
            " avec un autre contenu ; une seule version est gardée (celle déjà connue, sinon la plus "
            "récente) : donnez un identifiant propre à chaque fiche.");
}

Issue stale_date_issue(std::string_view field, std::string_view date) {
    return warning("record.stale-date", field, date,
                   "Le contenu a changé mais la date de mise à jour est restée " + quoted(date) +
                       " : mettez la date à jour à chaque modification.");
}

Issue date_regression_issue(std::string_view field, std::string_view date) {
    return warning("record.date-regression", field, date,
                   "La date de mise à jour " + quoted(date) +
                       " est antérieure à celle de la version précédente : vérifiez l'export ou la date.");
}

Issue unknown_parent_issue(std::string_view field, std::string_view parent_title, std::string_view parent_id,
                           bool refused) {
    Issue issue =
        warning("record.unknown-parent", field, parent_id,
                "La fiche se rattache à " + quoted(parent_id) + " (" + std::string(parent_title) + "), " +
                    (refused ? "qui n'est ni dans ce fichier ni déjà connue : corrigez le rattachement ou "
                               "ajoutez la fiche manquante."
                             : "que nous ne connaissons pas : vérifiez le rattachement."));
    if (refused) issue.severity = Severity::error;
    return issue;
}

} // namespace moisson
