#include "core/report/explain_record.hpp"

#include "core/export/iso_time.hpp"
#include "core/export/json_text.hpp"
#include "core/report/body_changes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

using Json = nlohmann::ordered_json;

Json value_json(const Field& field, const Value& value) {
    std::string text;
    append_json_value(text, field, value);
    return Json::parse(text);
}

struct RecordExplanation {
    const GoldenRecord& record;
    PublishedView& view;
    StoreReader::MergedView merged;
    const ExplainOptions& options;

    const Kind& kind() const { return view.kind(); }
    bool wants(const std::string& field) const { return options.field.empty() || options.field == field; }
    const Value& shown(const GoldenRecord& of, std::uint16_t field) const;
    bool is_withheld(const std::string& name) const;
    Json fields() const;
    void add_reason(Json& into, std::uint16_t field) const;
    Json steps(const std::vector<RevisionRow>& history) const;
};

/// What may be shown of a value; absent where a rule withholds it.
const Value& RecordExplanation::shown(const GoldenRecord& of, std::uint16_t field) const {
    return options.published_only ? view.value(of, field) : of.record.values.at(field);
}

/// Not even that it changed is told of a value that may not be shown.
bool RecordExplanation::is_withheld(const std::string& name) const {
    const int field = kind().find(name);
    if (!options.published_only || field < 0) return false;
    const auto index = static_cast<std::uint16_t>(field);
    return !is_absent(record.record.values.at(index)) && is_absent(view.value(record, index));
}

Json RecordExplanation::fields() const {
    Json found = Json::object();
    for (std::uint16_t index = 0; index < kind().fields.size() && index < record.record.values.size();
         ++index) {
        const Field& field = kind().fields[index];
        if (!wants(field.name) || is_absent(record.record.values[index])) continue;
        const bool published = !is_absent(view.value(record, index));
        if (!published && options.published_only) continue;
        const GoldenRecord::Member& origin = PublishedView::origin(record, index);
        found[field.name] = {{"value", value_json(field, shown(record, index))},
                             {"feed", origin.feed},
                             {"id", origin.id},
                             {"published", published}};
        add_reason(found[field.name], index);
    }
    return found;
}

/// Why the value won, and what the other members say; nothing for a record alone.
void RecordExplanation::add_reason(Json& into, std::uint16_t field) const {
    if (field >= merged.merged.size()) return;
    const MergedField& reason = merged.merged[field];
    into["rule"] = to_string(reason.rule);
    into["why"] = rule_words(reason.rule, options.language);
    into["conflict"] = reason.conflict;
    Json others = Json::array();
    for (const std::uint16_t other : reason.others) {
        const GoldenRecord& member = merged.members.at(other);
        const Value& value = shown(member, field);
        if (is_absent(value)) continue;
        others.push_back({{"feed", member.sources.front().feed},
                          {"id", member.sources.front().id},
                          {"value", value_json(kind().fields[field], value)}});
    }
    into["others"] = std::move(others);
}

Json RecordExplanation::steps(const std::vector<RevisionRow>& history) const {
    Json found = Json::array();
    for (const RevisionRow& row : history) {
        // The merged record's own rows name no feed: they may be about anybody's values.
        if (row.feed.empty() ? !options.sight.shows_all() : !options.sight.shows(row.feed)) continue;
        std::vector<std::string> changed = changed_fields(row.before, row.after);
        std::erase_if(changed, [&](const std::string& name) { return is_withheld(name); });
        if (!options.field.empty() &&
            std::find(changed.begin(), changed.end(), options.field) == changed.end())
            continue;
        found.push_back({{"seq", row.seq},
                         {"run", row.run},
                         {"at", iso_utc(row.at)},
                         {"change", row.change},
                         {"feed", row.feed},
                         {"id", row.id},
                         {"fields", changed}});
    }
    return found;
}

} // namespace

Json pair_json(const LinkModel& model, const PairRow& pair, Language language) {
    Json parts = Json::array();
    for (const WeightPart& part : weight_parts(model, pair.levels, pair.frequency))
        parts.push_back({{"what", explain_part(part, language)}, {"weight", part.weight}});
    Json json{{"a", {{"feed", pair.a.feed}, {"id", pair.a.id}}},
              {"b", {{"feed", pair.b.feed}, {"id", pair.b.id}}},
              {"weight", pair.weight},
              {"verdict", nullptr},
              {"parts", std::move(parts)}};
    if (pair.verdict) json["verdict"] = to_string(*pair.verdict);
    return json;
}

Json explain_record(StoreReader& reader, const GoldenRecord& record, StoreReader::MergedView merged,
                    PublishedView& view, const ExplainOptions& options) {
    const RecordExplanation explanation{record, view, std::move(merged), options};
    Json members = Json::array();
    for (const GoldenRecord::Member& member : record.sources)
        members.push_back({{"feed", member.feed}, {"id", member.id}});
    Json explained{{"id", record.public_id},
                   {"kind", view.kind().name},
                   {"active", record.active},
                   {"members", members}};
    if (!record.redirected_from.empty()) explained["redirected_from"] = record.redirected_from;
    const LinkModel model = reader.link_model(record.kind);
    explained["links"] = Json::array();
    for (const PairRow& pair : reader.edges_of(record.public_id))
        if (options.sight.shows(pair.a.feed) && options.sight.shows(pair.b.feed))
            explained["links"].push_back(pair_json(model, pair, options.language));
    explained["fields"] = explanation.fields();
    explained["history"] = explanation.steps(reader.history(record.public_id));
    return explained;
}

} // namespace moisson
