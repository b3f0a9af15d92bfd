// Brings one snapshot of a feed to disk: https, http (one answer or many pages), sftp, ftp, ftps, file,
// inbox.
#pragma once
#include "core/config/app.hpp"
#include "core/config/feed.hpp"
#include "core/model/run.hpp"
#include "core/store/store.hpp" // Validators

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <variant>

namespace moisson {

/// The bytes one fetch brought, on disk.
struct Snapshot {
    std::vector<std::filesystem::path> parts; ///< pages in order; for inbox: the files taken
    std::uint64_t bytes = 0;
    Digest128 digest; ///< over all parts, computed while spooling
    Completeness completeness = Completeness::full;
    std::string incomplete_reason; ///< why completeness is `incomplete`, for the run's warnings
    std::uint64_t pages = 1;       ///< of a list that was read page by page
    std::string cursor; ///< the server's clock at the first page: where the next delta begins; "" = by dates
    std::optional<std::uint64_t> total;       ///< pages: the number of records that the producer counts
    std::string etag, last_modified, charset; ///< of the first page; drops: etag names size, date and file
    std::chrono::seconds fresh_for{0};        ///< Cache-Control or Expires of the first page
    std::vector<std::string> warnings;        ///< "http.moved-permanently: …"
    std::vector<std::filesystem::path>
        inbox_files;           ///< to be moved to done/ after apply, failed/ when refused
    bool more_waiting = false; ///< inbox: other files wait; run again soon
};

struct NotModified {
    std::chrono::seconds fresh_for{0}; ///< as in Snapshot
};

struct FetchFailure {
    FetchFailure(RunError what) : error(std::move(what)) {}
    RunError error;
    std::chrono::seconds retry_after{0}; ///< from Retry-After on 429 and 503, capped
    bool gone = false;                   ///< 404, 410
    std::vector<std::filesystem::path>
        inbox_files;           ///< refused for good (empty, too large): settle_inbox() them
    bool more_waiting = false; ///< as in Snapshot
};

using FetchOutcome = std::variant<Snapshot, NotModified, FetchFailure>;

/// {secret:NAME} → value; throws std::runtime_error naming the secret (never its value) when it is absent or
/// badly protected.
using SecretReader = std::function<std::string(const std::string& name)>;
SecretReader default_secret_reader(const std::filesystem::path& config_dir);

/// Tries again within one run, for faults that may be over in a moment (network, 5xx): waits a random time
/// below base, then below 2 × base, … (full jitter).
struct RetryPolicy {
    unsigned attempts = 3; ///< in all
    std::chrono::milliseconds base{1000};
    std::chrono::seconds longest_wait{30}; ///< a Retry-After beyond it ends the run instead
    std::function<double()> random;        ///< in [0, 1); default: an engine of the fetch's own
};

/// When a file on an SFTP or FTP server counts as complete: last written that long ago, and the same at two
/// looks this far apart.
struct DropPatience {
    std::chrono::seconds age{60};
    std::chrono::milliseconds between_looks{5000};
};

struct FetchRequest {
    FeedPtr feed;
    AppConfig app; ///< limits, allow_private
    SecretReader secrets;
    Validators validators;            ///< empty = unconditional
    bool incremental = false;         ///< ask only for what changed since validators.cursor
    boost::asio::any_io_executor cpu; ///< where pages are probed and files are copied; empty = inline
    std::filesystem::path spool_dir;  ///< parts are written here as part-0000, part-0001 …
    std::filesystem::path
        checkpoint_dir;  ///< pages of a list that was not read to its end; same disk. "" = none
    bool resume = false; ///< such pages may be used
    std::function<void(std::uint64_t bytes)> progress; ///< bytes so far; called on the io thread
    RetryPolicy retry;
    DropPatience patience;
};

/// What all fetches of one process share: politeness towards hosts, name look-ups, TLS, access tokens. Used
/// on the io thread only.
struct Network;
std::shared_ptr<Network> make_network(const AppConfig& app);

/// Thread: io. Never throws for a producer's fault; throws std::system_error when our disk fails.
/// Cancel through the awaiting coroutine's cancellation slot: boost::system::system_error (operation_aborted)
/// comes out and the partial spool is removed.
boost::asio::awaitable<FetchOutcome> fetch(FetchRequest request, std::shared_ptr<Network> network);

/// inbox: after the run, with inbox_files of the Snapshot or of the FetchFailure. `reason` non-empty →
/// failed/ with NAME.reason.txt beside it, else done/. Nothing is ever deleted or replaced: a name that is
/// taken gets a number. Throws std::system_error when a file cannot be moved.
void settle_inbox(const std::vector<std::filesystem::path>& files, const std::string& reason);
inline void settle_inbox(const Snapshot& snapshot, const std::string& reason) {
    settle_inbox(snapshot.inbox_files, reason);
}

} // namespace moisson
