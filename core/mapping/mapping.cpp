#include "core/mapping/mapping.hpp"

#include "core/mapping/explode.hpp"
#include "core/mapping/filter.hpp"
#include "core/mapping/forms.hpp"
#include "core/mapping/forms_text.hpp"
#include "core/mapping/gather.hpp"
#include "core/mapping/plan.hpp"
#include "core/mapping/positions.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace moisson {
namespace {

class CompiledMapping final : public Mapping {
public:
    CompiledMapping(FeedPtr feed, std::shared_ptr<const Schema> schema, Today today)
        : feed_(std::move(feed)), schema_(std::move(schema)), filter_(*feed_, selectors_) {
        for (const KindMapping& mapping : feed_->mappings) add_kind(mapping);
        find_own_slots();
        write_iso_date({today.year, today.month, today.day}, today_);
    }

    const std::vector<std::string>& selectors() const override { return selectors_.names(); }
    const std::vector<std::uint16_t>& kinds() const override { return kinds_; }

    bool explodes(std::size_t kind_position) const override { return explode_[kind_position].has_value(); }

    void for_each_part(std::size_t kind_position, const RawRecord& raw,
                       const std::function<void(const RawRecord&)>& take) const override {
        if (explodes(kind_position))
            explode_[kind_position]->for_each(raw, part_, take);
        else
            take(raw);
    }

    std::vector<std::size_t> identifier_slots(std::size_t kind_position) const override {
        if (explodes(kind_position)) return {explode_[kind_position]->list_slot()};
        const auto slots = plans_.at(kind_position).id.all_slots();
        return {slots.begin(), slots.end()};
    }

    bool keeps(const RawRecord& raw) const override {
        scratch_.folded_slots.start();
        return filter_.keeps(raw, scratch_.folded_slots);
    }

    void source_id(std::size_t kind_position, const RawRecord& raw, std::string& id) const override {
        const KindPlan& plan = plans_[kind_position];
        scratch_.folded_slots.start();
        if (all_hold(plan.when, raw, scratch_.folded_slots))
            gather_id(plan.id, raw, scratch_, id);
        else
            id.clear();
    }

    Digest128 slots_digest(std::size_t kind_position, const RawRecord& raw) const override;
    void map(std::size_t kind_position, const RawRecord& raw, MappedRecord& out) const override;

private:
    void add_kind(const KindMapping& mapping);
    void find_own_slots();
    bool map_id(const KindPlan& plan, const RawRecord& raw, MappedRecord& out, FormContext& context) const;
    void map_field(const FieldPlan& plan, const RawRecord& raw, Value& out, FormContext& context) const;

