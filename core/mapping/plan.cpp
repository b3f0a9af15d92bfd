#include "core/mapping/plan.hpp"

#include "core/text/fold.hpp"

#include <algorithm>
#include <re2/re2.h>
#include <stdexcept>

namespace moisson {
namespace {

using Named = std::pair<std::string_view, Form>;

[[noreturn]] void refuse(const FieldMapping& mapping, const std::string& message) {
    throw std::invalid_argument("field " + mapping.field + ": " + message);
}

bool has_check(const Field& field, std::string_view name) {
    return std::find(field.checks.begin(), field.checks.end(), name) != field.checks.end();
}

Form form_of_type(const Field& field) {
    switch (field.type) {
    case FieldType::text:
        return Form::text;
    case FieldType::date:
        return Form::date;
    case FieldType::datetime:
        return Form::datetime;
    case FieldType::url:
        return Form::url;
    case FieldType::email:
        return Form::email;
    case FieldType::phone:
        return Form::phone;
    case FieldType::integer:
        return Form::integer;
    case FieldType::number:
        return Form::number;
    case FieldType::boolean:
        return Form::boolean;
    case FieldType::json:
        return Form::json;
    case FieldType::string:
        break;
    }
    for (const auto& [check, form] :
         {Named{"siret-luhn", Form::siret}, Named{"siren-luhn", Form::siren}, Named{"rna", Form::rna},
          Named{"postcode", Form::postcode}, Named{"insee-code", Form::insee_code},
          Named{"zone-code", Form::zone_code}, Named{"opening-hours", Form::opening_hours}})
        if (has_check(field, check)) return form;
    return Form::line;
}

Form choose_form(const Field& field, const FieldMapping& mapping) {
    if (field.role == Role::identifier || field.role == Role::parent) return Form::key;
    if (mapping.convert == "opening-hours" || !mapping.days.empty()) return Form::opening_hours;
    if (mapping.clean == "none") return field.type == FieldType::text ? Form::text : Form::line;
    for (const auto& [name, form] :
         {Named{"siret", Form::siret}, Named{"siren", Form::siren}, Named{"phone", Form::phone},
          Named{"email", Form::email}, Named{"url", Form::url}})
        if (mapping.clean == name) return form;
    if (!field.values.empty()) return Form::closed_list;
    const Form form = form_of_type(field);
    return form == Form::line && !mapping.format.empty() ? Form::date : form;
}

Convert choose_convert(const FieldMapping& mapping) {
    if (!mapping.days.empty()) return Convert::opening_hours;
    if (mapping.convert.empty()) return Convert::none;
    for (const auto& [name, convert] :
         {std::pair<std::string_view, Convert>{"html-to-text", Convert::html_to_text},
          {"lower", Convert::lower},
          {"upper", Convert::upper},
          {"latitude", Convert::latitude},
          {"longitude", Convert::longitude},
          {"opening-hours", Convert::opening_hours},
          {"department", Convert::department},
          {"departments-of-region", Convert::region_departments}})
        if (mapping.convert == name) return convert;
    refuse(mapping, "unknown convert \"" + mapping.convert + "\"");
}

void compile_columns(const FieldMapping& mapping, SelectorList& selectors, FieldPlan& plan) {
    const bool digest = !mapping.digest.empty();
    plan.origin = digest ? Origin::digest : mapping.pick == "object" ? Origin::object : Origin::columns;
    for (const std::string& input : digest ? mapping.digest : mapping.inputs)
        plan.slots.push_back(selectors.slot(input));
    if (plan.origin == Origin::object) plan.names = mapping.inputs;
    if (mapping.whole_record) plan.slots.push_back(selectors.slot(std::string(whole_record_selector)));
    if (plan.slots.empty()) refuse(mapping, "no column, template or value");
}

void compile_rules(const FieldMapping& mapping, SelectorList& selectors, FieldPlan& plan) {
    plan.origin = Origin::rules;
    for (const Rule& rule : mapping.rules) {
        RulePlan& compiled = plan.rules.emplace_back();
        compiled.when = compile_conditions(rule.when, selectors);
        compiled.values = rule.values;
        for (const std::string& column : rule.columns) compiled.slots.push_back(selectors.slot(column));
    }
}

void compile_origin(const FieldMapping& mapping, SelectorList& selectors, FieldPlan& plan) {
    if (mapping.constant) {
        plan.origin = Origin::constant;
        plan.constant = *mapping.constant;
    } else if (!mapping.template_text.empty()) {
        plan.origin = Origin::text_template;
        plan.text_template.emplace(mapping.template_text, selectors);
    } else if (!mapping.rules.empty()) {
        compile_rules(mapping, selectors, plan);
    } else if (!mapping.days.empty()) {
        plan.origin = Origin::days;
        for (const auto& [day, columns] : mapping.days)
            for (const std::string& column : columns) {
                plan.slots.push_back(selectors.slot(column));
                plan.days.push_back(day);
            }
    } else {
        compile_columns(mapping, selectors, plan);
    }
    plan.pick = mapping.pick == "join" ? Pick::join : mapping.pick == "all" ? Pick::all : Pick::first;
    plan.join = mapping.join;
    plan.split = mapping.split;
    plan.part = mapping.part;
    plan.when = compile_conditions(mapping.when, selectors);
    if (!mapping.inside.empty()) plan.inside.emplace().add(mapping.inside);
}

void compile_regexes(const FieldMapping& mapping, FieldPlan& plan) {
    for (const auto& [pattern, with] : mapping.replace) {
        auto regex = std::make_shared<const re2::RE2>(pattern, re2::RE2::Quiet);
        std::string error;
        if (!regex->ok()) refuse(mapping, "replace: " + regex->error());
        if (!regex->CheckRewriteString(with, &error)) refuse(mapping, "replace: " + error);
        plan.replace.emplace_back(std::move(regex), with);
    }
    if (mapping.extract.empty()) return;
    plan.extract = std::make_shared<const re2::RE2>(mapping.extract, re2::RE2::Quiet);
    if (!plan.extract->ok()) refuse(mapping, "extract: " + plan.extract->error());
}

/// What means nothing, for this field and for the whole source, found as in a value table.
void compile_absent(const FeedConfig& feed, const FieldMapping& mapping, FieldPlan& plan) {
    ValueTable table;
    for (const auto* list : {&mapping.absent, &feed.source.absent})
        for (const std::string& text : *list) table.map.emplace_back(text, std::vector<std::string>());
    if (!table.map.empty()) plan.absent = std::make_shared<const ValueMap>(table);
}

void compile_values(const FeedConfig& feed, const FieldMapping& mapping, FieldPlan& plan) {
    if (!plan.field->values.empty()) plan.closed_list = std::make_shared<ClosedList>(*plan.field);
    if (mapping.values.empty()) return;
    const auto table = feed.values.find(mapping.values);
    if (table == feed.values.end()) refuse(mapping, "there is no table [values." + mapping.values + "]");
    plan.values = std::make_shared<ValueMap>(table->second);
}

void compile_formats(const FieldMapping& mapping, FieldPlan& plan) {
    plan.convert = choose_convert(mapping);
    if (!mapping.format.empty()) {
        plan.format = DateFormat::compile(mapping.format);
        if (!plan.format)
            refuse(mapping, "the format \"" + mapping.format + "\" names no day, month and year");
    }
    if (mapping.number == "decimal-comma") plan.mark = DecimalMark::comma;
    if (mapping.number == "decimal-point") plan.mark = DecimalMark::point;
    plan.truncate = mapping.truncate;
    plan.default_value = mapping.default_value;
}

void compile_checks(const FieldMapping& mapping, FieldPlan& plan) {
    const Field& field = *plan.field;
    if (!field.pattern.empty()) plan.pattern.emplace(field.pattern, field.compiled_pattern);
    plan.no_trailing_dot = has_check(field, "no-trailing-dot");
    plan.since_2000 = has_check(field, "since-2000");
    plan.not_in_future = has_check(field, "not-in-future");
    // Without an update date the record carries the date of its last change seen: never a reason to lose it.
    plan.fatal = field.required && field.role != Role::update_date && !mapping.may_lack;
}

bool is_plain(const FieldPlan& plan) {
    return plan.origin == Origin::columns && plan.slots.size() == 1 && plan.pick == Pick::first &&
           plan.when.empty() && !plan.field->list && plan.convert == Convert::none && plan.replace.empty() &&
           plan.split.empty() && !plan.values && !plan.truncate && plan.form != Form::json && !plan.inside &&
           !plan.absent && !plan.extract && !plan.otherwise;
}

FieldPlan compile_field(const FeedConfig& feed, const Kind& kind, std::size_t index,
                        const FieldMapping& mapping, SelectorList& selectors) {
    FieldPlan plan;
    plan.index = index;
    plan.field = &kind.fields[index];
    plan.form = choose_form(*plan.field, mapping);
    compile_origin(mapping, selectors, plan);
    compile_regexes(mapping, plan);
    compile_absent(feed, mapping, plan);
    compile_values(feed, mapping, plan);
    compile_formats(mapping, plan);
    compile_checks(mapping, plan);
    if (mapping.otherwise)
        plan.otherwise = std::make_shared<const FieldPlan>(
            compile_field(feed, kind, index, *mapping.otherwise, selectors));
    plan.plain = is_plain(plan);
    return plan;
}

const FieldMapping* find_mapping(const KindMapping& mapping, std::string_view field) {
    for (const FieldMapping& candidate : mapping.fields)
        if (candidate.field == field) return &candidate;
    return nullptr;
}

bool is_never_stored(const FeedConfig& feed, const std::string& field) {
    const auto rule = feed.personal_data.find(field);
    return rule != feed.personal_data.end() && rule->second == "never-store";
}

void collect_slots(KindPlan& plan) {
    const auto add = [&](const FieldPlan& field) {
        const auto slots = field.all_slots();
        plan.slots.insert(plan.slots.end(), slots.begin(), slots.end());
    };
    add(plan.id);
    for (const FieldPlan& field : plan.fields) add(field);
    add_slots(plan.when, plan.slots);
    std::sort(plan.slots.begin(), plan.slots.end());
    plan.slots.erase(std::unique(plan.slots.begin(), plan.slots.end()), plan.slots.end());
}

std::optional<Crs> declared_crs(const FeedConfig& feed) {
    if (feed.source.geo_crs.empty()) return std::nullopt;
    const auto code = parse_crs_code(feed.source.geo_crs);
    auto crs = code ? find_crs(*code) : std::nullopt;
    if (!crs) throw std::invalid_argument("unknown coordinate system \"" + feed.source.geo_crs + "\"");
    return crs;
}

/// In metres, X comes first by custom.
PairOrder pair_order(const FeedConfig& feed, bool projected) {
    if (feed.source.geo_order.empty()) return projected ? PairOrder::longitude_first : PairOrder::usual;
    return feed.source.geo_order == "lat-lon" ? PairOrder::latitude_first : PairOrder::longitude_first;
}

void compile_geo(const FeedConfig& feed, KindPlan& plan) {
    const auto crs = declared_crs(feed);
    const bool projected = crs && crs->is_projected();
    for (FieldPlan& field : plan.fields) field.pair_order = pair_order(feed, projected);
    if (projected) plan.projection = std::make_shared<Projection>(*crs);
}

void find_position(KindPlan& plan) {
    const int latitude = plan.schema->find(Role::latitude), longitude = plan.schema->find(Role::longitude);
    const auto mapped = [&](int index) {
        return std::any_of(plan.fields.begin(), plan.fields.end(),
                           [&](const FieldPlan& field) { return static_cast<int>(field.index) == index; });
    };
    if (latitude < 0 || longitude < 0 || !mapped(latitude) || !mapped(longitude)) return;
    plan.latitude = latitude;
    plan.longitude = longitude;
}

} // namespace

std::vector<std::uint32_t> FieldPlan::all_slots() const {
    std::vector<std::uint32_t> all = slots;
    if (text_template)
        for (std::uint32_t slot : text_template->slots()) all.push_back(slot);
    add_slots(when, all);
    for (const RulePlan& rule : rules) {
        add_slots(rule.when, all);
        all.insert(all.end(), rule.slots.begin(), rule.slots.end());
    }
    if (otherwise)
        for (const std::uint32_t slot : otherwise->all_slots()) all.push_back(slot);
    return all;
}

KindPlan compile_kind(const FeedConfig& feed, const KindMapping& mapping, const Schema& schema,
                      SelectorList& selectors) {
    const int found = schema.find(mapping.kind);
    if (found < 0) throw std::invalid_argument("no schema describes the kind \"" + mapping.kind + "\"");
    KindPlan plan;
    plan.kind = static_cast<std::uint16_t>(found);
    plan.schema = &schema.kind(plan.kind);
    for (std::size_t i = 0; i < plan.schema->fields.size(); ++i) {
        const Field& field = plan.schema->fields[i];
        const FieldMapping* source = field.is_mappable() ? find_mapping(mapping, field.name) : nullptr;
        if (field.role == Role::identifier && source) {
            plan.id = compile_field(feed, *plan.schema, i, *source, selectors);
            plan.unmapped.push_back(i); // the identifier lives in Record::id
        } else if (source && !is_never_stored(feed, field.name)) {
            plan.fields.push_back(compile_field(feed, *plan.schema, i, *source, selectors));
        } else {
            plan.unmapped.push_back(i);
        }
    }
    if (!plan.id.field)
        throw std::invalid_argument("the kind \"" + mapping.kind + "\" has no identifier mapped");
    plan.when = compile_conditions(mapping.when, selectors);
    collect_slots(plan);
    find_position(plan);
    compile_geo(feed, plan);
    plan.shares_rows = feed.mappings.size() > 1;
    return plan;
}

} // namespace moisson
