// The cross analysis on a terminal: the figures, not the examples' every column.
#include "core/report/report_words.hpp"

namespace moisson {
namespace {

void heading(std::string& out, std::string_view title) { (out += "\n").append(title) += "\n"; }
void line(std::string& out, const std::string& text) { out += "  " + text + "\n"; }

void write_partners(std::string& out, const CrossReport& report) {
    heading(out, "Fiches en commun");
    if (report.partners.empty()) line(out, "aucune");
    for (const ReportPartner& partner : report.partners)
        line(out, partner.title + " : " + counted(partner.common, "fiche", "fiches") + " (" +
                      french_percent(partner.common, report.records()) + ") ; plus récente chez vous " +
                      french_count(partner.ours_fresher) + ", chez eux " +
                      french_count(partner.theirs_fresher) + ", même jour " + french_count(partner.same_day));
}

void write_fields(std::string& out, const CrossReport& report, std::string_view title,
                  const std::vector<ReportField>& fields, bool with_ours) {
    heading(out, title);
    if (fields.empty()) line(out, "rien");
    for (const ReportField& field : fields) {
        line(out, field_words(report, field) + " : " + counted(field.records, "fiche", "fiches"));
        for (const ReportExample& example : field.examples) {
            const std::string ours = example.ours.empty() ? std::string(nothing_shown) : example.ours;
            line(out, "  " + example.id + "  " + example.name + " : " + (with_ours ? ours + " ≠ " : "") +
                          example.theirs + " (" + example.feed_title + ", " + example.their_id + ")");
        }
    }
}

void write_duplicates(std::string& out, const CrossReport& report) {
    heading(out, "Doublons dans votre flux : " + french_count(report.duplicated()));
    for (const ReportDuplicate& duplicate : report.duplicates) {
        std::string text;
        for (const auto& record : duplicate.records)
            text += (text.empty() ? "" : " = ") + record.id + " (" + record.name + ")";
        line(out, text);
    }
}

void write_rejects(std::string& out, const CrossReport& report) {
    heading(out, "Fiches refusées : " + french_count(report.rejected()));
    for (const ReportReject& reject : report.rejects) {
        line(out, reject.code + (reject.title.empty() ? "" : ", " + reject.title) + " : " +
                      french_count(reject.records));
        for (const ReportReject::Example& example : reject.examples)
            line(out, "  " + position_words(example) + (example.id.empty() ? "" : ", " + example.id) + " : " +
                          (example.message.empty() ? std::string(nothing_shown) : example.message));
    }
}

void write_kept_back(std::string& out, const CrossReport& report) {
    if (report.kept_back.empty()) return;
    heading(out,
            "Données personnelles non publiées telles quelles : " + french_count(report.values_kept_back()));
    for (const ReportKeptBack& field : report.kept_back)
        line(out, field.title + " : " + counted(field.values, "valeur", "valeurs") + ", " +
                      kept_back_words(field));
}

void write_dead(std::string& out, const CrossReport& report) {
    if (report.checked_resources == 0) return;
    heading(out, "Ressources qui ne répondent plus : " + french_count(report.dead_resources) + " (dans " +
                     counted(report.records_with_dead, "fiche", "fiches") + ")");
    for (const ReportDeadResource& one : report.dead)
        line(out, one.id + "  " + one.name + " : " + one.url + " (" + one.code + ", depuis le " +
                      french_day(one.since) + ")");
}

void write_quality(std::string& out, const CrossReport& report) {
    heading(out, "Qualité");
    for (const ReportQuality& quality : report.quality) {
        line(out, quality.kind + " : note moyenne " + french_decimal(quality.mean, 2) + " sur 1, " +
                      counted(quality.records, "fiche", "fiches"));
        for (const auto& criterion : quality.criteria)
            line(out, "  " + criterion.title + " : " + french_decimal(criterion.mean, 2));
    }
    for (const ReportKind& kind : report.kinds)
        for (const ReportFill& metadatum : kind.metadata)
            line(out, metadatum.title + " : " + french_percent(metadatum.records, kind.records));
    line(out, std::to_string(report.stars.level) + " étoiles sur 5");
    for (const Star& star : report.stars.stars) line(out, (star.reached ? "  ★ " : "  ☆ ") + star.reason);
}

} // namespace

std::string report_text(const CrossReport& report) {
    std::string out = "Analyse croisée de « " + (report.title.empty() ? report.feed : report.title) + " », " +
                      french_day(report.at) + "\n" + report_summary(report) + "\n";
    if (const auto steps = first_steps(report); !steps.empty()) {
        heading(out, "À faire en premier");
        for (const std::string& step : steps) line(out, "- " + step);
    }
    write_partners(out, report);
    write_fields(out, report, "Ce que d’autres savent et qui vous manque", report.lacks, false);
    write_fields(out, report, "Désaccords (vous ≠ un autre)", report.conflicts, true);
    write_duplicates(out, report);
    write_rejects(out, report);
    write_kept_back(out, report);
    write_dead(out, report);
    write_quality(out, report);
    return out;
}

} // namespace moisson
