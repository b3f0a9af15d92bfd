// The cross analysis as one page: no script, no font, no picture from elsewhere; readable without knowing how
// linking works.
#include "core/report/report_html_parts.hpp"
#include "core/report/report_markup.hpp"
#include "core/report/report_words.hpp"

namespace moisson {
namespace {

void write_figure(std::string& out, std::string_view number, std::string_view words, bool warn = false) {
    out += warn ? "<li class=\"warn\"><b>" : "<li><b>";
    out += escape_html(number) + "</b> <span>" + escape_html(words) + "</span></li>\n";
}

std::uint64_t records_of(const std::vector<ReportField>& fields) {
    std::uint64_t sum = 0;
    for (const ReportField& field : fields) sum += field.records;
    return sum;
}

void write_overview(std::string& out, const CrossReport& report) {
    const double share =
        report.records() ? static_cast<double>(report.common()) / static_cast<double>(report.records()) : 0;
    const std::string percent = french_percent(report.common(), report.records());
    out += "<section aria-labelledby=\"resume\"><div class=\"overview\">" +
           share_ring(share, percent, percent + " des fiches ont un équivalent chez un autre producteur") +
           "<div><h2 id=\"resume\">En bref</h2><p class=\"summary\">" + escape_html(report_summary(report)) +
           "</p></div></div>\n<ul class=\"figures\">\n";
    write_figure(out, french_count(report.records()), report.records() < 2 ? "fiche" : "fiches");
    write_figure(out, french_count(report.partners.size()), "producteurs qui décrivent les mêmes choses");
    const std::uint64_t lacks = records_of(report.lacks), conflicts = records_of(report.conflicts);
    write_figure(out, french_count(lacks), "informations à compléter", lacks > 0);
    write_figure(out, french_count(conflicts), "points à vérifier", conflicts > 0);
    write_figure(out, french_count(report.duplicated()), "doublons chez vous", report.duplicated() > 0);
    write_figure(out, french_count(report.rejected()), "fiches refusées", report.rejected() > 0);
    if (report.quality.empty())
        write_figure(out, "–", "note moyenne : rien à noter");
    else
        write_figure(out, french_decimal(report.quality[0].mean, 2), "note moyenne sur 1");
    write_figure(out, std::to_string(report.stars.level) + " / 5", "étoiles de données ouvertes");
    out += "</ul></section>\n";
    const std::vector<std::string> steps = first_steps(report);
    if (steps.empty()) return;
    out += "<section aria-labelledby=\"premier\"><h2 id=\"premier\">À faire en premier</h2>\n<ol "
           "class=\"steps\">\n";
    for (const std::string& step : steps) out += "<li>" + escape_html(step) + "</li>\n";
    out += "</ol></section>\n";
}

void write_navigation(std::string& out) {
    constexpr std::pair<std::string_view, std::string_view> entries[] = {
        {"commun", "Fiches en commun"}, {"manque", "À compléter"}, {"desaccords", "À vérifier"},
        {"doublons", "Doublons"},       {"refus", "Refus"},        {"qualite", "Qualité"},
        {"champs", "Champs remplis"},   {"etoiles", "Étoiles"}};
    out += "<nav aria-label=\"Sommaire\"><ul>";
    for (const auto& [id, title] : entries)
        out += "<li><a href=\"#" + std::string(id) + "\">" + std::string(title) + "</a></li>";
    out += "</ul></nav>\n";
}

void write_head(std::string& out, const CrossReport& report) {
    const std::string title = report.title.empty() ? report.feed : report.title;
    out += "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
           "<meta name=\"referrer\" content=\"no-referrer\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
           "'unsafe-inline'\">\n"
           "<title>Analyse croisée : " +
           escape_html(title) + "</title>\n<style>";
    out.append(report_style()) += "</style>\n</head>\n<body>\n<header class=\"top\"><div>"
                                  "<p class=\"kicker\">Analyse croisée</p><h1>" +
                                  escape_html(title) + "</h1><p>";
    if (!report.producer.empty()) out += escape_html(report.producer) + " · ";
    out += escape_html(french_day(report.at)) + " · flux <code>" + escape_html(report.feed) +
           "</code></p></div></header>\n<main>\n";
}

void write_foot(std::string& out) {
    out += "</main>\n<footer><p>Deux fiches sont « en commun » quand leurs noms, adresses, numéros et "
           "contacts disent "
           "ensemble qu’elles décrivent la même chose ; en cas de doute, elles restent séparées. Les "
           "exemples sont les "
           "premiers trouvés, les nombres comptent toutes les fiches. Une valeur que son producteur ne veut "
           "pas voir "
           "publiée n’apparaît pas ici. Page produite par moisson.</p></footer>\n</body>\n</html>\n";
}

} // namespace

std::string report_html(const CrossReport& report) {
    std::string out;
    write_head(out, report);
    write_overview(out, report);
    write_navigation(out);
    write_partners_section(out, report);
    write_lacks_section(out, report);
    write_conflicts_section(out, report);
    write_duplicates_section(out, report);
    write_rejects_section(out, report);
    write_kept_back_section(out, report);
    write_resources_section(out, report);
    write_quality_section(out, report);
    write_fill_section(out, report);
    write_stars_section(out, report);
    write_foot(out);
    return out;
}

} // namespace moisson
