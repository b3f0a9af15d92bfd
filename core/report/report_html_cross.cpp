#include "core/report/report_html_parts.hpp"
#include "core/report/report_markup.hpp"
#include "core/report/report_words.hpp"

namespace moisson {
namespace {

std::string record_cell(const std::string& name, const std::string& id) {
    return "<th scope=\"row\">" + escape_html(name) +
           (id == name ? "" : "<span class=\"id\">" + escape_html(id) + "</span>") + "</th>";
}

std::string value_words(const std::string& value, std::string_view kind) {
    if (value.empty()) return "<small>" + escape_html(nothing_shown) + "</small>";
    return "<span class=\"" + std::string(kind) + "\">" + escape_html(value) + "</span>";
}

void write_partner_row(std::string& out, const CrossReport& report, const ReportPartner& partner) {
    const std::uint64_t dated = partner.ours_fresher + partner.theirs_fresher + partner.same_day;
    out += "<tr><th scope=\"row\">" + escape_html(partner.title) +
           "</th><td class=\"n\" data-label=\"En commun\">" + french_count(partner.common) +
           "</td><td class=\"chart\" data-label=\"Part de vos fiches\">" +
           share_meter(partner.common, report.records()) +
           "</td><td class=\"n\" data-label=\"Plus récente chez vous\">" +
           french_count(partner.ours_fresher) + "</td><td class=\"n\" data-label=\"Même jour\">" +
           french_count(partner.same_day) + "</td><td class=\"n\" data-label=\"Plus récente chez eux\">" +
           french_count(partner.theirs_fresher) + "</td><td class=\"chart\">" +
           (dated ? freshness_bar(partner.ours_fresher, partner.same_day, partner.theirs_fresher)
                  : "<small>dates inconnues</small>") +
           "</td></tr>\n";
}

void write_example_rows(std::string& out, const ReportField& field, bool conflicts) {
    for (const ReportExample& example : field.examples) {
        out += "<tr>" + record_cell(example.name, example.id);
        if (conflicts)
            out += "<td class=\"v\" data-label=\"Chez vous\">" + value_words(example.ours, "ours") + "</td>";
        out += "<td class=\"v\" data-label=\"" + std::string(conflicts ? "Chez l’autre" : "Valeur connue") +
               "\">" + value_words(example.theirs, "theirs") + "</td><td data-label=\"Source\">" +
               escape_html(example.feed_title) + "<span class=\"id\">" + escape_html(example.their_id) +
               "</span></td>";
        if (conflicts)
            out += "<td class=\"kept\" data-label=\"Retenue\">" +
                   std::string(example.ours_kept ? "la vôtre" : "une autre") + "</td>";
        out += "</tr>\n";
    }
}

/// One fold-out per field; the first is open, on paper all are.
void write_field_details(std::string& out, const CrossReport& report, const std::vector<ReportField>& fields,
                         bool conflicts) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const ReportField& field = fields[i];
        const std::string title = field_words(report, field);
        out +=
            (i == 0 ? "<details open><summary>" : "<details><summary>") + escape_html(title) +
            "<span class=\"n\">" + counted(field.records, "fiche", "fiches") + "</span></summary><div>" +
            "<table class=\"stack\"><caption>" + escape_html(title) + " : " +
            (field.records > field.examples.size() ? counted(field.examples.size(), "exemple", "exemples") +
                                                         " sur " + french_count(field.records)
                                                   : counted(field.records, "fiche", "fiches")) +
            "</caption><thead><tr><th scope=\"col\">Votre fiche</th>" +
            (conflicts ? "<th scope=\"col\">Chez vous</th><th scope=\"col\">Chez l’autre</th>"
                       : "<th scope=\"col\">Valeur connue</th>") +
            "<th scope=\"col\">Source</th>" + (conflicts ? "<th scope=\"col\">Retenue</th>" : "") +
            "</tr></thead><tbody>\n";
        write_example_rows(out, field, conflicts);
        out += "</tbody></table></div></details>\n";
    }
}

void write_field_overview(std::string& out, const CrossReport& report, const std::vector<ReportField>& fields,
                          std::string_view caption, std::string_view colour) {
    out += "<table><caption>" + escape_html(caption) +
           "</caption><thead><tr><th scope=\"col\">Champ</th><th scope=\"col\" class=\"n\">Fiches</th>"
           "<th scope=\"col\"><span>Part de vos fiches</span></th></tr></thead><tbody>\n";
    for (const ReportField& field : fields) {
        std::uint64_t of_kind = 0;
        for (const ReportKind& kind : report.kinds)
            if (kind.name == field.kind) of_kind = kind.records;
        out += "<tr><th scope=\"row\">" + escape_html(field_words(report, field)) + "</th><td class=\"n\">" +
               french_count(field.records) + "</td><td class=\"chart\">" +
               share_meter(field.records, of_kind, colour) + "</td></tr>\n";
    }
    out += "</tbody></table>\n";
}

} // namespace

