#include "core/mapping/forms.hpp"

#include "core/mapping/forms_code.hpp"
#include "core/mapping/forms_hours.hpp"
#include "core/mapping/forms_text.hpp"
#include "core/mapping/json_paths.hpp"
#include "core/text/coordinates.hpp"
#include "core/text/phone.hpp"
#include "core/text/web.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

std::string& text_of(Value& value) {
    if (auto* text = std::get_if<std::string>(&value)) return *text;
    return value.emplace<std::string>();
}

/// Assigning to the variant itself goes through a visitor each time.
template<typename T>
void set(Value& value, T content) {
    if (auto* held = std::get_if<T>(&value))
        *held = content;
    else
        value.emplace<T>(content);
}

List& list_of(Value& value) {
    if (auto* list = std::get_if<List>(&value)) return *list;
    return value.emplace<List>();
}

bool write_closed(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    if (const std::string* value = plan.closed_list->find(text, context.scratch.folded)) {
        out.assign(*value);
        return true;
    }
    const std::string& near_value = plan.closed_list->nearest(text);
    refuse_value(
        plan, context, "record.unknown-value", text,
        "La valeur %v n'est pas dans la liste du champ %f" +
            (near_value.empty() ? std::string(" : ") : " (vouliez-vous dire « " + near_value + " » ?) : ") +
            "corrigez-la, ou ajoutez une table de correspondance.");
    return false;
}

bool write_contact(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    if (plan.form == Form::phone) {
        if (normalise_phone(text, out)) return true;
        refuse_value(
            plan, context, "record.phone", text,
            "%v n'est pas un numéro de téléphone : donnez un seul numéro, par exemple 01 23 45 67 89.");
        return false;
    }
    if (plan.form == Form::email) {
        if (normalise_email(text, out)) return check_text_bounds(plan, out, context);
        refuse_value(plan, context, "record.email", text,
                     "%v n'est pas une adresse électronique : donnez une seule adresse, par exemple "
                     "contact@exemple.fr.");
        return false;
    }
    if (normalise_url(text, out)) return check_text_bounds(plan, out, context);
    refuse_value(plan, context, "record.url", text,
                 "%v n'est pas une adresse web : donnez-la en entier, par exemple https://www.exemple.fr.");
    return false;
}

