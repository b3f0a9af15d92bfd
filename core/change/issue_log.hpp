// The issues of one run: all are counted, the first of each code are kept.
#pragma once
#include "core/change/difference.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

class IssueLog {
public:
    explicit IssueLog(std::size_t kept_per_code) : kept_per_code_(kept_per_code) {}
    void add(const Position& position, std::uint16_t kind, std::string_view id, const Issue& issue,
             bool every_run);
    const std::vector<RecordIssue>& kept() const { return kept_; }
    const std::vector<std::pair<std::string, std::uint64_t>>& counts() const { return counts_; }

private:
    std::size_t kept_per_code_;
    std::vector<RecordIssue> kept_;
    std::vector<std::pair<std::string, std::uint64_t>> counts_; ///< few codes: a scan beats a map
};

} // namespace moisson
