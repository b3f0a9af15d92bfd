#include "core/report/report_values.hpp"

#include "core/export/json_text.hpp"
#include "core/text/utf8.hpp"

namespace moisson {
namespace {

const Value not_there;

std::string label_of(const Field& field, const std::string& code) {
    const auto found = field.value_index.find(code);
    if (found == field.value_index.end()) return code;
    const std::string& label = field.values[found->second].label;
    return label.empty() ? code : label;
}

/// "+33474001000" as people in France write it: "04 74 00 10 00".
std::string national_phone(const std::string& phone) {
    if (!phone.starts_with("+33") || phone.size() != 12) return phone;
    std::string out = "0" + phone.substr(3, 1);
    for (std::size_t at = 4; at < phone.size(); at += 2) out += "\u00a0" + phone.substr(at, 2);
    return out;
}

std::string whole_text(const Field& field, const Value& value) {
    if (const auto* phone = std::get_if<std::string>(&value); phone && field.type == FieldType::phone)
        return national_phone(*phone);
    if (const auto* text = std::get_if<std::string>(&value)) return label_of(field, *text);
    if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "oui" : "non";
    std::string out;
    if (const auto* list = std::get_if<List>(&value)) {
        for (const std::string& item : *list) out += (out.empty() ? "" : ", ") + label_of(field, item);
        return out;
    }
    append_scalar(out, value);
    return out;
}

} // namespace

std::string shown_to_people(const Field& field, const Value& value) {
    constexpr std::size_t longest = 160;
    const std::string text = whole_text(field, value);
    const std::string_view shown = code_point_prefix(text, longest);
    return shown.size() == text.size() ? text : std::string(shown) + "…";
}

const Value& MemberView::own(const GoldenRecord& member, std::uint16_t field) {
    return field < member.record.values.size() ? member.record.values[field] : not_there;
}

std::string MemberView::text(const GoldenRecord& member, std::uint16_t field) {
    return shown_to_people(kind_.fields[field], published(member, field));
}

std::string MemberView::name(const GoldenRecord& member) {
    for (const Role role : {Role::organisation_name, Role::title, Role::person_name})
        if (const int field = kind_.find(role); field >= 0) {
            std::string name = text(member, static_cast<std::uint16_t>(field));
            if (!name.empty()) return name;
        }
    return member.sources.front().id;
}

std::string_view MemberView::day(const GoldenRecord& member) const {
    if (date_ < 0) return {};
    const auto* text = std::get_if<std::string>(&own(member, static_cast<std::uint16_t>(date_)));
    return text ? std::string_view(*text).substr(0, 10) : std::string_view();
}

} // namespace moisson
