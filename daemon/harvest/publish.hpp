// The outbox worker: what is stale goes out, is verified, and is settled; what fails is tried again later.
// The outbox holds state, not events: a crash between the rename and the settling republishes, finds the same
// bytes, and settles.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "connectors/targets/directory.hpp"
#include "daemon/harvest/publish_turns.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace moisson {

struct PublishOptions {
    std::string target{}; ///< empty = every target
    /// Every resource, also those that are not stale, wait for their next try or are parked: what has not
    /// changed is recognised by its digest. For `moisson publish`, and after a reload (personal-data rules
    /// may have changed).
    bool force = false;
    bool rehearsal = false; ///< nothing goes out: nobody needs to approve it
};

/// What reaching a platform takes.
struct PlatformAccess {
    SecretReader secrets{};
    std::shared_ptr<Network> network{};
};

/// The rows that the configured targets ask for, in the order of publication; Store::set_outbox_resources
/// keeps them.
std::vector<OutboxRow> outbox_resources(const AppConfig& app, const Schema& schema);

/// What to publish now, one after the other: what changed when it is its target's turn, what failed when its
/// wait is over. A catalogue follows when a file that it describes was published.
class PublicationQueue {
public:
    PublicationQueue(const AppConfig& app, const Schema& schema, const std::vector<OutboxRow>& outbox,
                     const PublishOptions& options, UnixTime now, const std::vector<Approval>& approvals = {},
                     const PublishTurns* turns = nullptr);
    std::optional<OutboxRow> next();
    void done(const PublishOutcome& outcome);
    /// When nothing more is to be asked of this target for now (401, 429, nobody there): its rows that would
    /// have come, put off or parked for the same reason, to be settled so.
    std::vector<OutboxRow> end_target(const PublishOutcome& outcome, UnixTime now);

private:
    struct Candidate {
        OutboxRow row;
        bool due = false;
    };
    std::vector<Candidate> candidates_; ///< in the order of publication
    std::size_t position_ = 0;
    std::set<std::string> changed_targets_, ended_targets_;
};

/// When the worker has something to do again: `now` for a stale row, the next try of a failed one; 0 =
/// nothing waits but for people.
UnixTime next_publication_at(const AppConfig& app, const std::vector<OutboxRow>& outbox,
                             const std::vector<Approval>& approvals, UnixTime now,
                             const PublishTurns* turns = nullptr);

/// 30 s, doubled with each attempt, at most one hour.
std::chrono::seconds publication_backoff(unsigned attempts);

/// Publishes one row of a directory and says how to settle it. Thread: cpu. Throws nothing.
struct Publication {
    OutboxRow row;
    PublishOutcome outcome;
};
Publication publish_row(OutboxRow row, const AppConfig& app, StoreReader& reader, const Schema& schema,
                        const std::vector<FeedPtr>& feeds, UnixTime now);

bool is_platform_row(const AppConfig& app, const OutboxRow& row); ///< its target is no directory

/// How the row stands after this outcome; `seq`: what was published is at least this new.
void settle_row(OutboxRow& row, const PublishOutcome& outcome, std::int64_t seq, UnixTime now);

/// What publish_due would do to every resource of the target ("" = all), without writing anything.
std::vector<PublishOutcome> rehearse_publication(const AppConfig& app, StoreReader& reader,
                                                 const Schema& schema, const std::vector<FeedPtr>& feeds,
                                                 const std::string& target, const PlatformAccess& access = {},
                                                 UnixTime now = 0);

/// Brings the outbox in line with the configuration. At start, at reload, before publishing by hand.
void prepare_outbox(Store& store, const AppConfig& app, const Schema& schema, UnixTime now);

/// Publishes and settles what is due, on the caller's thread. Errors of a target are in the outcomes;
/// StoreError is thrown.
std::vector<PublishOutcome> publish_due(Store& store, StoreReader& reader, const AppConfig& app,
                                        const Schema& schema, const std::vector<FeedPtr>& feeds,
                                        const PublishOptions& options, UnixTime now,
                                        const PlatformAccess& access = {});

/// The line of `moisson publish --json`, also what the control socket answers, one per resource.
std::string to_json_line(const PublishOutcome& outcome);
/// Throws std::runtime_error when the text is not such a line.
PublishOutcome outcome_from_json(const std::string& line);

} // namespace moisson
