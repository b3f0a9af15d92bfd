#include "core/golden/valid_value.hpp"
#include "core/golden/value_forms.hpp"
#include "core/portals/resource_health.hpp"
#include "core/portals/resources.hpp"
#include "core/report/cross_report.hpp"
#include "core/report/gather_quality.hpp"
#include "core/report/report_values.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace moisson {
namespace {

/// As in the merged record: nearer positions are two ways to measure one.
constexpr double one_position_metres = 500;

struct FieldCounts {
    std::uint64_t filled = 0, lacks = 0, conflicts = 0, kept_back = 0;
    std::vector<ReportExample> lack_examples, conflict_examples;
};

std::optional<DeadAddresses> dead_of(const ReportOptions& options) {
    if (options.checked_resources == 0) return std::nullopt;
    std::vector<std::uint64_t> digests;
    for (const ResourceCheck& check : options.dead) digests.push_back(digest64(check.url));
    return DeadAddresses(std::move(digests));
}

class CrossAnalysis {
public:
    CrossAnalysis(ReportSource& source, const Schema& schema, const FeedConfig& feed,
                  const ReportOptions& options)
        : source_(source), schema_(schema), feed_(feed), options_(options),
          quality_(schema, feed.id, civil_date(options.now), dead_of(options)) {
        for (const FeedPtr& known : options.feeds)
            if (known)
                titles_[known->id] = known->producer.name.empty() ? known->title : known->producer.name;
    }

    CrossReport run();

private:
    void gather_kind(std::uint16_t kind);
    void visit(const ReportCluster& cluster);
    void compare(const ReportCluster& cluster, const GoldenRecord& ours,
                 const std::vector<const GoldenRecord*>& others);
    void count_partners(const GoldenRecord& ours, const std::vector<const GoldenRecord*>& others);
    void count_field(const ReportCluster& cluster, const GoldenRecord& ours, std::uint16_t field,
                     const std::vector<const GoldenRecord*>& others);
    void count_metadata(const Record& record);
    void note_duplicates(const std::vector<const GoldenRecord*>& ours);
    bool disagrees(std::uint16_t field, const GoldenRecord& ours, const GoldenRecord& theirs);
    ReportExample example(const ReportCluster& cluster, const GoldenRecord& ours, const GoldenRecord& theirs,
                          std::uint16_t field);
    std::string shown(const GoldenRecord& member, std::uint16_t field);
    std::string field_title(std::uint16_t field) const;
    void end_kind();
    void gather_rejects();
    void count_resources(const GoldenRecord& ours);
    bool may_show(const Kind& kind, const std::string& field) const;
    std::string title_of(const std::string& feed) const {
        const auto found = titles_.find(feed);
        return found == titles_.end() || found->second.empty() ? feed : found->second;
    }
    bool is_latitude(std::uint16_t field) const {
        return static_cast<int>(field) == latitude_ && longitude_ >= 0;
    }

