// What a platform is known to hold of ours: the ledger of a target of type udata.
#pragma once
#include "core/model/run.hpp"

#include <cstdint>
#include <string>

namespace moisson {

struct RemoteObject {
    std::string target, key;        ///< "structures", "structures.csv", or the public id of a record
    std::string state = "creating"; ///< creating | there | archived | refused | gone
    std::string remote_id;          ///< the platform's id; empty while it is created
    std::string sent;               ///< JSON: what was wanted, and what the platform made of it
    std::string wanted;             ///< digest of what was wanted when all was in step
    std::int64_t seq = 0;           ///< revision that was verified there
    UnixTime unsettled_since = 0;   ///< a write began then and its outcome is not known
    UnixTime missing_since = 0;     ///< its record is withdrawn since
    UnixTime next_try_at = 0;
    unsigned attempts = 0;
    std::string error; ///< of the last attempt; with the platform's words when it refused
};

/// A person let everything up to a revision go to a target.
struct Approval {
    std::string target;
    std::int64_t seq = 0;
    UnixTime at = 0;
    std::string actor, reason;
};

} // namespace moisson
