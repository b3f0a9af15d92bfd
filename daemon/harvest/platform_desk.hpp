// The outbox rows of platforms: what they should hold is made of the store, on its own thread; what they hold
// is asked and sent on io.
#pragma once
#include "connectors/targets/udata/harvested.hpp"
#include "connectors/targets/udata/target.hpp"
#include "core/export/feed_sight.hpp"
#include "daemon/harvest/publish.hpp"

#include <map>
#include <memory>

namespace moisson {

/// One pass. The references must live as long.
struct PlatformWork {
    const AppConfig& app;
    StoreReader& reader; ///< used on that thread only
    const Schema& schema;
    const std::vector<FeedPtr>& feeds;
    PlatformAccess access;
    boost::asio::any_io_executor cpu;                               ///< that thread; empty = inline
    std::function<boost::asio::awaitable<void>(RemoteObject)> save; ///< a row of the ledger
    bool dry_run = false;
    bool again = false;               ///< also what was refused before
    std::function<bool()> stopping{}; ///< true: the pass ends before its next record
};

class PlatformDesk {
public:
    explicit PlatformDesk(PlatformWork work);
    ~PlatformDesk();
    /// Publishes one row of a platform, or asks one that harvests us, and says how to settle it. Throws what
    /// `save` throws.
    boost::asio::awaitable<Publication> publish(OutboxRow row, UnixTime now);

private:
    struct Prepared; ///< what the store says should be there
    Prepared prepare(const TargetConfig& target, const OutboxRow& row, UnixTime now) const;
    UdataTarget& target_of(const TargetConfig& target, UnixTime now, std::vector<RemoteObject> ledger);
    std::vector<FileWish> file_wishes(const TargetConfig& target, const OutboxRow& row, UnixTime now,
                                      PublishOutcome& exported) const;
    boost::asio::awaitable<PublishOutcome> publish_files(UdataTarget& platform, Prepared& prepared);
    boost::asio::awaitable<Publication> ask_harvester(const TargetConfig& target, OutboxRow row,
                                                      UnixTime now);

    StoreReader& reader() const { return seen_ ? *seen_ : work_.reader; }
    bool shows(const AnnouncedDataSet& announced) const;

    PlatformWork work_;
    FeedSight sight_;                   ///< a platform is everybody: private feeds are none of its business
    std::unique_ptr<StoreReader> seen_; ///< null when it shows all
    std::vector<FeedPtr> feeds_;        ///< that it shows
    std::map<std::string, std::unique_ptr<UdataTarget>> targets_;
};

} // namespace moisson
