#include "core/mapping/value_map.hpp"

#include "core/text/fold.hpp"
#include "core/text/suggest.hpp"

#include <algorithm>

namespace moisson {
namespace {

/// Hostile data must not fill the memory: neither with many unknown values nor with huge ones.
constexpr std::size_t max_remembered = 4096, max_remembered_bytes = 256;

const std::string& remembered_nearest(std::string_view text, const std::vector<std::string>& candidates,
                                      TextMap<std::string>& memory) {
    static const std::string none;
    if (text.size() > max_remembered_bytes) return none;
    const auto known = memory.find(text);
    if (known != memory.end()) return known->second;
    if (memory.size() >= max_remembered) memory.clear();
    return memory.emplace(text, suggest(text, candidates).value_or("")).first->second;
}

} // namespace

ClosedList::ClosedList(const Field& field) {
    for (const EnumValue& value : field.values) {
        candidates_.push_back(value.value);
        exact_[value.value] = value.value;
    }
    for (const EnumValue& value : field.values) folded_.try_emplace(fold(value.value), value.value);
    for (const EnumValue& value : field.values) folded_.try_emplace(fold(value.label), value.value);
}

const std::string* ClosedList::find(std::string_view text, std::string& scratch) const {
    if (const auto at = exact_.find(text); at != exact_.end()) return &at->second;
    fold_into(text, scratch);
    const auto at = folded_.find(scratch);
    return at == folded_.end() ? nullptr : &at->second;
}

const std::string& ClosedList::nearest(std::string_view text) const {
    return remembered_nearest(text, candidates_, nearest_);
}

ValueMap::ValueMap(const ValueTable& table) : unknown_(table.unknown) {
    for (const auto& [seen, normed] : table.map) {
        std::vector<std::string> values;
        for (const std::string& value : normed)
            if (!value.empty()) values.push_back(value);
        std::string folded = fold(seen);
        if (folded.find('*') != folded.npos)
            wildcards_.push_back({std::move(folded), std::move(values)});
        else
            exact_.try_emplace(std::move(folded), std::move(values));
        candidates_.push_back(seen);
    }
    std::stable_sort(wildcards_.begin(), wildcards_.end(), [](const Wildcard& a, const Wildcard& b) {
        return a.pattern.size() > b.pattern.size();
    });
}

const std::vector<std::string>* ValueMap::find(std::string_view text, std::string& scratch) const {
    fold_into(text, scratch);
    if (const auto at = exact_.find(scratch); at != exact_.end()) return &at->second;
    for (const Wildcard& wildcard : wildcards_)
        if (matches_wildcard(wildcard.pattern, scratch)) return &wildcard.values;
    return nullptr;
}

const std::string& ValueMap::nearest(std::string_view text) const {
    return remembered_nearest(text, candidates_, nearest_);
}

bool matches_wildcard(std::string_view pattern, std::string_view text) {
    const std::size_t star = pattern.find('*');
    if (star == pattern.npos) return pattern == text;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    text.remove_prefix(star);
    pattern.remove_prefix(star + 1);
    for (std::size_t next = pattern.find('*'); next != pattern.npos; next = pattern.find('*')) {
        const std::size_t at = text.find(pattern.substr(0, next));
        if (at == text.npos) return false;
        text.remove_prefix(at + next);
        pattern.remove_prefix(next + 1);
    }
    return text.ends_with(pattern);
}

} // namespace moisson
