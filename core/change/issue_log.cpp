#include "core/change/issue_log.hpp"

#include <algorithm>

namespace moisson {

void IssueLog::add(const Position& position, std::uint16_t kind, std::string_view id, const Issue& issue,
                   bool every_run) {
    auto count = std::find_if(counts_.begin(), counts_.end(),
                              [&](const auto& row) { return row.first == issue.code; });
    if (count == counts_.end()) count = counts_.insert(counts_.end(), {issue.code, 0});
    if (count->second++ < kept_per_code_)
        kept_.push_back({position, kind, std::string(id), issue, every_run});
}

} // namespace moisson
