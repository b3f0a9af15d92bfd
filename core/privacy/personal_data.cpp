#include "core/privacy/personal_data.hpp"
#include "core/privacy/contacts_in_text.hpp"
#include "core/text/generic_mailbox.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace moisson {
namespace {

struct Finding {
    std::size_t begin, end;
    PersonalData what;
};

constexpr std::string_view civilities = " mme mlle mr monsieur madame mademoiselle dr messieurs mesdames ";
// "rue du Dr Roux", "école Mme de Sévigné": a place, not somebody to be called.
constexpr std::string_view before_a_place = " rue avenue boulevard place allee impasse square quai chemin "
                                            "cours route ecole college lycee salle hopital "
                                            "clinique stade gymnase espace centre residence du des ";
constexpr std::string_view particles = " de du des d le la l van von el ben ";

bool stands_in(std::string_view word, std::string_view list) {
    return list.find(" " + std::string(word) + " ") != list.npos;
}

bool is_capital(std::string_view text, const WordInText& word) {
    const std::string_view written = text.substr(word.begin, word.end - word.begin);
    std::size_t at = 0;
    next_code_point(written, at);
    const std::string_view first = written.substr(0, at);
    return !first.empty() && !(first[0] >= '0' && first[0] <= '9') && to_lower(first) != first;
}

/// "M." needs its full stop: a single M is a staircase or a size.
bool opens_a_name(std::string_view text, const WordInText& word) {
    if (stands_in(word.folded, civilities)) return is_capital(text, word);
    return word.folded == "m" && text[word.begin] == 'M' && word.end < text.size() && text[word.end] == '.';
}

/// Whether it is worth cutting the text into words: most texts have no civility.
bool may_open_a_name(std::string_view text) {
    constexpr std::string_view beginnings[] = {"M.", "Mm", "MM", "Ml", "ML", "Mr", "MR", "Mo",
                                               "MO", "Ma", "MA", "Me", "ME", "Dr", "DR"};
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != 'M' && text[at] != 'D') continue;
        for (const std::string_view beginning : beginnings)
            if (text.substr(at).starts_with(beginning)) return true;
    }
    return false;
}

/// Whether it is worth looking for addresses and numbers: most texts have none. (find_first_of would search
/// its set anew for each letter.)
bool may_hold_contacts(std::string_view text) {
    return text.find('@') != text.npos || text.find('0') != text.npos || text.find('+') != text.npos;
}

/// Only blanks, full stops, hyphens and apostrophes stand between the words of a name.
bool is_joined(std::string_view text, const WordInText& before, const WordInText& after) {
    const std::string_view between = text.substr(before.end, after.begin - before.end);
    return between.size() <= 3 && between.find_first_of("\n\r,;:()") == between.npos;
}

void find_names(std::string_view text, std::vector<Finding>& findings) {
    std::vector<WordInText> words;
    find_words(text, words);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (!opens_a_name(text, words[i])) continue;
        if (i > 0 && stands_in(words[i - 1].folded, before_a_place)) continue;
        std::size_t last = i, next = i + 1;
        for (; next < words.size() && next <= i + 5 && is_joined(text, words[next - 1], words[next]);
             ++next) {
            if (is_capital(text, words[next]) && !opens_a_name(text, words[next]))
                last = next;
            else if (!stands_in(words[next].folded, particles))
                break;
        }
        if (last == i) continue;
        findings.push_back({words[i].begin, words[last].end, PersonalData::name});
        i = last;
    }
}

/// Whether redact_text() has to look closer: most texts hold nothing of anybody.
bool is_suspect(std::string_view text, bool names) {
    return may_hold_contacts(text) || (names && may_open_a_name(text));
}

std::string_view instead_of(PersonalData what) {
    switch (what) {
    case PersonalData::mailbox:
        return "[courriel retiré]";
    case PersonalData::mobile:
        return "[téléphone retiré]";
    default:
        return "[nom retiré]";
    }
}

