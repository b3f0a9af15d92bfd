// What a fault of the platform means for a publication.
#pragma once
#include "connectors/targets/directory.hpp"
#include "connectors/targets/udata/api.hpp"

namespace moisson {

/// Status of a fault that says: the platform answered (200), with something else than it was given.
inline constexpr int seen_wrong = 200;

void fail_with(PublishOutcome& outcome, const UdataFault& fault, std::chrono::seconds quiet);
/// Whatever is sent next will meet the same: nobody is let in, or nobody is there.
bool ends_pass(const UdataFault& fault);

} // namespace moisson
