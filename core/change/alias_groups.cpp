#include "core/change/alias_groups.hpp"

namespace moisson {

AliasGroups::AliasGroups(const std::vector<std::pair<std::string, std::string>>& pairs) {
    const auto group = [&](const std::string& id) {
        const auto [at, fresh] = group_of_.emplace(id, groups_.size());
        if (fresh) groups_.push_back({id});
        return at->second;
    };
    for (const auto& [old_id, new_id] : pairs) {
        std::size_t into = group(old_id), from = group(new_id);
        if (into == from) continue;
        if (groups_[into].size() < groups_[from].size()) std::swap(into, from);
        for (std::string& id : groups_[from]) {
            group_of_[id] = into;
            groups_[into].push_back(std::move(id));
        }
        groups_[from].clear();
    }
}

const std::vector<std::string>& AliasGroups::of(std::string_view id) const {
    static const std::vector<std::string> none;
    const auto found = group_of_.find(std::string(id));
    return found == group_of_.end() ? none : groups_[found->second];
}

} // namespace moisson
