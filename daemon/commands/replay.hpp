#pragma once
#include "core/model/run.hpp"
#include "daemon/commands/command.hpp"

namespace moisson {

/// Maps the snapshot that `run` kept (0 = the last applied run) again, here or in the daemon; what was
/// repaired in the mapping leaves the quarantine. Throws CommandError 66 when nothing was applied yet.
RunRow replay_snapshot(CommandContext& context, const FeedPtr& feed, RunId run);

} // namespace moisson
