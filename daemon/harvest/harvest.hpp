// One run of one feed, from the fetch to the commit. Read harvest() and you know the product.
#pragma once
#include "daemon/harvest/workshop.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>

namespace moisson {

struct RunOptions {
    bool full = false; ///< unconditional and complete: validators and the whole-snapshot digest are not asked
    bool force = false;   ///< as full, and every record is mapped again
    bool dry_run = false; ///< everything but the writes; the run leaves no trace
    std::string actor = "schedule";
    std::optional<RunId> replay; ///< instead of fetching: the snapshot kept from that run
    std::shared_ptr<RunProgress> progress = std::make_shared<RunProgress>();
};

/// Runs on executors.io. A producer's fault is in the returned row; StoreError and disk errors are thrown.
boost::asio::awaitable<RunRow> harvest(Workshop& shop, FeedPtr feed, RunOptions options);

/// Applies a held run after a decision, and moves its snapshot among the kept ones.
boost::asio::awaitable<RunRow> approve(Workshop& shop, FeedPtr feed, RunId run, std::string actor,
                                       bool rekey);

/// Exit code of `moisson run` for a finished run: 0, 75, 65 or 10.
int exit_code_of(const RunRow& row);

} // namespace moisson
