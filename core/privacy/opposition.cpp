#include "core/privacy/opposition.hpp"
#include "core/change/alias_groups.hpp"
#include "core/mapping/value_map.hpp"
#include "core/model/digest.hpp"
#include "core/privacy/contacts_in_text.hpp"
#include "core/privacy/opposition_token.hpp"
#include "core/text/fold.hpp"
#include "core/text/hmac.hpp"
#include "core/text/phone.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace moisson {
namespace {

constexpr std::array<std::string_view, 5> opposition_types = {"email", "phone", "words", "pattern", "record"};
constexpr std::size_t least_literal = 4; ///< characters of a pattern that are not *: "*@*" names everybody

unsigned mark_of(std::string_view key, std::string_view token) {
    return static_cast<unsigned>(digest64(token, digest64(key)) & 0xffff);
}

void digest_token(Opposition& entry, const std::string& token, const std::string& key) {
    entry.key = key;
    entry.digest = hmac_sha256_hex(key, token);
    entry.mark = mark_of(key, token);
}

std::string record_token(std::string_view kind, std::string_view feed, std::string_view id) {
    std::string token = "record:";
    for (const std::string_view part : {kind, feed, id}) token.append(part) += '\x1f';
    return token;
}

Opposition oppose_pattern(std::string_view value) {
    Opposition entry;
    entry.type = Opposition::Type::pattern;
    entry.pattern = fold(value);
    const auto literal = std::count_if(entry.pattern.begin(), entry.pattern.end(),
                                       [](char c) { return c != '*' && c != '@' && c != '.'; });
    if (entry.pattern.find('@') == std::string::npos || static_cast<std::size_t>(literal) < least_literal)
        throw std::invalid_argument(
            "a pattern is one of addresses, such as \"*@example.fr\", with four letters "
            "and more beside the stars");
    return entry;
}

Opposition oppose_words(std::string_view value, const std::string& key) {
    std::vector<WordInText> found;
    find_words(value, found);
    std::vector<std::string> words;
    std::size_t letters = 0;
    for (const WordInText& word : found) {
        words.push_back(word.folded);
        letters += word.folded.size();
    }
    if (words.size() < 2 || words.size() > 6 || letters < 5)
        throw std::invalid_argument("this is no e-mail address, no telephone number, no name of two to six "
                                    "words (\"Claire Durand\"), and "
                                    "no record (FEED/ID or mo_…)");
    Opposition entry;
    entry.type = Opposition::Type::words;
    entry.words = static_cast<unsigned>(words.size());
    digest_token(entry, token_of_words(std::move(words)), key);
    return entry;
}

} // namespace

std::string token_of_words(std::vector<std::string> words) {
    std::sort(words.begin(), words.end());
    std::string token = "words:";
    for (const std::string& word : words) token += word + ' ';
    return token;
}

std::string_view to_string(Opposition::Type type) { return opposition_types[static_cast<std::size_t>(type)]; }

std::optional<Opposition::Type> parse_opposition_type(std::string_view name) {
    for (std::size_t i = 0; i < opposition_types.size(); ++i)
        if (opposition_types[i] == name) return static_cast<Opposition::Type>(i);
    return std::nullopt;
}

Opposition oppose_value(std::string_view value, const std::string& key) {
    value = trim(value);
    if (value.find('*') != value.npos) return oppose_pattern(value);
    Opposition entry;
    if (const std::string email = whole_email(value); !email.empty()) {
        entry.type = Opposition::Type::email;
        digest_token(entry, "email:" + email, key);
        return entry;
    }
    std::string phone;
    if (normalise_phone(value, phone) && phone.size() >= 9) {
        entry.type = Opposition::Type::phone;
        digest_token(entry, "phone:" + phone, key);
        return entry;
    }
    return oppose_words(value, key);
}

Opposition oppose_record(std::string_view kind, std::string_view feed, std::string_view id, bool whole,
                         const std::string& key) {
    Opposition entry;
    entry.type = Opposition::Type::record;
    entry.whole = whole;
    digest_token(entry, record_token(kind, feed, id), key);
    return entry;
}

void oppose_aliases(std::vector<Opposition>& entries, const std::vector<std::string>& kinds,
                    std::string_view feed, const std::vector<std::pair<std::string, std::string>>& aliases) {
    const auto of_record = [](const Opposition& one) {
        return one.type == Opposition::Type::record && !one.undone;
    };
    const auto first = std::find_if(entries.begin(), entries.end(), of_record);
    if (aliases.empty() || first == entries.end()) return;
    const std::string key = first->key;
    const OppositionList list(entries);
    const AliasGroups groups(aliases);
    for (const auto& [old_id, new_id] : aliases)
        for (const std::string& kind : kinds)
            for (const std::string& id : {old_id, new_id}) {
                if (!list.names_record(kind, feed, id)) continue;
                for (const std::string& other : groups.of(id))
                    entries.push_back(oppose_record(kind, feed, other, list.drops(kind, feed, id), key));
            }
}

OppositionList::OppositionList(const std::vector<Opposition>& entries) {
    std::vector<std::shared_ptr<Group>> groups;
    for (const Opposition& entry : entries) {
        if (entry.undone) continue;
        if (entry.type == Opposition::Type::pattern) {
            patterns_.push_back(entry.pattern);
            if (groups.empty()) groups.push_back(std::make_shared<Group>());
            continue;
        }
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const auto& known) { return known->key == entry.key; });
        if (group == groups.end()) {
            groups.push_back(std::make_shared<Group>());
            groups.back()->key = entry.key;
            group = std::prev(groups.end());
        }
        Group& in = **group;
        in.marks.set(entry.mark & 0xffff);
        bool& whole = in.digests[entry.digest];
        whole = whole || entry.whole;
        has_records_ = has_records_ || entry.type == Opposition::Type::record;
        if (entry.type == Opposition::Type::words &&
            std::find(in.word_counts.begin(), in.word_counts.end(), entry.words) == in.word_counts.end())
            in.word_counts.push_back(entry.words);
    }
    groups_.assign(groups.begin(), groups.end());
}

/// Null: the list does not have it.
const bool* OppositionList::find(std::string_view token) const {
    for (const auto& group : groups_) {
        if (!group->marks.test(mark_of(group->key, token))) continue;
        const auto found = group->digests.find(hmac_sha256_hex(group->key, token));
        if (found != group->digests.end()) return &found->second;
    }
    return nullptr;
}

bool OppositionList::names_record(std::string_view kind, std::string_view feed, std::string_view id) const {
    return has_records_ && forgets(record_token(kind, feed, id));
}

bool OppositionList::drops(std::string_view kind, std::string_view feed, std::string_view id) const {
    const bool* whole = has_records_ ? find(record_token(kind, feed, id)) : nullptr;
    return whole && *whole;
}

bool is_about_a_person(const Field& field) {
    switch (field.role) {
    case Role::person_name:
    case Role::given_name:
    case Role::birth_date:
    case Role::phone:
    case Role::email:
        return true;
    default:
        return field.type == FieldType::email || field.type == FieldType::phone;
    }
}

} // namespace moisson