    FeedPtr feed_;
    std::shared_ptr<const Schema> schema_;
    SelectorList selectors_;
    RecordFilter filter_;
    std::vector<KindPlan> plans_;
    std::vector<std::optional<ExplodePlan>> explode_; ///< one per plan
    std::vector<std::uint16_t> kinds_;
    std::string today_;
    mutable Scratch scratch_;
    mutable ExplodedPart part_;
};

void CompiledMapping::add_kind(const KindMapping& mapping) {
    auto& explode = explode_.emplace_back();
    if (!mapping.explode.empty()) explode.emplace(mapping, feed_->source, selectors_);
    plans_.push_back(compile_kind(*feed_, mapping, *schema_, explode ? explode->names() : selectors_));
    kinds_.push_back(plans_.back().kind);
    if (explode) explode->link(selectors_);
}

/// A kind that explodes has slots of its own: nothing of another kind stands in its parts.
void CompiledMapping::find_own_slots() {
    for (std::size_t position = 0; position < plans_.size(); ++position) {
        KindPlan& plan = plans_[position];
        std::set<std::uint32_t> others;
        for (std::size_t i = 0; i < plans_.size() && !explode_[position]; ++i)
            if (i != position && !explode_[i]) others.insert(plans_[i].slots.begin(), plans_[i].slots.end());
        for (std::uint32_t slot : plan.slots)
            if (!others.count(slot)) plan.own_slots.push_back(slot);
    }
}

Digest128 CompiledMapping::slots_digest(std::size_t kind_position, const RawRecord& raw) const {
    std::string& bytes = scratch_.text;
    bytes.clear();
    for (std::uint32_t slot : plans_[kind_position].slots) {
        for (std::string_view text : raw.values(slot)) {
            bytes += text;
            bytes += '\x1E';
        }
        bytes += '\x1F';
    }
    return digest128(bytes);
}

bool has_text(const RawRecord& raw, const std::vector<std::uint32_t>& slots) {
    return std::any_of(slots.begin(), slots.end(), [&](std::uint32_t slot) {
        const auto values = raw.values(slot);
        return std::any_of(values.begin(), values.end(),
                           [](std::string_view text) { return !trim(text).empty(); });
    });
}

/// False when there is nothing to map: skipped, or already an error.
bool CompiledMapping::map_id(const KindPlan& plan, const RawRecord& raw, MappedRecord& out,
                             FormContext& context) const {
    gather_id(plan.id, raw, scratch_, out.record.id);
    if (out.record.id.empty()) {
        out.skipped = plan.shares_rows && !has_text(raw, plan.own_slots);
        if (!out.skipped)
            context.issues.add(Severity::error, "record.missing-id", plan.id.field, "",
                               "La fiche n'a pas d'identifiant : donnez-lui un identifiant permanent.");
        return !out.skipped;
    }
    // Checked only: the identifier is kept as the producer wrote it.
    write_key(plan.id, out.record.id, scratch_.hold(), context);
    return true;
}

void report_missing(const FieldPlan& plan, FormContext& context) {
    if (plan.fatal)
        context.issues.add(Severity::error, "record.missing-field", plan.field, "",
                           "Le champ %f est obligatoire et il est vide : renseignez-le.");
    else if (plan.field->role == Role::update_date)
        context.issues.add(
            Severity::warning, "record.missing-date", plan.field, "",
            "Le champ %f est vide : renseignez-le, sinon la date du dernier changement observé le remplace.");
}

void CompiledMapping::map_field(const FieldPlan& plan, const RawRecord& raw, Value& out,
                                FormContext& context) const {
    const std::size_t before = context.issues.count();
    if (plan.plain && raw.slots[plan.slots[0]].count <= 1) {
        std::string_view text = raw.first(plan.slots[0]);
        text = plan.form == Form::key ? trim_spaces(text) : trim(text);
        if (!text.empty())
            write_scalar(plan, text, out, context);
        else if (!is_absent(out))
            out = std::monostate();
    } else {
        gather(plan, raw, scratch_, &context.issues);
        if (scratch_.texts.empty())
            out = std::monostate();
        else if (plan.field->list)
            write_list(plan, out, context);
        else
            write_scalar(plan, scratch_.texts.front(), out, context);
    }
    if (!is_absent(out)) return;
    if (plan.default_value) {
        scratch_.reset();
        scratch_.texts.push_back(*plan.default_value);
        if (plan.field->list)
            write_list(plan, out, context);
        else
            write_scalar(plan, *plan.default_value, out, context);
    }
    const bool told = context.issues.count() > before && !plan.field->list;
    if (is_absent(out) && !told) report_missing(plan, context);
}

void CompiledMapping::map(std::size_t kind_position, const RawRecord& raw, MappedRecord& out) const {
    const KindPlan& plan = plans_[kind_position];
    out.issues.clear();
    out.skipped = false;
    out.record.kind = plan.kind;
    out.record.values.resize(plan.schema->fields.size());
    for (std::size_t index : plan.unmapped)
        if (!is_absent(out.record.values[index])) out.record.values[index] = std::monostate();
    IssueSink issues(out.issues);
    FormContext context{today_, scratch_, issues};
    scratch_.reset();
    scratch_.folded_slots.start();
    out.skipped = !all_hold(plan.when, raw, scratch_.folded_slots);
    if (out.skipped || !map_id(plan, raw, out, context)) return;
    for (const FieldPlan& field : plan.fields) map_field(field, raw, out.record.values[field.index], context);
    check_record_position(plan, out.record, issues);
}

} // namespace

bool Mapping::explodes(std::size_t) const { return false; }

void Mapping::for_each_part(std::size_t, const RawRecord& raw,
                            const std::function<void(const RawRecord&)>& take) const {
    take(raw);
}

bool MappedRecord::has_error() const {
    return std::any_of(issues.begin(), issues.end(),
                       [](const Issue& issue) { return issue.severity == Severity::error; });
}

std::unique_ptr<Mapping> Mapping::compile(FeedPtr feed, std::shared_ptr<const Schema> schema, Today today) {
    return std::make_unique<CompiledMapping>(std::move(feed), std::move(schema), today);
}

} // namespace moisson
