#include "core/report/report_html_parts.hpp"
#include "core/report/report_markup.hpp"
#include "core/report/report_words.hpp"

namespace moisson {
namespace {

void write_reject(std::string& out, const ReportReject& reject) {
    const std::string title = reject.title.empty() ? std::string("Fiche entière") : reject.title;
    out += "<h3>" + escape_html(title) + " <small>" + counted(reject.records, "fiche", "fiches") +
           " · <code>" + escape_html(reject.code) + "</code></small></h3>\n<table class=\"stack\"><caption>" +
           (reject.records > reject.examples.size() ? counted(reject.examples.size(), "exemple", "exemples") +
                                                          " sur " + french_count(reject.records)
                                                    : std::string("Fiches concernées")) +
           "</caption><thead><tr><th scope=\"col\">Où</th><th scope=\"col\">Ce qui ne va pas, et que "
           "faire</th></tr></thead><tbody>\n";
    for (const ReportReject::Example& example : reject.examples)
        out += "<tr><th scope=\"row\" class=\"key\">" + escape_html(position_words(example)) +
               (example.id.empty() ? "" : "<span class=\"id\">" + escape_html(example.id) + "</span>") +
               "</th><td>" +
               (example.message.empty() ? "<small>" + escape_html(nothing_shown) + "</small>"
                                        : escape_html(example.message)) +
               "</td></tr>\n";
    out += "</tbody></table>\n";
}

void write_criteria(std::string& out, const ReportQuality& quality) {
    out +=
        "<table class=\"stack\"><caption>Ce qui fait la note : moyenne de chaque critère</caption><thead><tr>"
        "<th scope=\"col\">Critère</th><th scope=\"col\" class=\"n\">Note</th><th scope=\"col\">De 0 à 1</th>"
        "<th scope=\"col\">Pour l’améliorer</th></tr></thead><tbody>\n";
    for (const auto& criterion : quality.criteria)
        out += "<tr><th scope=\"row\">" + escape_html(criterion.title) +
               "</th><td class=\"n\" data-label=\"Note\">" + french_decimal(criterion.mean, 2) +
               "</td><td class=\"chart\">" + share_bar(criterion.mean) +
               "</td><td data-label=\"Pour l’améliorer\">" +
               (criterion.mean >= 0.995 ? "<span class=\"good\">rien à faire</span>"
                                        : escape_html(criterion.remedy)) +
               "</td></tr>\n";
    out += "</tbody></table>\n";
}

void write_scores(std::string& out, const CrossReport& report, const ReportQuality& quality) {
    const std::string title = kind_title(report, quality.kind);
    out += "<h3>" + escape_html(title) + " : " + french_decimal(quality.mean, 2) + " sur 1 en moyenne</h3>\n";
    std::string words = "Répartition des notes (" + title + ") :";
    for (std::size_t i = 0; i < quality.distribution.size(); ++i)
        if (quality.distribution[i])
            words += " " + french_count(quality.distribution[i]) + " à partir de " +
                     french_decimal(static_cast<double>(i) / 10, 1) + " ;";
    words.back() = '.';
    out += score_histogram(quality.distribution, words);
    if (quality.without_services)
        out += "<p>" + counted(quality.without_services, "fiche n’a", "fiches n’ont") +
               " aucun service : la formule leur donne 0.</p>\n";
    if (!quality.criteria.empty()) write_criteria(out, quality);
}

void write_fill_table(std::string& out, std::string_view caption, std::string_view column,
                      const std::vector<ReportFill>& rows, std::uint64_t records) {
    out += "<table><caption>" + escape_html(caption) + "</caption><thead><tr><th scope=\"col\">" +
           escape_html(column) +
           "</th><th scope=\"col\" class=\"n\">Fiches</th><th scope=\"col\">Part</th></tr></thead><tbody>\n";
    for (const ReportFill& row : rows) {
        const std::string_view colour = 2 * row.records < records ? theirs_colour : ours_colour;
        out += "<tr><th scope=\"row\">" + escape_html(row.title) +
               (row.remedy.empty() || row.records == records
                    ? ""
                    : "<span class=\"id\">" + escape_html(row.remedy) + "</span>") +
               "</th><td class=\"n\">" + french_count(row.records) + "</td><td class=\"chart\">" +
               share_meter(row.records, records, colour) + "</td></tr>\n";
    }
    out += "</tbody></table>\n";
}

} // namespace

void write_rejects_section(std::string& out, const CrossReport& report) {
    open_section(out, "refus", "Fiches refusées",
                 "Elles ne sont pas publiées. Corrigez-les chez vous : la prochaine récolte les reprendra.");
    if (report.rejects.empty()) out += "<p class=\"good\">Aucune fiche refusée.</p>\n";
    for (const ReportReject& reject : report.rejects) write_reject(out, reject);
    out += "</section>\n";
}

void write_kept_back_section(std::string& out, const CrossReport& report) {
    if (report.kept_back.empty()) return;
    open_section(
        out, "personnel", "Données personnelles",
        "Ces valeurs ne sont pas publiées telles quelles. Une règle [personal_data] dans le fichier du "
        "flux décide, champ par champ.");
    out += "<table><caption>Valeurs retenues</caption><thead><tr><th scope=\"col\">Champ</th><th "
           "scope=\"col\" class=\"n\">Valeurs</th>"
           "<th scope=\"col\">Pourquoi</th></tr></thead><tbody>\n";
    for (const ReportKeptBack& field : report.kept_back)
        out += "<tr><th scope=\"row\">" + escape_html(field.title) + "</th><td class=\"n\">" +
               french_count(field.values) + "</td><td>" + escape_html(kept_back_words(field)) +
               "</td></tr>\n";
    out += "</tbody></table>\n</section>\n";
}

void write_resources_section(std::string& out, const CrossReport& report) {
    if (report.checked_resources == 0) return;
    open_section(out, "ressources", "Ressources qui ne répondent plus",
                 "Elles ont répondu « introuvable » au moins deux fois, à un jour d’écart. Rien n’est "
                 "retiré : corrigez "
                 "l’adresse, ou retirez la ressource.");
    if (report.dead_resources == 0) out += "<p class=\"good\">Toutes les adresses vérifiées répondent.</p>\n";
    if (!report.dead.empty())
        out += "<table class=\"stack\"><caption>" + counted(report.dead.size(), "exemple", "exemples") +
               " sur " + french_count(report.dead_resources) +
               "</caption><thead><tr><th scope=\"col\">Fiche</th><th "
               "scope=\"col\">Adresse</th></tr></thead><tbody>\n";
    for (const ReportDeadResource& one : report.dead)
        out += "<tr><th scope=\"row\" class=\"key\">" + escape_html(one.name) + "<span class=\"id\">" +
               escape_html(one.id) + "</span></th><td>" + escape_html(one.url) + " <small>" +
               escape_html(one.code) + ", depuis le " + escape_html(french_day(one.since)) +
               "</small></td></tr>\n";
    if (!report.dead.empty()) out += "</tbody></table>\n";
    out += "</section>\n";
}

void write_quality_section(std::string& out, const CrossReport& report) {
    open_section(out, "qualite", "Qualité des fiches",
                 "La note de data·inclusion : une fiche est bonne quand une personne accompagnée peut "
                 "s’en servir. Une "
                 "structure a la moyenne de ses services. Un jeu de données a la part des métadonnées qu’il "
                 "donne, multipliée par celle de ses adresses qui répondent.");
    if (report.quality.empty())
        out += "<p>Rien à noter : ni services ni jeux de données dans votre flux.</p>\n";
    for (const ReportQuality& quality : report.quality) write_scores(out, report, quality);
    out += "</section>\n";
}

void write_fill_section(std::string& out, const CrossReport& report) {
    open_section(out, "champs", "Champs remplis", "La part de vos fiches qui remplissent chaque champ.");
    for (const ReportKind& kind : report.kinds) {
        if (!kind.metadata.empty())
            write_fill_table(out, "Les onze métadonnées obligatoires (" + kind.title + ")", "Métadonnée",
                             kind.metadata, kind.records);
        write_fill_table(out, kind.title + " : " + counted(kind.records, "fiche", "fiches"), "Champ",
                         kind.fill, kind.records);
    }
    out += "</section>\n";
}

void write_stars_section(std::string& out, const CrossReport& report) {
    open_section(
        out, "etoiles", "Étoiles de données ouvertes",
        "De une à cinq : sous licence ouverte, lisibles par une machine, dans un format libre, avec des "
        "identifiants, liées aux données des autres.");
    out += star_row(report.stars.level) + "\n<ul class=\"checks\">\n";
    for (const Star& star : report.stars.stars)
        out += std::string(star.reached ? "<li class=\"yes\">" : "<li class=\"no\">") + "<b>" +
               escape_html(star.title) + "</b> " + (star.reached ? "" : "<small>(à gagner)</small>") +
               "<br>" + escape_html(star.reason) + "</li>\n";
    out += "</ul></section>\n";
}

} // namespace moisson
