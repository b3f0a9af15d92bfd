#include "core/golden/quality_floor.hpp"

#include <utility>

namespace moisson {

QualityFloor::QualityFloor(const Kind& kind, double least, UnixTime now, DeadAddresses dead)
    : least_(least), today_(civil_date(now)), score_(kind), data_set_(kind), dead_(std::move(dead)) {}

bool QualityFloor::is_below(const GoldenRecord& record) const {
    if (least_ <= 0) return false;
    if (score_.applies()) {
        const std::string feed = record.sources.empty() ? std::string() : record.sources.front().feed;
        return score_.of(record.record, feed, today_).score < least_;
    }
    return data_set_.applies() && data_set_.of(record.record, dead_) < least_;
}

QualityFloor quality_floor(const Kind& kind, double least, UnixTime now, StoreReader& reader) {
    return QualityFloor(kind, least, now, least > 0 ? reader.dead_addresses() : DeadAddresses());
}

} // namespace moisson
