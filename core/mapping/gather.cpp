#include "core/mapping/gather.hpp"

#include "core/export/json_text.hpp"
#include "core/mapping/forms_hours.hpp"
#include "core/mapping/json_paths.hpp"
#include "core/mapping/list_literal.hpp"
#include "core/text/fold.hpp"
#include "core/text/geo_codes.hpp"
#include "core/text/html.hpp"
#include "core/text/utf8.hpp"

#include <re2/re2.h>

namespace moisson {
namespace {

bool means_nothing(const FieldPlan& plan, std::string_view text, Scratch& scratch) {
    return plan.absent && plan.absent->find(text, scratch.folded);
}

void add_slot(const FieldPlan& plan, const RawRecord& raw, std::uint32_t slot, Scratch& scratch) {
    for (std::string_view value : raw.values(slot)) {
        value = plan.form == Form::key ? trim_spaces(value) : trim(value);
        if (!value.empty() && !means_nothing(plan, value, scratch)) scratch.texts.push_back(value);
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

/// A list field takes from every rule that holds, any other from the first that gives something.
void add_rules(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch) {
    for (const RulePlan& rule : plan.rules) {
        if (!all_hold(rule.when, raw, scratch.folded_slots)) continue;
        scratch.texts.insert(scratch.texts.end(), rule.values.begin(), rule.values.end());
        for (const std::uint32_t slot : rule.slots) add_slot(plan, raw, slot, scratch);
        if (!plan.field->list && !scratch.texts.empty()) return;
    }
}

/// { "column": "text" or ["text", …] } of the columns that are filled.
void add_object(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch) {
    std::string& json = scratch.hold();
    for (std::size_t i = 0; i < plan.slots.size(); ++i) {
        scratch.texts.clear();
        add_slot(plan, raw, plan.slots[i], scratch);
        if (scratch.texts.empty()) continue;
        json += json.empty() ? '{' : ',';
        append_json_string(json, plan.names[i]);
        json += scratch.texts.size() > 1 ? ":[" : ":";
        for (std::size_t k = 0; k < scratch.texts.size(); ++k) {
            if (k > 0) json += ',';
            append_json_or_string(json, scratch.texts[k]);
        }
        if (scratch.texts.size() > 1) json += ']';
    }
    scratch.texts.clear();
    if (!json.empty()) scratch.texts.push_back(json += '}');
}

void add_origin(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch) {
    switch (plan.origin) {
    case Origin::none:
        return;
    case Origin::rules:
        return add_rules(plan, raw, scratch);
    case Origin::object:
        return add_object(plan, raw, scratch);
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
        if (plan.absent)
            plan.text_template->render(raw, text,
                                       [&](auto value) { return means_nothing(plan, value, scratch); });
        else
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

/// What JSON texts hold at the path `inside`.
void look_inside(const FieldPlan& plan, Scratch& scratch) {
    const std::vector<std::string_view> wholes = scratch.texts;
    scratch.texts.clear();
    for (std::string_view whole : wholes) {
        plan.inside->read(whole, scratch.found);
        for (std::string& text : scratch.found[0]) {
            std::string& held = scratch.hold();
            held.swap(text);
            if (const auto part = trim(held); !part.empty()) scratch.texts.push_back(part);
        }
    }
}

/// The first group of the expression, or all that it matches; nothing without a match.
void extract_from(const re2::RE2& expression, std::string& text) {
    re2::StringPiece groups[2];
    const int wanted = expression.NumberOfCapturingGroups() > 0 ? 2 : 1;
    const bool found = expression.Match(text, 0, text.size(), re2::RE2::UNANCHORED, groups, wanted);
    text = found ? std::string(groups[wanted - 1]) : std::string();
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
    case Convert::department:
        out = department_of(text);
        break;
    default:
        out = text;
    }
    for (const auto& [regex, with] : plan.replace) re2::RE2::GlobalReplace(&out, *regex, with);
    if (plan.extract) extract_from(*plan.extract, out);
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

/// Each region becomes its départements.
void expand_regions(Scratch& scratch) {
    const std::vector<std::string_view> regions = scratch.texts;
    scratch.texts.clear();
    for (std::string_view region : regions)
        for (std::string_view department : departments_of_region(region)) scratch.texts.push_back(department);
}

/// Empty parts do not count; with `part` only that one is taken of each text.
void split_one(const FieldPlan& plan, std::string_view rest, Scratch& scratch) {
    for (std::size_t count = 0;;) {
        const std::size_t at = rest.find(plan.split);
        const std::string_view part = trim(rest.substr(0, at));
        if (!part.empty() && (plan.part == 0 || ++count == plan.part) && !means_nothing(plan, part, scratch))
            scratch.texts.push_back(part);
        if (at == rest.npos) return;
        rest.remove_prefix(at + plan.split.size());
    }
}

void split_all(const FieldPlan& plan, Scratch& scratch) {
    const std::vector<std::string_view> wholes = scratch.texts;
    scratch.texts.clear();
    for (std::string_view whole : wholes) split_one(plan, whole, scratch);
}

/// ["a", "b"] as JSON writes it; false when it is none.
bool open_json_array(std::string_view text, Scratch& scratch) {
    std::vector<std::string> items;
    if (!text.starts_with('[') || !json_array_items(text, items)) return false;
    for (std::string& item : items) {
        std::string& held = scratch.hold();
        held.swap(item);
        if (const auto trimmed = trim(held); !trimmed.empty()) scratch.texts.push_back(trimmed);
    }
    return true;
}

/// "['a', 'b']" and "{a,b}": what Python and PostgreSQL leave in the cells of exports.
void open_literals(Scratch& scratch) {
    const std::vector<std::string_view> wholes = scratch.texts;
    scratch.texts.clear();
    for (std::string_view whole : wholes) {
        if (open_json_array(whole, scratch)) continue;
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

namespace {

void gather_steps(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch, IssueSink* issues) {
    add_origin(plan, raw, scratch);
    if (plan.inside) look_inside(plan, scratch);
    if (!plan.field->list) reduce(plan, scratch);
    if (plan.convert == Convert::region_departments) expand_regions(scratch);
    const bool rewrites = plan.convert != Convert::none || !plan.replace.empty() || plan.extract;
    if (rewrites && plan.origin != Origin::days) rewrite_all(plan, scratch);
    if (!plan.split.empty())
        split_all(plan, scratch);
    else if (plan.field->list && plan.form != Form::json)
        open_literals(scratch);
    if (plan.values) look_up_all(plan, scratch, issues);
}

void gather_from(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch, IssueSink* issues) {
    if (all_hold(plan.when, raw, scratch.folded_slots)) gather_steps(plan, raw, scratch, issues);
    if (!scratch.texts.empty() || !plan.otherwise) return;
    gather_from(*plan.otherwise, raw, scratch, issues);
    if (scratch.texts.empty() && plan.otherwise->default_value)
        scratch.texts.push_back(*plan.otherwise->default_value);
}

} // namespace

void gather(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch, IssueSink* issues) {
    scratch.reset();
    gather_from(plan, raw, scratch, issues);
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
