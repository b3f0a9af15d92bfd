// What `moisson try` finds out: the same fetch, decoding, mapping, difference and guards as a run, without a
// store to write.
#pragma once
#include "daemon/commands/command.hpp"
#include "daemon/commands/preview.hpp"
#include "daemon/harvest/examine.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace moisson {

struct RehearsedRecord {
    Position position;
    std::vector<std::pair<std::string, std::string>> before; ///< selector → texts, joined by " | "
    std::vector<std::pair<std::string, std::string>> after;  ///< kind → body (JSON)
    std::vector<Issue> issues;
};

struct UnknownValue {
    std::string field, value;
    std::uint64_t count = 0;
    std::string proposal; ///< nearest value of the schema's list, may be empty
};

struct Rehearsal {
    Examination examination;
    std::vector<RehearsedRecord> sample;
    std::vector<UnknownValue> unknown_values; ///< most frequent first
    std::vector<ValueCount> counts;           ///< of a portal: by organisation, by licence
    std::optional<RunError> error;
    std::optional<GuardTrip> guard;
    bool compared = false; ///< with what the store of this machine knows of the feed; else as a first run
};

/// `from_file` empty = fetch the feed's url. Writes to a temporary directory only.
Rehearsal rehearse(const CommandContext& context, FeedPtr feed, const std::string& from_file,
                   std::size_t sample_size);

} // namespace moisson
