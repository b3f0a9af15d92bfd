// The JSON shapes that the command line and the HTTP status share.
#pragma once
#include "daemon/service/status_snapshot.hpp"

#include <nlohmann/json_fwd.hpp>

namespace moisson {

/// `moisson status --json` and /status/feeds: {"feed","state","records",…}
nlohmann::ordered_json feed_json(const FeedStatus& feed);
/// `moisson run --json` (run_report.hpp) with credentials hidden in the error's text.
nlohmann::ordered_json public_run_json(const RunRow& run);
/// `moisson rejects --json`; the value may be personal data and is left out where everybody reads.
nlohmann::ordered_json reject_json(const RecordIssue& reject, RunId run, bool with_value);
nlohmann::ordered_json status_json(const StatusSnapshot& status);
/// application/health+json; `failing` is set when the answer must be 503.
nlohmann::ordered_json health_json(const StatusSnapshot& status, bool& failing);

/// One line, bytes that are not UTF-8 replaced.
std::string to_text(const nlohmann::ordered_json& value);

} // namespace moisson
