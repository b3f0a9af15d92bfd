#include "core/export/iso_time.hpp"
#include "core/report/report_words.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

using ReportJson = nlohmann::ordered_json;

double thousandths(double value) { return std::round(value * 1000) / 1000; }

ReportJson json_of_kind(const ReportKind& kind) {
    ReportJson fields = ReportJson::array(), metadata = ReportJson::array();
    for (const ReportFill& field : kind.fill)
        fields.push_back({{"field", field.name}, {"title", field.title}, {"filled", field.records}});
    for (const ReportFill& item : kind.metadata)
        metadata.push_back({{"title", item.title}, {"given", item.records}, {"remedy", item.remedy}});
    return {{"kind", kind.name},     {"title", kind.title},           {"records", kind.records},
            {"common", kind.common}, {"duplicated", kind.duplicated}, {"fields", fields},
            {"metadata", metadata}};
}

ReportJson json_of_partner(const ReportPartner& partner, std::uint64_t records) {
    const double share = records ? static_cast<double>(partner.common) / static_cast<double>(records) : 0;
    return {{"feed", partner.feed},
            {"title", partner.title},
            {"common", partner.common},
            {"share", thousandths(share)},
            {"ours_fresher", partner.ours_fresher},
            {"theirs_fresher", partner.theirs_fresher},
            {"same_day", partner.same_day}};
}

ReportJson text_or_null(const std::string& text) { return text.empty() ? ReportJson() : ReportJson(text); }

ReportJson json_of_fields(const std::vector<ReportField>& fields, bool conflicts) {
    ReportJson list = ReportJson::array();
    for (const ReportField& field : fields) {
        ReportJson examples = ReportJson::array();
        for (const ReportExample& example : field.examples) {
            ReportJson told{{"id", example.id}, {"name", example.name}};
            if (conflicts) told["ours"] = text_or_null(example.ours);
            told["theirs"] = text_or_null(example.theirs);
            told["feed"] = example.feed;
            told["their_id"] = example.their_id;
            if (conflicts) told["ours_kept"] = example.ours_kept;
            examples.push_back(std::move(told));
        }
        list.push_back({{"kind", field.kind},
                        {"field", field.field},
                        {"title", field.title},
                        {"records", field.records},
                        {"examples", std::move(examples)}});
    }
    return list;
}

ReportJson json_of_duplicates(const CrossReport& report) {
    ReportJson list = ReportJson::array();
    for (const ReportDuplicate& duplicate : report.duplicates) {
        ReportJson records = ReportJson::array();
        for (const auto& record : duplicate.records)
            records.push_back({{"id", record.id}, {"name", record.name}});
        list.push_back({{"kind", duplicate.kind}, {"records", std::move(records)}});
    }
    return list;
}

ReportJson json_of_rejects(const CrossReport& report) {
    ReportJson list = ReportJson::array();
    for (const ReportReject& reject : report.rejects) {
        ReportJson examples = ReportJson::array();
        for (const ReportReject::Example& example : reject.examples)
            examples.push_back({{example.is_line ? "line" : "element", example.position},
                                {"id", text_or_null(example.id)},
                                {"message", text_or_null(example.message)}});
        list.push_back({{"code", reject.code},
                        {"kind", reject.kind},
                        {"field", text_or_null(reject.field)},
                        {"records", reject.records},
                        {"examples", std::move(examples)}});
    }
    return list;
}

ReportJson json_of_resources(const CrossReport& report) {
    ReportJson examples = ReportJson::array();
    for (const ReportDeadResource& one : report.dead)
        examples.push_back(
            {{"id", one.id}, {"url", one.url}, {"code", one.code}, {"since", iso_utc(one.since)}});
    return {{"checked", report.checked_resources},
            {"dead", report.dead_resources},
            {"records_with_dead", report.records_with_dead},
            {"examples", std::move(examples)}};
}

ReportJson json_of_quality(const ReportQuality& quality) {
    ReportJson criteria = ReportJson::array();
    for (const auto& criterion : quality.criteria)
        criteria.push_back({{"criterion", criterion.name},
                            {"records", criterion.records},
                            {"mean", thousandths(criterion.mean)},
                            {"remedy", criterion.remedy}});
    return {{"kind", quality.kind},
            {"records", quality.records},
            {"mean", thousandths(quality.mean)},
            {"distribution", quality.distribution},
            {"without_services", quality.without_services},
            {"criteria", std::move(criteria)}};
}

ReportJson json_of_stars(const Stars& stars) {
    ReportJson list = ReportJson::array();
    for (const Star& star : stars.stars)
        list.push_back({{"title", star.title}, {"reached", star.reached}, {"reason", star.reason}});
    return {{"level", stars.level}, {"stars", std::move(list)}};
}

} // namespace

std::string report_json(const CrossReport& report) {
    ReportJson json{{"feed", report.feed},
                    {"title", report.title},
                    {"producer", report.producer},
                    {"at", iso_utc(report.at)},
                    {"records", report.records()},
                    {"common", report.common()},
                    {"duplicated", report.duplicated()},
                    {"rejected", report.rejected()},
                    {"values_kept_back", report.values_kept_back()},
                    {"first_steps", first_steps(report)}};
    json["kinds"] = ReportJson::array();
    for (const ReportKind& kind : report.kinds) json["kinds"].push_back(json_of_kind(kind));
    json["partners"] = ReportJson::array();
    for (const ReportPartner& partner : report.partners)
        json["partners"].push_back(json_of_partner(partner, report.records()));
    json["lacks"] = json_of_fields(report.lacks, false);
    json["conflicts"] = json_of_fields(report.conflicts, true);
    json["duplicates"] = json_of_duplicates(report);
    json["rejects"] = json_of_rejects(report);
    json["kept_back"] = ReportJson::array();
    for (const ReportKeptBack& field : report.kept_back)
        json["kept_back"].push_back({{"kind", field.kind},
                                     {"field", field.field},
                                     {"values", field.values},
                                     {"by", field.by_rule ? "rule" : "detector"}});
    if (report.checked_resources) json["resources"] = json_of_resources(report);
    json["quality"] = ReportJson::array();
    for (const ReportQuality& quality : report.quality) json["quality"].push_back(json_of_quality(quality));
    json["stars"] = json_of_stars(report.stars);
    return json.dump(-1, ' ', false, ReportJson::error_handler_t::replace);
}

} // namespace moisson