void add_once(std::vector<PersonalData>& found, PersonalData what) {
    if (std::find(found.begin(), found.end(), what) == found.end()) found.push_back(what);
}

/// A person by the role of the field.
std::optional<PersonalData> is_personal_by_role(const Field& field) {
    if (field.role == Role::person_name || field.role == Role::given_name || field.role == Role::birth_date)
        return PersonalData::name;
    return std::nullopt;
}

/// Names behind a civility are looked for in prose only: a street or an organisation may bear one.
bool is_free_prose(const Field& field) {
    return (field.type == FieldType::text || field.type == FieldType::string) && field.values.empty() &&
           (field.role == Role::none || field.role == Role::description);
}

bool holds_text(const Field& field) {
    const bool text = field.type == FieldType::text || field.type == FieldType::string ||
                      field.type == FieldType::url || field.type == FieldType::json ||
                      field.type == FieldType::email;
    return text && field.values.empty() && field.role != Role::identifier && field.role != Role::parent &&
           field.role != Role::siret && field.role != Role::siren && field.role != Role::rna;
}

} // namespace

std::vector<PersonalData> redact_text(std::string& text, bool names) {
    std::vector<Finding> findings;
    std::vector<ContactInText> contacts;
    if (may_hold_contacts(text)) find_contacts(text, contacts);
    for (const ContactInText& contact : contacts) {
        const bool email = contact.type == ContactInText::Type::email;
        if (email ? is_personal_mailbox(contact.normal) : is_mobile_number(contact.normal))
            findings.push_back(
                {contact.begin, contact.end, email ? PersonalData::mailbox : PersonalData::mobile});
    }
    if (names && may_open_a_name(text)) find_names(text, findings);
    if (findings.empty()) return {};
    std::sort(findings.begin(), findings.end(),
              [](const Finding& a, const Finding& b) { return a.begin < b.begin; });
    std::vector<PersonalData> found;
    std::string kept;
    std::size_t from = 0;
    for (const Finding& finding : findings) {
        add_once(found, finding.what);
        if (finding.begin < from) continue;
        kept.append(text, from, finding.begin - from).append(instead_of(finding.what));
        from = finding.end;
    }
    text = kept.append(text, from);
    return found;
}

std::vector<PersonalData> detect_personal_data(const Field& field, const Value& value, Value& redacted) {
    if (is_absent(value)) return {};
    if (const auto person = is_personal_by_role(field)) {
        redacted = std::monostate();
        return {*person};
    }
    if (!holds_text(field)) return {};
    if (const auto* list = std::get_if<List>(&value)) {
        const bool names = is_free_prose(field);
        if (std::none_of(list->begin(), list->end(),
                         [&](const auto& item) { return is_suspect(item, names); }))
            return {};
        List kept;
        std::vector<PersonalData> found;
        for (const std::string& item : *list) {
            std::string text = item;
            const auto here = redact_text(text, names);
            for (const PersonalData what : here) add_once(found, what);
            if (here.empty() || field.type != FieldType::email) kept.push_back(std::move(text));
        }
        if (field.type == FieldType::email && !found.empty())
            std::erase_if(kept, [](const std::string& item) { return item.find('@') == item.npos; });
        if (found.empty()) return found;
        if (kept.empty())
            redacted = std::monostate();
        else
            redacted = std::move(kept);
        return found;
    }
    const auto* text = std::get_if<std::string>(&value);
    if (!text || !is_suspect(*text, is_free_prose(field))) return {};
    std::string rest = *text;
    std::vector<PersonalData> found = redact_text(rest, is_free_prose(field));
    if (found.empty()) return found;
    const bool prose =
        field.type == FieldType::text || field.type == FieldType::string || field.type == FieldType::json;
    if (prose)
        redacted = std::move(rest);
    else
        redacted = std::monostate();
    return found;
}

} // namespace moisson
