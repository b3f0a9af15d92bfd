// Store and threads of a command that works in its own process, because no daemon owns the state directory.
#pragma once
#include "core/config/app.hpp"
#include "core/config/feed.hpp"
#include "core/store/store.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/harvest/run_options.hpp"

#include <functional>
#include <memory>

namespace moisson {

struct LinkAnswer; // daemon/harvest/linking.hpp
struct LinkOrder;
struct ResourcePass; // daemon/harvest/resource_checks.hpp

/// Called on the session's thread around each run.
struct RunWatch {
    std::function<void(const FeedConfig&, std::shared_ptr<RunProgress>)> begin = nullptr;
    std::function<void()> tick = nullptr; ///< ten times a second while runs go on
    std::function<void(const RunRow&)> end = nullptr;
};

class Session {
public:
    /// Opens (and takes the lock of) the store, finishes what a crash left. Throws StoreError: 75 when
    /// another process owns it.
    explicit Session(const CommandContext& context);
    ~Session(); ///< closes the store on its own thread, then joins
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    RunRow harvest(const FeedPtr& feed, const RunOptions& options);
    /// Several feeds, at most [feeds] max_concurrent_runs at once; each with `options` and a progress of its
    /// own.
    void harvest_all(std::vector<FeedPtr> feeds, const RunOptions& options, const RunWatch& watch);
    RunRow approve(const FeedPtr& feed, RunId run, const std::string& actor, bool rekey);
    ResourcePass check_resources(const FeedPtr& feed, bool all);
    LinkAnswer give_order(const LinkOrder& order);
    RunRow deny(const FeedPtr& feed, RunId run, const std::string& actor, const std::string& reason);
    /// For what needs no thread of its own (publish, pause): runs now, on the caller's thread; no run may be
    /// going on.
    Store& store();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

UnixTime unix_now();

} // namespace moisson