std::string kind_title(const CrossReport& report, const std::string& kind) {
    for (const ReportKind& known : report.kinds)
        if (known.name == kind) return known.title;
    return kind;
}

void write_partners_section(std::string& out, const CrossReport& report) {
    open_section(
        out, "commun", "Fiches en commun",
        "Avec qui vous décrivez les mêmes choses, et chez qui la fiche a été mise à jour en dernier.");
    if (report.partners.empty()) {
        out += "<p>Aucun autre producteur ne décrit ce que vous décrivez.</p></section>\n";
        return;
    }
    out += "<ul class=\"legend\" aria-hidden=\"true\"><li><i style=\"background:" + std::string(ours_colour) +
           "\"></i>plus récente chez vous</li><li><i style=\"background:#b9bbb2\"></i>même jour</li>"
           "<li><i style=\"background:" +
           std::string(theirs_colour) +
           "\"></i>plus récente chez eux</li></ul>\n<div class=\"scroll\"><table "
           "class=\"stack\"><caption>Fiches en "
           "commun avec chaque producteur</caption><thead><tr><th scope=\"col\">Producteur</th><th "
           "scope=\"col\" "
           "class=\"n\">En commun</th><th scope=\"col\">Part de vos fiches</th><th scope=\"col\" "
           "class=\"n\">Plus "
           "récente<br>chez vous</th><th scope=\"col\" class=\"n\">Même<br>jour</th><th scope=\"col\" "
           "class=\"n\">Plus "
           "récente<br>chez eux</th><th scope=\"col\">Fraîcheur</th></tr></thead><tbody>\n";
    for (const ReportPartner& partner : report.partners) write_partner_row(out, report, partner);
    out += "</tbody></table></div></section>\n";
}

void write_lacks_section(std::string& out, const CrossReport& report) {
    open_section(
        out, "manque", "Ce que d’autres savent et qui vous manque",
        "Ces champs sont vides chez vous, alors qu’un autre producteur les remplit pour la même chose. À "
        "vérifier avant de recopier.");
    if (report.lacks.empty()) {
        out += "<p class=\"good\">Rien : vos fiches disent tout ce que les autres savent.</p></section>\n";
        return;
    }
    write_field_overview(out, report, report.lacks, "Champs vides que d’autres remplissent", ours_colour);
    out += "<h3>Exemples</h3>\n";
    write_field_details(out, report, report.lacks, false);
    out += "</section>\n";
}

void write_conflicts_section(std::string& out, const CrossReport& report) {
    open_section(
        out, "desaccords", "Points à vérifier",
        "Vous et un autre producteur dites des choses différentes. Les simples différences d’écriture ne "
        "sont pas comptées. « Retenue » dit quelle valeur le référentiel publie.");
    if (report.conflicts.empty()) {
        out += "<p class=\"good\">Aucun désaccord.</p></section>\n";
        return;
    }
    write_field_overview(out, report, report.conflicts, "Champs sur lesquels on n’est pas d’accord",
                         theirs_colour);
    out += "<h3>Exemples</h3>\n";
    write_field_details(out, report, report.conflicts, true);
    out += "</section>\n";
}

void write_duplicates_section(std::string& out, const CrossReport& report) {
    open_section(out, "doublons", "Doublons dans votre flux",
                 "Des fiches à vous qui semblent décrire deux fois la même chose.");
    if (report.duplicated() == 0) {
        out += "<p class=\"good\">Aucun doublon.</p></section>\n";
        return;
    }
    out += "<table class=\"stack\"><caption>" +
           counted(report.duplicated(), "fiche en trop", "fiches en trop") +
           "</caption><thead><tr><th scope=\"col\">Fiche</th><th scope=\"col\">Même chose "
           "que</th></tr></thead><tbody>\n";
    for (const ReportDuplicate& duplicate : report.duplicates) {
        out += "<tr>" + record_cell(duplicate.records[0].name, duplicate.records[0].id) +
               "<td data-label=\"Même chose que\">";
        for (std::size_t i = 1; i < duplicate.records.size(); ++i)
            out += std::string(i > 1 ? "<br>" : "") + escape_html(duplicate.records[i].name) +
                   " <span class=\"id\">" + escape_html(duplicate.records[i].id) + "</span>";
        out += "</td></tr>\n";
    }
    out += "</tbody></table></section>\n";
}

} // namespace moisson
