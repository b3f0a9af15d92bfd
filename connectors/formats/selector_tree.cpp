#include "connectors/formats/selector_tree.hpp"

#include <algorithm>

namespace moisson {
namespace {

bool is_index(std::string_view step) {
    return !step.empty() && step.size() < 10 &&
           std::all_of(step.begin(), step.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

int SelectorTree::child(int index, const std::string& step) {
    const int created = static_cast<int>(nodes_.size());
    Node& parent = node(index);
    parent.empty = false;
    if (step == "*") {
        if (parent.every != nothing) return parent.every;
        parent.every = created;
    } else {
        for (const auto& [key, existing] : parent.members)
            if (key == step) return existing;
        parent.members.emplace_back(step, created);
        if (is_index(step)) parent.elements.emplace_back(std::stoull(step), created);
    }
    nodes_.emplace_back();
    return created;
}

int SelectorTree::insert(const std::vector<std::string>& steps) {
    int index = root;
    for (const auto& step : steps) index = child(index, step);
    return index;
}

void SelectorTree::add(const std::vector<std::string>& steps, std::uint32_t slot) {
    node(insert(steps)).slots.push_back(slot);
}

void SelectorTree::ignore(const std::vector<std::string>& steps) {
    node(insert(steps)).ignored = true;
    cuts_ = true;
}

/// What holds for every element also holds for element 0, so that one node answers for a value.
void SelectorTree::finish(bool every_member) {
    for (int index = 0; index < static_cast<int>(nodes_.size()); ++index) {
        const int every = node(index).every;
        if (every == nothing) continue;
        const auto elements = node(index).elements;
        const auto members = node(index).members;
        for (const auto& [position, child_index] : elements) merge(every, child_index);
        for (const auto& [key, child_index] : members)
            if (every_member && !key.starts_with('@')) merge(every, child_index);
    }
}

void SelectorTree::merge(int from, int into) {
    const Node source = node(from);
    Node& target = node(into);
    target.slots.insert(target.slots.end(), source.slots.begin(), source.slots.end());
    target.ignored |= source.ignored;
    for (const auto& [key, index] : source.members) merge(index, child(into, key));
    if (source.every != nothing) merge(source.every, child(into, "*"));
}

int SelectorTree::member(int index, std::string_view key) {
    Node& parent = node(index);
    const std::size_t count = parent.members.size();
    if (count == 0) return nothing;
    // Producers write their keys in the same order in each record.
    if (parent.expected >= count) parent.expected = 0;
    for (std::size_t i = parent.expected, tried = 0; tried < count; ++tried, i = i + 1 == count ? 0 : i + 1) {
        if (parent.members[i].first != key) continue;
        parent.expected = static_cast<std::uint32_t>(i + 1);
        return parent.members[i].second;
    }
    return nothing;
}

int SelectorTree::element(int index, std::uint64_t position) {
    const Node& parent = node(index);
    for (const auto& [wanted, child_index] : parent.elements)
        if (wanted == position) return child_index;
    return parent.every;
}

} // namespace moisson
