// quality_min of a target: records below it are not published there.
#pragma once
#include "core/golden/quality.hpp"
#include "core/store/store.hpp"

namespace moisson {

/// Services by the published score, data sets by the share of the eleven metadata that they give; a kind with
/// neither is not judged. Below 0: no floor.
class QualityFloor {
public:
    QualityFloor(const Kind& kind, double least, UnixTime now);
    bool is_below(const GoldenRecord& record) const;

private:
    double least_;
    CivilDate today_;
    QualityScore score_;
    std::vector<Metadatum> metadata_;
};

} // namespace moisson
