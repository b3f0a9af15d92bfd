#include "core/report/report_words.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace moisson {
namespace {

constexpr std::string_view narrow_space = "\u202f", no_break_space = "\u00a0";

std::uint64_t sum_of_records(const std::vector<ReportField>& fields) {
    std::uint64_t sum = 0;
    for (const ReportField& field : fields) sum += field.records;
    return sum;
}

/// The criterion that costs the records most.
const ReportQuality::Criterion* weakest(const CrossReport& report) {
    const ReportQuality::Criterion* found = nullptr;
    double most = 0;
    for (const ReportQuality& quality : report.quality)
        for (const auto& criterion : quality.criteria) {
            const double lost = (1 - criterion.mean) * static_cast<double>(criterion.records);
            if (lost <= most) continue;
            most = lost;
            found = &criterion;
        }
    return found;
}

} // namespace

std::string french_count(std::uint64_t count) {
    const std::string digits = std::to_string(count);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += narrow_space;
        out += digits[i];
    }
    return out;
}

std::string french_percent(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return "–";
    const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    const std::string unit = std::string(no_break_space) + "%";
    if (part > 0 && share < 1) return "moins de 1" + unit;
    // 99.6 % are not all of them
    const auto whole_percent = static_cast<std::uint64_t>(part < whole && share > 99 ? 99 : share + 0.5);
    return std::to_string(whole_percent) + unit;
}

std::string french_decimal(double value, int decimals) {
    char text[48];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    std::string out = text;
    if (const std::size_t point = out.find('.'); point != out.npos) out[point] = ',';
    return out;
}

std::string french_day(UnixTime at) {
    constexpr std::array<std::string_view, 12> months = {"janvier",   "février", "mars",     "avril",
                                                         "mai",       "juin",    "juillet",  "août",
                                                         "septembre", "octobre", "novembre", "décembre"};
    const CivilDate date = civil_date(at);
    return (date.day == 1 ? std::string("1er") : std::to_string(date.day)) + " " +
           std::string(months[date.month - 1]) + " " + std::to_string(date.year);
}

std::string kept_back_words(const ReportKeptBack& field) {
    return field.by_rule ? "par votre règle [personal_data]" : "le détecteur y a reconnu une personne";
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
    return french_count(count) + std::string(no_break_space) + std::string(count < 2 ? one : many);
}

std::string report_summary(const CrossReport& report) {
    if (report.records() == 0)
        return "Ce flux n’a encore aucune fiche : l’analyse croisée sera possible après la première récolte.";
    std::string text = "Votre flux compte " + counted(report.records(), "fiche", "fiches") + ". ";
    if (report.common() == 0)
        text += "Aucune n’est connue d’un autre producteur.";
    else
        text += french_count(report.common()) + " (" + french_percent(report.common(), report.records()) +
                ") décrivent une chose qu’au moins un autre producteur décrit aussi.";
    if (const std::uint64_t lacks = sum_of_records(report.lacks))
        text += " Les autres connaissent " +
                counted(lacks, "information qui manque", "informations qui manquent") + " à vos fiches.";
    if (const std::uint64_t conflicts = sum_of_records(report.conflicts))
        text += " Sur " + counted(conflicts, "point", "points") + ", ils disent autre chose que vous.";
    return text;
}

std::vector<std::string> first_steps(const CrossReport& report) {
    std::vector<std::string> steps;
    if (const std::uint64_t rejected = report.rejected())
        steps.push_back("Corriger " + counted(rejected, "fiche refusée", "fiches refusées") +
                        " : elles ne sont pas publiées.");
    if (report.duplicated() > 0)
        steps.push_back("Supprimer " + counted(report.duplicated(), "doublon", "doublons") +
                        " : des fiches à vous décrivent deux fois la même chose.");
    if (!report.lacks.empty())
        steps.push_back("Compléter le champ « " + field_words(report, report.lacks[0]) + " » de " +
                        counted(report.lacks[0].records, "fiche", "fiches") +
                        " : d’autres producteurs connaissent la réponse.");
    if (!report.conflicts.empty())
        steps.push_back("Vérifier le champ « " + field_words(report, report.conflicts[0]) + " » de " +
                        counted(report.conflicts[0].records, "fiche", "fiches") +
                        " : un autre producteur dit autre chose.");
    if (const auto* criterion = weakest(report))
        steps.push_back("Pour une meilleure note, " + criterion->remedy + ".");
    for (const Star& star : report.stars.stars)
        if (!star.reached && steps.size() < 5) {
            steps.push_back("Pour une étoile de plus : " + star.reason);
            break;
        }
    if (steps.size() > 5) steps.resize(5);
    return steps;
}

std::string field_words(const CrossReport& report, const ReportField& field) {
    const auto other_kind = [&](const ReportField& other) { return other.kind != field.kind; };
    const bool one_kind = std::none_of(report.lacks.begin(), report.lacks.end(), other_kind) &&
                          std::none_of(report.conflicts.begin(), report.conflicts.end(), other_kind);
    if (one_kind) return field.title;
    for (const ReportKind& kind : report.kinds)
        if (kind.name == field.kind) return field.title + " (" + kind.title + ")";
    return field.title;
}

std::string position_words(const ReportReject::Example& example) {
    return (example.is_line ? "ligne " : "fiche n° ") + french_count(example.position);
}

} // namespace moisson
