// Identifiers that stand for one record: pairs old → new, followed in both directions.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace moisson {

class AliasGroups {
public:
    AliasGroups() = default;
    explicit AliasGroups(const std::vector<std::pair<std::string, std::string>>& pairs);
    bool empty() const { return group_of_.empty(); }
    /// All identifiers of the same record, `id` itself among them; empty when it has no alias.
    const std::vector<std::string>& of(std::string_view id) const;

private:
    std::unordered_map<std::string, std::size_t> group_of_;
    std::vector<std::vector<std::string>> groups_;
};

} // namespace moisson
