#include "core/report/gather_quality.hpp"

#include <algorithm>

namespace moisson {

std::vector<std::uint16_t> QualityCounters::order_of_kinds(const Schema& schema) {
    std::vector<std::uint16_t> order;
    for (const bool scored : {true, false})
        for (std::uint16_t kind = 0; kind < schema.kinds().size(); ++kind)
            if (QualityScore(schema.kind(kind)).applies() == scored) order.push_back(kind);
    return order;
}

void QualityCounters::begin(std::uint16_t kind) {
    kind_ = kind;
    score_.emplace(schema_.kind(kind));
    data_set_.emplace(schema_.kind(kind));
    answering_ = 0;
    counted_ = {};
    counted_.kind = schema_.kind(kind).name;
    criteria_ = {};
    parent_ = schema_.kind(kind).find(Role::parent);
    if (score_->applies() && parent_ >= 0)
        parent_kind_ = schema_.find(schema_.kind(kind).fields[static_cast<std::size_t>(parent_)].references);
}

void QualityCounters::add(const Record& record) {
    count_star_facts(schema_.kind(kind_), record);
    if (score_->applies())
        add_service(record);
    else if (parent_kind_ == static_cast<int>(kind_) && !services_.empty())
        add_structure(record);
    else if (data_set_->applies())
        add_data_set(record);
}

void QualityCounters::add_data_set(const Record& record) {
    const DeadAddresses none;
    add_score(data_set_->of(record, dead_ ? *dead_ : none));
    if (dead_) answering_ += data_set_->answering(record, *dead_);
}

void QualityCounters::add_score(double score) {
    const double total = counted_.mean * static_cast<double>(counted_.records) + score;
    ++counted_.records;
    counted_.mean = total / static_cast<double>(counted_.records);
    ++counted_.distribution[std::min<std::size_t>(static_cast<std::size_t>(score * 10 + 1e-9), 9)];
}

void QualityCounters::add_service(const Record& record) {
    const RecordQuality quality = score_->of(record, feed_, today_);
    add_score(quality.score);
    for (std::size_t i = 0; i < criterion_count; ++i)
        if (quality.criteria[i]) {
            ++criteria_[i].first;
            criteria_[i].second += *quality.criteria[i];
        }
    if (parent_ < 0 || static_cast<std::size_t>(parent_) >= record.values.size()) return;
    const auto* parent = std::get_if<std::string>(&record.values[static_cast<std::size_t>(parent_)]);
    if (!parent) return;
    Services& services = services_[digest64(*parent)];
    services.sum += static_cast<float>(quality.score);
    ++services.count;
}

void QualityCounters::add_structure(const Record& record) {
    const auto found = services_.find(digest64(record.id));
    if (found == services_.end()) ++counted_.without_services;
    const Services services = found == services_.end() ? Services() : found->second;
    add_score(structure_score(static_cast<double>(services.sum), services.count));
}

void QualityCounters::count_star_facts(const Kind& kind, const Record& record) {
    bool named = false, linked = false;
    for (std::size_t i = 0; i < kind.fields.size() && i < record.values.size(); ++i) {
        if (is_absent(record.values[i])) continue;
        const Role role = kind.fields[i].role;
        const bool official = role == Role::siret || role == Role::rna;
        named = named || official || kind.fields[i].type == FieldType::url;
        linked = linked || official || role == Role::siren || role == Role::insee_code || role == Role::zone;
    }
    ++facts_.records;
    facts_.named += named ? 1 : 0;
    facts_.linked += linked ? 1 : 0;
}

void QualityCounters::end(std::vector<ReportQuality>& out) {
    if (counted_.records == 0) return;
    for (std::size_t i = 0; i < criterion_count; ++i) {
        const auto& [records, sum] = criteria_[i];
        if (records == 0) continue;
        const CriterionWords& words = words_of(static_cast<QualityCriterion>(i));
        counted_.criteria.push_back({std::string(words.name), std::string(words.title),
                                     std::string(words.remedy), records, sum / static_cast<double>(records)});
    }
    if (dead_ && data_set_->applies() && !score_->applies())
        counted_.criteria.push_back({"ressources_qui_repondent", "Ressources qui répondent",
                                     "corriger ou retirer les adresses qui ne répondent plus",
                                     counted_.records, answering_ / static_cast<double>(counted_.records)});
    out.push_back(std::move(counted_));
}

} // namespace moisson