    ReportSource& source_;
    const Schema& schema_;
    const FeedConfig& feed_;
    const ReportOptions& options_;
    QualityCounters quality_;
    std::map<std::string, std::string> titles_;
    std::map<std::string, ReportPartner> partners_;
    CrossReport report_;
    std::map<std::string_view, const ResourceCheck*> dead_; ///< by address
    std::uint64_t answering_ = 0;                           ///< records of the kind without a dead resource
    // of the kind that is being read
    const Kind* kind_ = nullptr;
    std::unique_ptr<MemberView> view_;
    ReportKind counted_;
    std::vector<FieldCounts> fields_;
    std::vector<Metadatum> metadata_;
    int latitude_ = -1, longitude_ = -1;
};

CrossReport CrossAnalysis::run() {
    report_.feed = feed_.id;
    report_.title = feed_.title;
    report_.producer = feed_.producer.name;
    report_.at = options_.now;
    report_.checked_resources = options_.checked_resources;
    for (const ResourceCheck& check : options_.dead) dead_.emplace(check.url, &check);
    for (const std::uint16_t kind : QualityCounters::order_of_kinds(schema_)) gather_kind(kind);
    for (auto& [feed, partner] : partners_) report_.partners.push_back(std::move(partner));
    const auto more_common = [](const auto& a, const auto& b) { return a.common > b.common; };
    const auto more_records = [](const auto& a, const auto& b) { return a.records > b.records; };
    std::stable_sort(report_.partners.begin(), report_.partners.end(), more_common);
    std::stable_sort(report_.lacks.begin(), report_.lacks.end(), more_records);
    std::stable_sort(report_.kept_back.begin(), report_.kept_back.end(),
                     [](const auto& a, const auto& b) { return a.values > b.values; });
    std::stable_sort(report_.conflicts.begin(), report_.conflicts.end(), more_records);
    // A thing before what belongs to it.
    std::stable_partition(report_.kinds.begin(), report_.kinds.end(), [&](const ReportKind& kind) {
        return schema_.kind(static_cast<std::size_t>(schema_.find(kind.name))).find(Role::parent) < 0;
    });
    gather_rejects();
    report_.stars = star_level(feed_, quality_.star_facts());
    return std::move(report_);
}

void CrossAnalysis::gather_kind(std::uint16_t kind) {
    kind_ = &schema_.kind(kind);
    view_ = std::make_unique<MemberView>(*kind_, options_.feeds, options_.remembered);
    counted_ = {};
    answering_ = 0;
    fields_.assign(kind_->fields.size(), {});
    metadata_ = metadata_of(*kind_);
    if (metadata_.size() < 11) metadata_.clear(); // the eleven are those of data sets
    counted_.metadata.clear();
    for (const Metadatum& metadatum : metadata_)
        counted_.metadata.push_back({"", std::string(metadatum.title), std::string(metadatum.remedy), 0});
    latitude_ = kind_->find(Role::latitude);
    longitude_ = kind_->find(Role::longitude);
    quality_.begin(kind);
    source_.for_each_cluster(kind, feed_.id, [&](const ReportCluster& cluster) { visit(cluster); });
    quality_.end(report_.quality);
    if (counted_.records > 0) end_kind();
}

void CrossAnalysis::visit(const ReportCluster& cluster) {
    std::vector<const GoldenRecord*> ours, others;
    for (const GoldenRecord& member : cluster.members)
        (member.sources.front().feed == feed_.id ? ours : others).push_back(&member);
    std::stable_sort(others.begin(), others.end(), [&](const GoldenRecord* a, const GoldenRecord* b) {
        return view_->day(*a) > view_->day(*b); // the freshest speaks first
    });
    for (const GoldenRecord* record : ours) {
        ++counted_.records;
        quality_.add(record->record);
        count_metadata(record->record);
        count_resources(*record);
        compare(cluster, *record, others);
    }
    if (ours.size() > 1) note_duplicates(ours);
}

void CrossAnalysis::count_metadata(const Record& record) {
    for (std::size_t i = 0; i < metadata_.size(); ++i)
        if (is_given(metadata_[i], record)) ++counted_.metadata[i].records;
}

void CrossAnalysis::count_resources(const GoldenRecord& ours) {
    const int field = kind_->find(Role::resources);
    if (field < 0 || report_.checked_resources == 0) return;
    bool all_answer = true;
    if (const auto* list = std::get_if<List>(&ours.record.values.at(static_cast<std::size_t>(field))))
        for (const std::string& one : *list) {
            const auto found = dead_.find(parse_resource(one).url);
            if (found == dead_.end()) continue;
            all_answer = false;
            ++report_.dead_resources;
            if (report_.dead.size() < options_.examples)
                report_.dead.push_back({ours.sources.front().id, view_->name(ours), found->second->url,
                                        found->second->code, found->second->since});
        }
    ++(all_answer ? answering_ : report_.records_with_dead);
}

void CrossAnalysis::compare(const ReportCluster& cluster, const GoldenRecord& ours,
                            const std::vector<const GoldenRecord*>& others) {
    if (!others.empty()) {
        ++counted_.common;
        count_partners(ours, others);
    }
    for (std::uint16_t field = 0; field < kind_->fields.size(); ++field) {
        const Role role = kind_->fields[field].role;
        if (role == Role::identifier || role == Role::source) continue;
        count_field(cluster, ours, field, others);
    }
}

void CrossAnalysis::count_partners(const GoldenRecord& ours, const std::vector<const GoldenRecord*>& others) {
    std::set<std::string> seen;
    for (const GoldenRecord* theirs : others) { // of several of one producer the freshest comes first
        const std::string& feed = theirs->sources.front().feed;
        if (!seen.insert(feed).second) continue;
        ReportPartner& partner = partners_[feed];
        partner.feed = feed;
        partner.title = title_of(feed);
        ++partner.common;
        const std::string_view our_day = view_->day(ours), their_day = view_->day(*theirs);
        if (our_day.empty() || their_day.empty()) continue;
        ++(our_day > their_day   ? partner.ours_fresher
           : our_day < their_day ? partner.theirs_fresher
                                 : partner.same_day);
    }
}

void CrossAnalysis::count_field(const ReportCluster& cluster, const GoldenRecord& ours, std::uint16_t field,
                                const std::vector<const GoldenRecord*>& others) {
    FieldCounts& counts = fields_[field];
    const bool have = !is_absent(MemberView::own(ours, field));
    if (have) ++counts.filled;
    const Role role = kind_->fields[field].role;
    if (have && role != Role::parent && view_->published(ours, field) != MemberView::own(ours, field))
        ++counts.kept_back;
    if (role == Role::parent || role == Role::update_date || (role == Role::longitude && latitude_ >= 0))
        return;
    for (const GoldenRecord* theirs : others) {
        if (is_absent(view_->published(*theirs, field))) continue;
        if (have && !disagrees(field, ours, *theirs)) continue;
        ++(have ? counts.conflicts : counts.lacks);
        auto& examples = have ? counts.conflict_examples : counts.lack_examples;
        if (examples.size() < options_.examples) examples.push_back(example(cluster, ours, *theirs, field));
        return;
    }
}

bool CrossAnalysis::disagrees(std::uint16_t field, const GoldenRecord& ours, const GoldenRecord& theirs) {
    if (!is_latitude(field))
        return disagree(kind_->fields[field], MemberView::own(ours, field), MemberView::own(theirs, field));
    const auto number = [](const GoldenRecord& member, int at) {
        return std::get_if<double>(&MemberView::own(member, static_cast<std::uint16_t>(at)));
    };
    const double *latitude_a = number(ours, latitude_), *longitude_a = number(ours, longitude_),
                 *latitude_b = number(theirs, latitude_), *longitude_b = number(theirs, longitude_);
    return latitude_a && longitude_a && latitude_b && longitude_b &&
           metres_between(*latitude_a, *longitude_a, *latitude_b, *longitude_b) > one_position_metres;
}

/// Both numbers of a position.
std::string CrossAnalysis::shown(const GoldenRecord& member, std::uint16_t field) {
    std::string text = view_->text(member, field);
    if (!is_latitude(field) || text.empty()) return text;
    return text + ", " + view_->text(member, static_cast<std::uint16_t>(longitude_));
}

std::string CrossAnalysis::field_title(std::uint16_t field) const {
    if (is_latitude(field)) return "Position (latitude, longitude)";
    const Field& described = kind_->fields[field];
    return described.title.empty() ? described.name : described.title;
}

ReportExample CrossAnalysis::example(const ReportCluster& cluster, const GoldenRecord& ours,
                                     const GoldenRecord& theirs, std::uint16_t field) {
    ReportExample told;
    told.id = ours.sources.front().id;
    told.name = view_->name(ours);
    told.ours = shown(ours, field);
    told.theirs = shown(theirs, field);
    told.feed = theirs.sources.front().feed;
    told.feed_title = title_of(told.feed);
    told.their_id = theirs.sources.front().id;
    const GoldenRecord& golden = cluster.golden;
    if (field < golden.origin.size() && golden.origin[field] < golden.sources.size())
        told.ours_kept = golden.sources[golden.origin[field]].feed == feed_.id;
    return told;
}

void CrossAnalysis::note_duplicates(const std::vector<const GoldenRecord*>& ours) {
    counted_.duplicated += ours.size() - 1;
    if (report_.duplicates.size() >= options_.examples) return;
    ReportDuplicate duplicate{kind_->name, {}};
    for (const GoldenRecord* record : ours) {
        if (duplicate.records.size() == options_.examples) break;
        duplicate.records.push_back({record->sources.front().id, view_->name(*record)});
    }
    report_.duplicates.push_back(std::move(duplicate));
}

void CrossAnalysis::end_kind() {
    counted_.name = kind_->name;
    counted_.plural = kind_->plural;
    counted_.title = kind_->title;
    for (std::uint16_t field = 0; field < kind_->fields.size(); ++field) {
        const Role role = kind_->fields[field].role;
        if (role == Role::identifier || role == Role::source) continue;
        FieldCounts& counts = fields_[field];
        const std::string& name = kind_->fields[field].name;
        counted_.fill.push_back({name, kind_->fields[field].title.empty() ? name : kind_->fields[field].title,
                                 "", counts.filled});
        if (counts.kept_back)
            report_.kept_back.push_back(
                {kind_->name, name, field_title(field), counts.kept_back, !may_show(*kind_, name)});
        if (counts.lacks)
            report_.lacks.push_back(
                {kind_->name, name, field_title(field), counts.lacks, std::move(counts.lack_examples)});
        if (counts.conflicts)
            report_.conflicts.push_back({kind_->name, name, field_title(field), counts.conflicts,
                                         std::move(counts.conflict_examples)});
    }
    if (kind_->find(Role::resources) >= 0 && report_.checked_resources)
        counted_.fill.push_back({"ressources_qui_repondent", "Ressources qui répondent toutes",
                                 "corriger ou retirer les adresses qui ne répondent plus", answering_});
    report_.kinds.push_back(std::move(counted_));
}

/// A message quotes the value.
bool CrossAnalysis::may_show(const Kind& kind, const std::string& field) const {
    auto rule = feed_.personal_data.find(kind.name + "." + field);
    if (rule == feed_.personal_data.end()) rule = feed_.personal_data.find(field);
    return rule == feed_.personal_data.end() || rule->second == "publish";
}

void CrossAnalysis::gather_rejects() {
    std::map<std::tuple<std::string, std::string, std::uint16_t>, ReportReject> grouped;
    for (const RecordIssue& reject : source_.rejects(feed_.id)) {
        const bool known = reject.kind < schema_.kinds().size();
        ReportReject& group = grouped[{reject.issue.code, reject.issue.field, reject.kind}];
        group.code = reject.issue.code;
        group.field = reject.issue.field;
        if (known) {
            const Kind& kind = schema_.kind(reject.kind);
            group.kind = kind.name;
            if (const int field = kind.find(std::string_view(group.field)); field >= 0)
                group.title = kind.fields[static_cast<std::size_t>(field)].title;
        }
        if (group.title.empty()) group.title = group.field;
        if (++group.records > options_.examples) continue;
        const bool shown = group.field.empty() || (known && may_show(schema_.kind(reject.kind), group.field));
        const bool is_line = reject.position.line > 0;
        group.examples.push_back({is_line ? reject.position.line : reject.position.element, is_line,
                                  reject.id, shown ? reject.issue.message : std::string()});
    }
    for (auto& [key, group] : grouped) report_.rejects.push_back(std::move(group));
    std::stable_sort(report_.rejects.begin(), report_.rejects.end(),
                     [](const ReportReject& a, const ReportReject& b) { return a.records > b.records; });
}

} // namespace

std::uint64_t CrossReport::records() const {
    std::uint64_t sum = 0;
    for (const ReportKind& kind : kinds) sum += kind.records;
    return sum;
}
std::uint64_t CrossReport::values_kept_back() const {
    std::uint64_t sum = 0;
    for (const ReportKeptBack& field : kept_back) sum += field.values;
    return sum;
}
std::uint64_t CrossReport::common() const {
    std::uint64_t sum = 0;
    for (const ReportKind& kind : kinds) sum += kind.common;
    return sum;
}
std::uint64_t CrossReport::duplicated() const {
    std::uint64_t sum = 0;
    for (const ReportKind& kind : kinds) sum += kind.duplicated;
    return sum;
}
std::uint64_t CrossReport::rejected() const {
    std::uint64_t sum = 0;
    for (const ReportReject& reject : rejects) sum += reject.records;
    return sum;
}

CrossReport gather_report(ReportSource& source, const Schema& schema, const FeedConfig& feed,
                          const ReportOptions& options) {
    return CrossAnalysis(source, schema, feed, options).run();
}

} // namespace moisson
