// Latitude and longitude together: missing half, (0, 0), swapped, metres instead of degrees.
#pragma once
#include "core/mapping/issues.hpp"
#include "core/mapping/plan.hpp"
#include "core/model/record.hpp"

namespace moisson {

/// A wrong position is never repaired: both values become absent, with one warning (an error when they are
/// required).
void check_record_position(const KindPlan& plan, Record& record, IssueSink& issues);

} // namespace moisson
