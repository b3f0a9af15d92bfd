#include "core/change/difference.hpp"

#include <numeric>

namespace moisson {

namespace {

std::string join(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
    return text;
}

} // namespace

std::uint64_t Difference::active() const {
    return std::accumulate(active_before.begin(), active_before.end(), std::uint64_t{0});
}

bool Difference::nothing_to_write() const {
    return staged == 0 && missing.empty() && withdrawn.empty() && back.empty() && newly_rejected.empty() &&
           recovered.empty();
}

std::vector<std::string> snapshot_warnings(const Difference& difference) {
    std::vector<std::string> warnings;
    if (!difference.missing_selectors.empty())
        warnings.push_back("snapshot.missing-column: the feed file maps " +
                           join(difference.missing_selectors) + ", which this snapshot does not have");
    if (difference.duplicates_collapsed > 0)
        warnings.push_back("record.duplicate-id: " + std::to_string(difference.duplicates_collapsed) +
                           " repeated records with equal content were counted once");
    if (difference.duplicates_conflicting > 0)
        warnings.push_back("record.duplicate-id: " + std::to_string(difference.duplicates_conflicting) +
                           " records share an identifier with different content; see `moisson rejects`");
    if (difference.retyped_ids > 0)
        warnings.push_back("change.retyped-ids: " + std::to_string(difference.retyped_ids) +
                           " identifiers are written otherwise than before (1 and 1.0, 01 and 1); "
                           "they are the same records");
    if (difference.same_content_other_id > 0)
        warnings.push_back(
            "change.same-content-other-id: " + std::to_string(difference.same_content_other_id) +
            " new records have the content of records that are missing now");
    return warnings;
}

} // namespace moisson
