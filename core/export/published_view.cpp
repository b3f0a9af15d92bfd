#include "core/export/published_view.hpp"
#include "core/privacy/opposition.hpp"
#include "core/privacy/personal_data.hpp"
#include "core/text/generic_mailbox.hpp"

#include <algorithm>

namespace moisson {
namespace {

const Value absent;

bool is_generic(const Field& field, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return false;
    const bool email = field.role == Role::email || field.type == FieldType::email;
    const bool phone = field.role == Role::phone || field.type == FieldType::phone;
    // Only mailboxes and phone numbers can be told apart; any other field under this rule is withheld.
    return (email && is_generic_mailbox(*text)) || (phone && !is_mobile_number(*text));
}

} // namespace

std::string qualified_id(std::string_view feed, std::string_view id) {
    std::string text;
    text.reserve(feed.size() + id.size() + 2);
    text.append(feed).append("--").append(id);
    return text;
}

bool has_source_of(const GoldenRecord& record, const std::set<std::string>& feeds) {
    return feeds.empty() ||
           std::any_of(record.sources.begin(), record.sources.end(),
                       [&](const GoldenRecord::Member& one) { return feeds.contains(one.feed); });
}

PublishedView::PublishedView(const Kind& kind, const std::vector<FeedPtr>& feeds,
                             const std::vector<FeedState>& remembered)
    : kind_(kind) {
    for (std::uint16_t field = 0; field < kind.fields.size(); ++field)
        if (kind.fields[field].role != Role::identifier) fields_.push_back(field);
    for (const FeedPtr& feed : feeds) {
        if (!feed) continue;
        Rules rules(kind.fields.size(), Rule::detect);
        apply(feed->personal_data, rules);
        rules_.emplace(feed->id, std::move(rules));
    }
    unknown_feed_ = cautious_rules();
    for (const FeedState& state : remembered) {
        Rules rules = unknown_feed_;
        apply(state.personal_data, rules);
        rules_.emplace(state.feed, std::move(rules)); // what the feed's file says comes first
    }
}

// Used when the producer's feed file is missing or wrong: its rules may have changed, and what was published
// cannot be taken back.
PublishedView::Rules PublishedView::cautious_rules() const {
    Rules rules(kind_.fields.size(), Rule::detect);
    for (std::size_t field = 0; field < rules.size(); ++field)
        if (is_about_a_person(kind_.fields[field])) rules[field] = Rule::publish_if_generic;
    return rules;
}

void PublishedView::apply(const Declared& declared, Rules& rules) const {
    for (std::size_t field = 0; field < rules.size(); ++field) {
        const std::string& name = kind_.fields[field].name;
        auto rule = declared.find(kind_.name + "." + name);
        if (rule == declared.end()) rule = declared.find(name);
        if (rule == declared.end()) continue;
        rules[field] = rule->second == "publish"              ? Rule::publish
                       : rule->second == "publish-if-generic" ? Rule::publish_if_generic
                                                              : Rule::withhold;
    }
}

const PublishedView::Rules& PublishedView::rules_for(const std::string& feed) {
    if (last_feed_ && *last_feed_ == feed) return *last_rules_;
    const auto found = rules_.find(feed);
    if (found == rules_.end()) return unknown_feed_;
    last_feed_ = &found->first;
    last_rules_ = &found->second;
    return found->second;
}

const GoldenRecord::Member& PublishedView::origin(const GoldenRecord& record, std::uint16_t field) {
    const std::size_t member = field < record.origin.size() ? record.origin[field] : 0;
    return record.sources.at(member < record.sources.size() ? member : 0);
}

/// A united list may hold values of every member: it is shown when all of them are.
bool PublishedView::shows_value(const GoldenRecord& record, const GoldenRecord::Member& member,
                                std::uint16_t field) const {
    if (only_feeds_.empty()) return true;
    if (!kind_.fields[field].list) return shows(member.feed);
    return std::all_of(record.sources.begin(), record.sources.end(),
                       [&](const GoldenRecord::Member& one) { return shows(one.feed); });
}

const Value& PublishedView::value(const GoldenRecord& record, std::uint16_t field) {
    if (kind_.fields[field].role == Role::source && !record.sources.empty()) {
        for (const GoldenRecord::Member& member : record.sources)
            if (shows(member.feed)) {
                computed_ = member.feed;
                return computed_;
            }
        return absent;
    }
    if (field >= record.record.values.size() || is_absent(record.record.values[field])) return absent;
    const Value& value = record.record.values[field];
    if (record.sources.empty()) return value;
    const GoldenRecord::Member& member = origin(record, field);
    if (!shows_value(record, member, field)) return absent;
    switch (rules_for(member.feed)[field]) {
    case Rule::withhold:
        return absent;
    case Rule::publish_if_generic:
        if (!is_generic(kind_.fields[field], value)) return absent;
        break;
    case Rule::detect:
        if (!detect_personal_data(kind_.fields[field], value, computed_).empty()) {
            ++withheld_[member.feed];
            return computed_;
        }
        break;
    case Rule::publish:
        break;
    }
    const auto* text = std::get_if<std::string>(&value);
    if (kind_.fields[field].role != Role::parent || !text) return value;
    computed_ = qualified_id(member.feed, *text);
    return computed_;
}

} // namespace moisson
