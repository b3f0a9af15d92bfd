// One record of a feed under two identifiers: the producer renamed it.
#pragma once
#include "core/model/run.hpp"

#include <string>

namespace moisson {

/// Holds in both directions: whichever identifier comes, the record keeps its public id and its history.
/// Key: (feed, old_id).
struct Alias {
    std::string feed, old_id, new_id;
    std::string state = "proposed"; ///< proposed | accepted | refused
    std::string evidence;           ///< why it was proposed, one line for people
    std::string who, why;           ///< who decided, and the reason
    UnixTime at = 0;                ///< proposed or decided
};

} // namespace moisson
