#include "core/golden/value_forms.hpp"

#include "core/linkage/normal/address.hpp"
#include "core/linkage/normal/names.hpp"
#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"
#include "core/text/phone.hpp"
#include "core/text/web.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace moisson {
namespace {

constexpr std::size_t longest_folded = 512;

/// Words only: what stands between them (dashes, commas, points, apostrophes) is spelling.
std::string words_of(std::string_view text) {
    std::string folded, words;
    fold_into(text, folded);
    words.reserve(folded.size());
    bool gap = false;
    for (const char c : folded) {
        const bool letter = is_digit(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80;
        if (letter && gap && !words.empty()) words += ' ';
        gap = !letter;
        if (letter) words += c;
    }
    return words;
}

/// "st jean" and "saint jean", "ste" and "sainte": the one abbreviation that names of places have.
std::string place_words(std::string_view text) {
    std::string out;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, end);
        if (word == "cedex") break; // what follows is a sorting office
        if (!out.empty()) out += ' ';
        out += word == "st" ? std::string_view("saint") : word == "ste" ? std::string_view("sainte") : word;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return out;
}

/// "12 r. Gambetta" and "12, RUE GAMBETTA"; as linking compares them, so that what it found alike is no
/// conflict.
std::string address_form(std::string_view text) {
    const NormalAddress address = normal_address(text);
    std::string out;
    for (const std::string* part : {&address.number, &address.street, &address.rest}) {
        if (part->empty()) continue;
        if (!out.empty()) out += ' ';
        out += *part;
    }
    return out.empty() ? place_words(words_of(text)) : out;
}

/// "C.C.A.S." and "Centre communal d'action sociale".
std::string name_form(std::string_view text) {
    std::string name = normal_name(text);
    return name.empty() ? words_of(text) : name;
}

/// Without scheme, "www." and a slash at the end.
std::string web_form(std::string_view text) {
    std::string url;
    if (!normalise_url(text, url)) return words_of(text);
    std::string_view rest = url;
    rest.remove_prefix(rest.find("//") + 2);
    if (rest.starts_with("www.")) rest.remove_prefix(4);
    while (rest.ends_with('/')) rest.remove_suffix(1);
    return std::string(rest);
}

std::string digits_and_capitals(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (is_digit(c) || is_letter(c)) out += upper(c);
    return out;
}

bool is_url(const Field& field) { return field.type == FieldType::url || field.role == Role::website; }
bool is_phone(const Field& field) { return field.type == FieldType::phone || field.role == Role::phone; }
bool is_email(const Field& field) { return field.type == FieldType::email || field.role == Role::email; }

std::string number_form(double number) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return std::string(text, end);
}

bool is_prose(const Field& field) { return field.type == FieldType::text || field.role == Role::description; }

std::vector<std::string_view> split_form(std::string_view form, char separator) {
    std::vector<std::string_view> parts;
    while (!form.empty()) {
        const std::size_t end = std::min(form.find(separator), form.size());
        if (end > 0) parts.push_back(form.substr(0, end));
        form.remove_prefix(std::min(end + 1, form.size()));
    }
    std::sort(parts.begin(), parts.end());
    return parts;
}

/// Every word of the shorter stands in the longer; codes and addresses: one begins with the other ("1999",
/// "1999-05-01"; "exemple.fr", "exemple.fr/contact").
bool says_less(const Field& field, std::string_view a, std::string_view b) {
    if (is_url(field))
        return b.starts_with(a) && b.size() > a.size() && (b[a.size()] == '/' || b[a.size()] == '?');
    if (field.type == FieldType::date || field.type == FieldType::datetime) return b.starts_with(a);
    if (!field.values.empty() && !field.list) return false;
    switch (field.type) {
    case FieldType::string:
    case FieldType::text:
        break;
    default:
        if (!field.list) return false;
    }
    const auto words = split_form(a, field.list ? '\n' : ' ');
    const auto longer = split_form(b, field.list ? '\n' : ' ');
    return words.size() < longer.size() &&
           std::includes(longer.begin(), longer.end(), words.begin(), words.end());
}

/// Arrondissements of Paris, Lyon and Marseille are more precise forms of their town.
bool is_town_of(std::string_view town, std::string_view district) {
    return (town == "75056" && district.starts_with("751")) ||
           (town == "69123" && district.starts_with("6938")) ||
           (town == "13055" && district.starts_with("132"));
}

} // namespace

std::string text_form(const Field& field, const std::string& text) {
    std::string out;
    if (is_phone(field)) return normalise_phone(text, out) ? out : digits_and_capitals(text);
    if (is_email(field)) return normalise_email(text, out) ? out : ascii_lower(text);
    if (is_url(field)) return web_form(text);
    switch (field.role) {
    case Role::siret:
    case Role::siren:
    case Role::rna:
    case Role::postcode:
    case Role::insee_code:
        return digits_and_capitals(text);
    case Role::municipality:
        return place_words(words_of(text));
    case Role::street_address:
        return address_form(text);
    case Role::organisation_name:
        return text.size() > longest_folded ? text : name_form(text);
    default:
        break;
    }
    // A code of a closed list, a parent's id, JSON and prose are what they are.
    const bool verbatim = !field.values.empty() || field.role == Role::parent ||
                          field.type == FieldType::json || field.role == Role::opening_hours ||
                          text.size() > longest_folded;
    return verbatim ? text : words_of(text);
}

static std::string list_form(const Field& field, const List& list) {
    std::vector<std::string> forms;
    for (const std::string& item : list) forms.push_back(text_form(field, item));
    std::sort(forms.begin(), forms.end());
    forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
    std::string out;
    for (const std::string& form : forms) out += form + '\n';
    return out;
}

std::string value_form(const Field& field, const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return text_form(field, *text);
    if (const auto* list = std::get_if<List>(&value)) return list_form(field, *list);
    if (const auto* number = std::get_if<double>(&value)) return number_form(*number);
    if (const auto* whole = std::get_if<std::int64_t>(&value))
        return number_form(static_cast<double>(*whole));
    if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "yes" : "no";
    return {};
}

Relation relate_forms(const Field& field, std::string_view form_a, std::string_view form_b) {
    if (form_a == form_b) return Relation::same;
    if (is_prose(field)) return form_a.size() < form_b.size() ? Relation::less : Relation::more;
    if (field.role == Role::insee_code) {
        if (is_town_of(form_a, form_b)) return Relation::less;
        return is_town_of(form_b, form_a) ? Relation::more : Relation::different;
    }
    if (says_less(field, form_a, form_b)) return Relation::less;
    return says_less(field, form_b, form_a) ? Relation::more : Relation::different;
}

Relation relate(const Field& field, const Value& a, const Value& b) {
    if (a == b) return Relation::same;
    return relate_forms(field, value_form(field, a), value_form(field, b));
}

bool can_disagree(const Field& field) {
    return !field.list && field.role != Role::update_date && field.role != Role::parent &&
           field.role != Role::latitude && field.role != Role::longitude;
}

bool disagree(const Field& field, const Value& a, const Value& b) {
    return can_disagree(field) && !is_absent(a) && !is_absent(b) &&
           relate(field, a, b) == Relation::different;
}

std::size_t amount_said(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return text->size();
    if (const auto* list = std::get_if<List>(&value)) return list->size();
    if (const auto* number = std::get_if<double>(&value)) return number_form(*number).size();
    return is_absent(value) ? 0 : 1;
}

} // namespace moisson