bool write_json(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    const bool structured = text.front() == '{' || text.front() == '[' || text.front() == '"';
    if (!structured) {
        out =
            nlohmann::json(std::string(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        return true;
    }
    const auto json = is_shallow_json(text) ? nlohmann::json::parse(text, nullptr, false)
                                            : nlohmann::json(nlohmann::json::value_t::discarded);
    if (json.is_discarded()) {
        refuse_value(plan, context, "record.json", text, "Le champ %f n'est pas du JSON lisible : %v.");
        return false;
    }
    out = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return true;
}

std::optional<double> read_number(const FieldPlan& plan, std::string_view text) {
    if (plan.convert == Convert::latitude || plan.convert == Convert::longitude)
        if (const auto pair = parse_pair(text, plan.pair_order))
            return plan.convert == Convert::latitude ? pair->latitude : pair->longitude;
    return parse_decimal(text, plan.mark);
}

bool is_position(const Field& field) { return field.role == Role::latitude || field.role == Role::longitude; }

/// Positions are judged as a pair, where the message can say "swapped" (see positions.cpp).
bool is_in_bounds(const FieldPlan& plan, double number, std::string_view text, FormContext& context) {
    const Field& field = *plan.field;
    const bool inside =
        (!field.minimum || number >= *field.minimum) && (!field.maximum || number <= *field.maximum);
    if (inside || is_position(field)) return true;
    refuse_value(plan, context, "record.out-of-range", text,
                 "La valeur %v du champ %f est hors des bornes permises : corrigez-la.");
    return false;
}

void write_number(const FieldPlan& plan, std::string_view text, Value& out, FormContext& context) {
    const auto number = read_number(plan, text);
    if (!number)
        refuse_value(plan, context, "record.number", text,
                     "%v n'est pas un nombre : le champ %f attend par exemple 48,8566.");
    if (number && is_in_bounds(plan, *number, text, context))
        set(out, *number);
    else
        out = std::monostate();
}

void write_integer(const FieldPlan& plan, std::string_view text, Value& out, FormContext& context) {
    const auto number = parse_integer(text, plan.mark);
    if (!number)
        refuse_value(plan, context, "record.number", text,
                     "%v n'est pas un nombre entier : corrigez le champ %f.");
    if (number && is_in_bounds(plan, static_cast<double>(*number), text, context))
        set(out, *number);
    else
        out = std::monostate();
}

void write_boolean(const FieldPlan& plan, std::string_view text, Value& out, FormContext& context) {
    if (const auto flag = parse_boolean(text)) {
        out = *flag;
        return;
    }
    refuse_value(plan, context, "record.boolean", text, "%v n'est ni oui ni non : corrigez le champ %f.");
    out = std::monostate();
}

/// JSON array of a list field: one item per element.
void open_json_arrays(Scratch& scratch) {
    const std::vector<std::string_view> wholes = scratch.texts;
    scratch.texts.clear();
    for (std::string_view whole : wholes) {
        const bool array = whole.starts_with('[') && is_shallow_json(whole);
        const auto json = array ? nlohmann::json::parse(whole, nullptr, false)
                                : nlohmann::json(nlohmann::json::value_t::discarded);
        if (!json.is_array()) {
            scratch.texts.push_back(whole);
            continue;
        }
        for (const auto& item : json) {
            std::string& text = scratch.hold();
            text = item.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
            scratch.texts.push_back(text);
        }
    }
}

void check_items(const FieldPlan& plan, List& list, FormContext& context) {
    const Field& field = *plan.field;
    if (!field.exclusive.empty() && list.size() > 1 &&
        std::find(list.begin(), list.end(), field.exclusive) != list.end())
        context.issues.add(
            Severity::error, "record.exclusive-value", plan.field, field.exclusive,
            "%v ne peut pas être combiné avec d'autres valeurs du champ %f : gardez l'un ou les autres.");
    if (field.min_items && !list.empty() && list.size() < *field.min_items) {
        warn_value(plan, context, "record.too-few-items", list.front(),
                   "Le champ %f demande au moins " + std::to_string(*field.min_items) +
                       " valeurs : complétez-le.");
        list.clear();
    }
}

} // namespace

void refuse_value(const FieldPlan& plan, FormContext& context, std::string_view code, std::string_view value,
                  std::string_view sentence) {
    const bool fatal = plan.fatal && !plan.field->list && !plan.default_value;
    context.issues.add(fatal ? Severity::error : Severity::warning, code, plan.field, value, sentence);
}

void warn_value(const FieldPlan& plan, FormContext& context, std::string_view code, std::string_view value,
                std::string_view sentence) {
    context.issues.add(Severity::warning, code, plan.field, value, sentence);
}

bool write_text_form(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    switch (plan.form) {
    case Form::key:
        return write_key(plan, text, out, context);
    case Form::date:
    case Form::datetime:
        return write_date(plan, text, out, context);
    case Form::url:
    case Form::email:
    case Form::phone:
        return write_contact(plan, text, out, context);
    case Form::json:
        return write_json(plan, text, out, context);
    case Form::siret:
    case Form::siren:
    case Form::rna:
        return write_register_number(plan, text, out, context);
    case Form::postcode:
    case Form::insee_code:
    case Form::zone_code:
        return write_geo_code(plan, text, out, context);
    case Form::opening_hours:
        return write_opening_hours(plan, text, out, context);
    case Form::closed_list:
        return write_closed(plan, text, out, context);
    default:
        return write_free_text(plan, text, out, context);
    }
}

void write_scalar(const FieldPlan& plan, std::string_view text, Value& out, FormContext& context) {
    switch (plan.form) {
    case Form::integer:
        return write_integer(plan, text, out, context);
    case Form::number:
        return write_number(plan, text, out, context);
    case Form::boolean:
        return write_boolean(plan, text, out, context);
    default:
        if (!write_text_form(plan, text, text_of(out), context)) out = std::monostate();
    }
}

void write_list(const FieldPlan& plan, Value& out, FormContext& context) {
    if (plan.form == Form::json) open_json_arrays(context.scratch);
    List& list = list_of(out);
    std::size_t count = 0;
    for (std::string_view text : context.scratch.texts) {
        if (count == list.size()) list.emplace_back();
        if (!write_text_form(plan, text, list[count], context)) continue;
        const auto end = list.begin() + static_cast<std::ptrdiff_t>(count);
        if (std::find(list.begin(), end, list[count]) == end) ++count;
    }
    list.resize(count);
    check_items(plan, list, context);
    if (list.empty()) out = std::monostate();
}

} // namespace moisson
