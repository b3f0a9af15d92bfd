// Taking out of records and texts what the opposition list names.
#include "core/mapping/value_map.hpp"
#include "core/privacy/contacts_in_text.hpp"
#include "core/privacy/opposition.hpp"
#include "core/privacy/opposition_token.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {
namespace {

/// Nothing stands there but forgotten passages, signs and blanks.
bool says_nothing_else(std::string text) {
    for (std::size_t at = text.find(forgotten_text); at != text.npos; at = text.find(forgotten_text))
        text.erase(at, forgotten_text.size());
    return std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c));
    });
}

/// Each run of `count` words: where it stands, and what it is digested as.
template<class Visit>
void for_each_window(const std::vector<WordInText>& words, std::size_t count, const Visit& visit) {
    for (std::size_t first = 0; first + count <= words.size(); ++first) {
        std::vector<std::string> window;
        for (std::size_t i = first; i < first + count; ++i) window.push_back(words[i].folded);
        visit(words[first].begin, words[first + count - 1].end, token_of_words(std::move(window)));
    }
}

template<class Change>
bool change_strings(nlohmann::json& node, const Change& change) {
    bool changed = false;
    if (node.is_string()) {
        auto text = node.get<std::string>();
        if (change(text)) {
            node = text;
            changed = true;
        }
    } else if (node.is_structured()) {
        for (auto& child : node) changed |= change_strings(child, change);
    }
    return changed;
}

} // namespace

std::vector<OppositionList::Passage> OppositionList::passages(std::string_view text,
                                                              bool all_contacts) const {
    std::vector<Passage> found;
    std::vector<ContactInText> contacts;
    if (text.find('@') != text.npos || text.find_first_of("0+") != text.npos) find_contacts(text, contacts);
    std::vector<WordInText> words;
    for (const auto& group : groups_) {
        if (group->word_counts.empty()) continue;
        if (words.empty()) find_words(text, words);
        for (const unsigned count : group->word_counts)
            for_each_window(words, count, [&](std::size_t begin, std::size_t end, const std::string& token) {
                if (forgets(token)) found.push_back({begin, end});
            });
    }
    for (const ContactInText& contact : contacts) {
        const bool email = contact.type == ContactInText::Type::email;
        const bool pattern = std::any_of(patterns_.begin(), patterns_.end(), [&](const std::string& one) {
            return email && matches_wildcard(one, contact.normal);
        });
        // An address that spells a forgotten name is that person's.
        const bool named = std::any_of(found.begin(), found.end(), [&](const Passage& one) {
            return email && one.begin < contact.end && one.end > contact.begin;
        });
        if (all_contacts || pattern || named || forgets((email ? "email:" : "phone:") + contact.normal))
            found.push_back({contact.begin, contact.end});
    }
    std::sort(found.begin(), found.end(), [](const Passage& a, const Passage& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
    });
    return found;
}

bool OppositionList::holds(std::string_view text) const { return !empty() && !passages(text, false).empty(); }

bool OppositionList::erase_passages(std::string& text, bool all_contacts) const {
    const std::vector<Passage> found = passages(text, all_contacts);
    if (found.empty()) return false;
    std::string kept;
    std::size_t from = 0;
    for (const Passage& passage : found) {
        if (passage.begin >= from) kept.append(text, from, passage.begin - from).append(forgotten_text);
        from = std::max(from, passage.end); // what overlaps is one passage
    }
    text = kept.append(text, from);
    return true;
}

bool OppositionList::erase_text(std::string& text) const { return !empty() && erase_passages(text, false); }

bool OppositionList::erase_json(std::string& text, bool all_contacts) const {
    nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_discarded()) return erase_passages(text, all_contacts);
    if (!change_strings(document, [&](std::string& part) { return erase_passages(part, all_contacts); }))
        return false;
    text = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return true;
}

bool OppositionList::erase_value(const Field& field, Value& value, bool all_contacts) const {
    if (auto* list = std::get_if<List>(&value)) {
        bool changed = false;
        for (std::string& item : *list) changed |= erase_passages(item, all_contacts);
        std::erase(*list, std::string(forgotten_text));
        if (changed && list->empty()) value = std::monostate();
        return changed;
    }
    auto* text = std::get_if<std::string>(&value);
    if (!text) return false;
    if (field.type == FieldType::json) return erase_json(*text, all_contacts);
    std::string rest = *text;
    if (!erase_passages(rest, all_contacts)) return false;
    const bool prose = field.type == FieldType::string || field.type == FieldType::text;
    if (prose && !says_nothing_else(rest))
        *text = std::move(rest);
    else if (prose && field.required)
        *text = forgotten_text;
    else
        value = std::monostate();
    return true;
}

std::size_t OppositionList::erase(const Kind& kind, std::string_view feed, Record& record) const {
    if (empty()) return 0;
    const bool personal = names_record(kind.name, feed, record.id);
    const bool whole = personal && drops(kind.name, feed, record.id);
    std::size_t changed = 0;
    for (std::size_t i = 0; i < record.values.size() && i < kind.fields.size(); ++i) {
        const Field& field = kind.fields[i];
        Value& value = record.values[i];
        if (is_absent(value)) continue;
        if (whole || (personal && is_about_a_person(field))) {
            value = std::monostate();
            ++changed;
        } else if (field.values.empty() && field.role != Role::parent && field.role != Role::identifier) {
            changed += erase_value(field, value, personal);
        }
    }
    return changed;
}

} // namespace moisson
