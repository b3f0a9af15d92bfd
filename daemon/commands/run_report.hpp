// One finished run as JSON (the contract of `moisson run --json`) and as a line for people.
#pragma once
#include "core/model/run.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace moisson {

nlohmann::ordered_json to_json(const RunCounts& counts);
/// {"feed","run","result","records":{…},"guard","error","bytes","duration_ms", …}
nlohmann::ordered_json to_json(const RunRow& row);
RunRow run_from_json(const nlohmann::ordered_json& json); ///< of an answer of the daemon

/// "exemple-asso-ain  success  300 read, 300 created (1.2 s)", then the guard or error and what to do,
/// indented.
std::string describe(const RunRow& row);
std::string describe(const RunCounts& counts); ///< "300 read, 5 updated, 2 rejected"; "nothing changed"

/// ISO 8601 UTC, "-" for never.
std::string iso_time(UnixTime time);

} // namespace moisson
