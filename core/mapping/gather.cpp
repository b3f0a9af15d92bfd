#include "core/mapping/gather.hpp"

#include "core/mapping/forms_hours.hpp"
#include "core/mapping/list_literal.hpp"
#include "core/text/fold.hpp"
#include "core/text/html.hpp"
#include "core/text/utf8.hpp"

#include <re2/re2.h>

namespace moisson {
namespace {

bool applies(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch) {
    for (const auto& [slot, value] : plan.when)
        if (!slot_equals(raw, slot, value, scratch.folded)) return false;
    return true;
}

void add_slot(const FieldPlan& plan, const RawRecord& raw, std::uint32_t slot, Scratch& scratch) {
    for (std::string_view value : raw.values(slot)) {
        value = plan.form == Form::key ? trim_spaces(value) : trim(value);
        if (!value.empty()) scratch.texts.push_back(value);
    }
}

void add_columns(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch) {
    for (std::uint32_t slot : plan.slots) {
        add_slot(plan, raw, slot, scratch);
        if (plan.pick == Pick::first && !scratch.texts.empty()) return;
    }
}

void rewrite(const FieldPlan& plan, std::string_view text, std::string& out);

/// The cells of all days become one text; expressions see each cell by itself.
void add_days(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch) {
    std::vector<std::pair<std::string, std::string>> cells;
    for (std::size_t i = 0; i < plan.slots.size(); ++i)
        for (std::string_view value : raw.values(plan.slots[i])) {
            rewrite(plan, trim(value), scratch.text);
            if (const auto cell = trim(scratch.text); !cell.empty()) cells.emplace_back(plan.days[i], cell);
        }
    if (cells.empty()) return;
    std::string& text = scratch.hold();
    text = hours_by_day(cells);
    scratch.texts.push_back(text);
}

/// Unchanged content must give an unchanged identifier even when somebody tidies capitals and spaces: folded.
void add_digest(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch) {
    std::string& bytes = scratch.text;
    bytes.clear();
    bool any = false;
    for (std::uint32_t slot : plan.slots) {
        for (std::string_view value : raw.values(slot)) {
            fold_into(value, scratch.folded);
            any |= !scratch.folded.empty();
            bytes += scratch.folded;
            bytes += '\x1E';
        }
        bytes += '\x1F';
    }
    if (!any) return;
    std::string& id = scratch.hold();
    id = to_hex(digest128(bytes));
    scratch.texts.push_back(id);
}

void add_origin(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch) {
    switch (plan.origin) {
    case Origin::none:
        return;
    case Origin::columns:
        return add_columns(plan, raw, scratch);
    case Origin::constant:
        if (!plan.constant.empty()) scratch.texts.push_back(plan.constant);
        return;
    case Origin::digest:
        return add_digest(plan, raw, scratch);
    case Origin::days:
        return add_days(plan, raw, scratch);
    case Origin::text_template: {
        std::string& text = scratch.hold();
        plan.text_template->render(raw, text);
        if (const auto trimmed = trim(text); !trimmed.empty()) scratch.texts.push_back(trimmed);
        return;
    }
    }
}

/// One value is wanted: the first one, or all of them joined.
void reduce(const FieldPlan& plan, Scratch& scratch) {
    if (scratch.texts.size() <= 1) return;
    const bool hours = plan.convert == Convert::opening_hours;
    if (plan.pick == Pick::first && !hours) return scratch.texts.resize(1);
    std::string& joined = scratch.hold();
    if (plan.pick == Pick::first) { // a list of opening hours is one value
        joined = hours_array(scratch.texts);
        return scratch.texts.assign(1, joined);
    }
    for (std::string_view text : scratch.texts) {
        if (!joined.empty()) joined += plan.join;
        joined += text;
    }
    scratch.texts.assign(1, joined);
}

void rewrite(const FieldPlan& plan, std::string_view text, std::string& out) {
    switch (plan.convert) {
    case Convert::html_to_text:
        out = html_to_text(text);
        break;
    case Convert::lower:
        out = to_lower(text);
        break;
    case Convert::upper:
        out = to_upper(text);
        break;
    default:
        out = text;
    }
    for (const auto& [regex, with] : plan.replace) re2::RE2::GlobalReplace(&out, *regex, with);
}

void rewrite_all(const FieldPlan& plan, Scratch& scratch) {
    std::size_t kept = 0;
    for (std::string_view text : scratch.texts) {
        std::string& out = scratch.hold();
        rewrite(plan, text, out);
        const std::string_view trimmed = trim(out);
        if (!trimmed.empty()) scratch.texts[kept++] = trimmed;
    }
    scratch.texts.resize(kept);
}

void split_all(const FieldPlan& plan, Scratch& scratch) {
    const std::vector<std::string_view> wholes = scratch.texts;
    scratch.texts.clear();
    for (std::string_view rest : wholes)
        while (true) {
            const std::size_t at = rest.find(plan.split);
            if (const auto part = trim(rest.substr(0, at)); !part.empty()) scratch.texts.push_back(part);
            if (at == rest.npos) break;
            rest.remove_prefix(at + plan.split.size());
        }
}

/// "['a', 'b']" and "{a,b}": what Python and PostgreSQL leave in the cells of exports.
void open_literals(Scratch& scratch) {
    const std::vector<std::string_view> wholes = scratch.texts;
    scratch.texts.clear();
    for (std::string_view whole : wholes) {
        if (!is_list_literal(whole)) {
            scratch.texts.push_back(whole);
            continue;
        }
        for (std::string_view item : list_literal_items(whole))
            if (const auto trimmed = trim(item); !trimmed.empty()) scratch.texts.push_back(trimmed);
    }
}

void report_unknown(const FieldPlan& plan, std::string_view text, IssueSink& issues) {
    const bool reject = plan.values->unknown() == ValueTable::Unknown::reject;
    const std::string& near_value =
        plan.closed_list ? plan.closed_list->nearest(text) : plan.values->nearest(text);
    std::string sentence = "La valeur %v du champ %f n'est pas dans la table de correspondance";
    if (!near_value.empty()) sentence += " (vouliez-vous dire « " + near_value + " » ?)";
    sentence += reject ? " : la fiche est refusée ; corrigez la valeur ou ajoutez-la à la table."
                       : " : elle est ignorée ; corrigez-la ou ajoutez-la à la table.";
    const bool fatal = reject || (plan.fatal && !plan.field->list && !plan.default_value);
    issues.add(fatal ? Severity::error : Severity::warning,
               reject ? "record.rejected-value" : "record.unknown-value", plan.field, text, sentence);
}

/// A value that the schema already knows needs no line in the table.
bool is_normed(const FieldPlan& plan, std::string_view text, Scratch& scratch) {
    return plan.closed_list && plan.closed_list->find(text, scratch.folded);
}

void look_up(const FieldPlan& plan, std::string_view text, Scratch& scratch, IssueSink* issues) {
    if (const auto* normed = plan.values->find(text, scratch.folded)) {
        scratch.texts.insert(scratch.texts.end(), normed->begin(), normed->end());
        return;
    }
    const auto unknown = plan.values->unknown();
    if (unknown == ValueTable::Unknown::keep || is_normed(plan, text, scratch))
        scratch.texts.push_back(text);
    else if (unknown != ValueTable::Unknown::drop && issues)
        report_unknown(plan, text, *issues);
}

void look_up_all(const FieldPlan& plan, Scratch& scratch, IssueSink* issues) {
    const std::vector<std::string_view> seen = scratch.texts;
    scratch.texts.clear();
    for (std::string_view text : seen) look_up(plan, text, scratch, issues);
}

} // namespace

bool slot_equals(const RawRecord& raw, std::uint32_t slot, std::string_view folded, std::string& buffer) {
    const auto values = raw.values(slot);
    if (values.empty()) return folded.empty();
    for (std::string_view value : values) {
        fold_into(value, buffer);
        if (buffer == folded) return true;
    }
    return false;
}

void gather(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch, IssueSink* issues) {
    scratch.reset();
    if (!applies(plan, raw, scratch)) return;
    add_origin(plan, raw, scratch);
    if (!plan.field->list) reduce(plan, scratch);
    if ((plan.convert != Convert::none || !plan.replace.empty()) && plan.origin != Origin::days)
        rewrite_all(plan, scratch);
    if (!plan.split.empty())
        split_all(plan, scratch);
    else if (plan.field->list && plan.form != Form::json)
        open_literals(scratch);
    if (plan.values) look_up_all(plan, scratch, issues);
}

void gather_id(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch, std::string& id) {
    if (plan.plain) {
        id.assign(trim_spaces(raw.first(plan.slots[0])));
        return;
    }
    gather(plan, raw, scratch, nullptr);
    if (scratch.texts.empty())
        id.assign(plan.default_value.value_or(""));
    else
        id.assign(scratch.texts.front());
}

} // namespace moisson
