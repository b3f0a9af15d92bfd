#include "core/golden/quality_floor.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr std::size_t least_metadata = 6; ///< a kind with fewer of them is no data set

} // namespace

QualityFloor::QualityFloor(const Kind& kind, double least, UnixTime now)
    : least_(least), today_(civil_date(now)), score_(kind), metadata_(metadata_of(kind)) {}

bool QualityFloor::is_below(const GoldenRecord& record) const {
    if (least_ <= 0) return false;
    if (score_.applies()) {
        const std::string feed = record.sources.empty() ? std::string() : record.sources.front().feed;
        return score_.of(record.record, feed, today_).score < least_;
    }
    if (metadata_.size() < least_metadata) return false;
    const auto given = std::count_if(metadata_.begin(), metadata_.end(),
                                     [&](const Metadatum& one) { return is_given(one, record.record); });
    return static_cast<double>(given) < least_ * static_cast<double>(metadata_.size());
}

} // namespace moisson
