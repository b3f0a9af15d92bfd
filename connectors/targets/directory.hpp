// Target `directory`: files written aside, fsynced, renamed, read back and verified before they count as published.
#pragma once
#include "core/config/app.hpp"
#include "core/export/export.hpp"

#include <functional>

namespace moisson {

struct PublishOutcome {
    std::string target, resource;
    std::string result; ///< published | unchanged | failed | parked
    std::uint64_t bytes = 0, rows = 0;
    std::string sha256;
    bool verified = false;
    std::string error;
};

/// The resources that a target publishes: "structures.csv", …, "catalog.jsonld".
std::vector<std::string> directory_resources(const TargetConfig& target, const Schema& schema);

/// Writes and verifies one resource. `previous` = last published state of it (skip when the bytes are the same).
/// Thread: cpu. Never leaves a half-written file under the public name. Errors are in the outcome.
PublishOutcome publish_to_directory(const TargetConfig& target, const std::string& resource, StoreReader& reader,
                                    const Schema& schema, const std::vector<FeedPtr>& feeds, const OutboxRow& previous,
                                    bool dry_run);

} // namespace moisson
