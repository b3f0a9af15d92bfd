#include "core/mapping/conditions.hpp"

#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <re2/re2.h>
#include <stdexcept>

namespace moisson {
namespace {

std::vector<std::string> fold_each(const std::vector<std::string>& texts) {
    std::vector<std::string> out;
    for (const std::string& text : texts) out.push_back(fold(text));
    return out;
}

bool is_published_id(std::string_view folded, std::string_view feed) {
    return folded.starts_with(feed) &&
           (folded.size() == feed.size() || folded.substr(feed.size()).starts_with("--"));
}

} // namespace

const std::vector<std::string>& FoldedSlots::of(const RawRecord& raw, std::uint32_t slot) {
    if (slot >= entries_.size()) entries_.resize(slot + 1);
    Entry& entry = entries_[slot];
    if (entry.record == record_) return entry.values;
    entry.record = record_;
    const auto values = raw.values(slot);
    entry.values.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) fold_into(values[i], entry.values[i]);
    return entry.values;
}

ConditionTest::ConditionTest(const Condition& condition, SelectorList& selectors)
    : equals_(fold_each(condition.equals)), contains_(fold_each(condition.contains)),
      except_(fold_each(condition.except)), own_feeds_(fold_each(condition.own_feeds)),
      empty_(condition.empty) {
    for (const std::string& column : condition.columns) slots_.push_back(selectors.slot(column));
    if (condition.matches.empty()) return;
    matches_ = std::make_shared<const re2::RE2>(condition.matches, re2::RE2::Quiet);
    if (!matches_->ok()) throw std::invalid_argument("condition: " + matches_->error());
}

bool ConditionTest::fulfils(std::string_view value, const std::string& folded) const {
    const auto stands_in_value = [&](const std::string& word) { return folded.find(word) != folded.npos; };
    const auto is_ours = [&](const std::string& feed) { return is_published_id(folded, feed); };
    return (equals_.empty() || std::find(equals_.begin(), equals_.end(), folded) != equals_.end()) &&
           (contains_.empty() || std::any_of(contains_.begin(), contains_.end(), stands_in_value)) &&
           std::none_of(except_.begin(), except_.end(), stands_in_value) &&
           (!matches_ || re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *matches_)) &&
           (own_feeds_.empty() || std::any_of(own_feeds_.begin(), own_feeds_.end(), is_ours));
}

bool ConditionTest::holds(const RawRecord& raw, FoldedSlots& folded) const {
    bool filled = false;
    for (const std::uint32_t slot : slots_) {
        const auto values = raw.values(slot);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::string_view value = trim(values[i]);
            if (value.empty()) continue;
            filled = true;
            if (!empty_ && fulfils(value, folded.of(raw, slot)[i])) return true;
        }
    }
    if (empty_) return *empty_ != filled;
    return !filled && std::find(equals_.begin(), equals_.end(), "") != equals_.end();
}

Conditions compile_conditions(const std::vector<Condition>& conditions, SelectorList& selectors) {
    Conditions out;
    for (const Condition& condition : conditions) out.emplace_back(condition, selectors);
    return out;
}

bool all_hold(const Conditions& conditions, const RawRecord& raw, FoldedSlots& folded) {
    return std::all_of(conditions.begin(), conditions.end(),
                       [&](const ConditionTest& test) { return test.holds(raw, folded); });
}

void add_slots(const Conditions& conditions, std::vector<std::uint32_t>& out) {
    for (const ConditionTest& test : conditions)
        out.insert(out.end(), test.slots().begin(), test.slots().end());
}

} // namespace moisson
