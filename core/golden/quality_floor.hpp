// quality_min of a target: records below it are not published there.
#pragma once
#include "core/golden/quality.hpp"
#include "core/store/store.hpp"

namespace moisson {

/// Services by the published score, data sets by DataSetScore; a kind with neither is not judged. 0 and
/// below: no floor.
class QualityFloor {
public:
    QualityFloor(const Kind& kind, double least, UnixTime now, DeadAddresses dead = {});
    bool is_below(const GoldenRecord& record) const;

private:
    double least_;
    CivilDate today_;
    QualityScore score_;
    DataSetScore data_set_;
    DeadAddresses dead_;
};

/// With the addresses that are dead now.
QualityFloor quality_floor(const Kind& kind, double least, UnixTime now, StoreReader& reader);

} // namespace moisson
