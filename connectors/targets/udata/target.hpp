// Target `udata`: data sets and files on a platform of that software (data.gouv.fr), kept in step. What must
// hold:
//   * One object for each key, whatever is lost, repeated or late. The ledger says `creating` before the
//   request
//     that creates; a write whose outcome is not known is looked up by its key, once it cannot happen any
//     more.
//   * What a person changed on the platform stays, unless the configuration says that the source wins.
//   * Nothing is deleted. What is withdrawn is archived after a grace.
//   * A file is published when its bytes were fetched back by the address that everybody uses.
#pragma once
#include "connectors/targets/directory.hpp"
#include "connectors/targets/udata/api.hpp"
#include "connectors/targets/udata/metadata.hpp"
#include "core/store/remote_objects.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace moisson {

/// What the store remembers of a platform. Saved row by row.
struct UdataLedger {
    std::map<std::string, RemoteObject> rows; ///< by key
    std::function<boost::asio::awaitable<void>(RemoteObject)> save;
};

/// One pass over a target.
struct UdataPass {
    TargetConfig target;
    UdataAccess access;
    UdataLedger ledger;
    std::filesystem::path scratch;    ///< directory for what is fetched back
    boost::asio::any_io_executor cpu; ///< where files are read; empty = inline
    UnixTime now = 0;
    bool dry_run = false;
    bool again = false;               ///< also what the platform has refused before
    std::function<bool()> stopping{}; ///< true: the pass ends before its next record
};

/// A file of a data set that is only linked to.
struct LinkWish {
    std::string key;       ///< unique in its data set
    nlohmann::json fields; ///< title, url, format, type, …
};

struct DataSetWish {
    std::string key; ///< "structures", or the public id of a record
    DataSetFields fields;
    nlohmann::json extras = nlohmann::json::object(); ///< beside the key, when it is created
    std::vector<LinkWish> links;
    bool has_links = false; ///< links are ours to keep in step (records)
    std::string adopt;      ///< id of the data set that is taken over instead of a new one
};

struct FileWish {
    std::string key, data_set; ///< "structures.csv" of "structures"
    std::filesystem::path file;
    std::uint64_t bytes = 0, rows = 0;
    std::string sha256;
    std::int64_t seq = 0; ///< revision: never replaced by an older one
    std::string title, description, type = "main";
    std::function<std::uint64_t(const std::filesystem::path&)> count; ///< rows of what came back; throws
};

/// io thread; one at a time. Throws nothing but what saving the ledger throws: errors are in the outcomes.
class UdataTarget {
public:
    explicit UdataTarget(UdataPass pass);

    boost::asio::awaitable<PublishOutcome> publish_data_set(DataSetWish wish);
    boost::asio::awaitable<PublishOutcome> publish_file(FileWish wish);
    /// All data sets that are made of records. The key of the ledger's rows for them starts with "mo_": a row
    /// without wish is of a record that was withdrawn.
    boost::asio::awaitable<PublishOutcome> publish_records(std::string resource,
                                                           std::vector<DataSetWish> wishes);

private:
    struct Seen { ///< a data set as it is now
        nlohmann::json remote;
        bool changed = false;
        std::vector<std::string> changes;
    };
    boost::asio::awaitable<void> begin();
    boost::asio::awaitable<void> save(RemoteObject& row);
    boost::asio::awaitable<void> expect_write(RemoteObject& row, Agreed& agreed, nlohmann::json pending);
    boost::asio::awaitable<void> settle_fault(RemoteObject& row, Agreed& agreed, const UdataFault& fault);
    boost::asio::awaitable<std::string> find_by_key(std::string key);
    boost::asio::awaitable<nlohmann::json> create(const DataSetWish& wish, RemoteObject& row, Agreed& agreed);
    boost::asio::awaitable<nlohmann::json> write(std::string method, std::string path, nlohmann::json body,
                                                 RemoteObject& row, Agreed& agreed, nlohmann::json pending);
    boost::asio::awaitable<Seen> bring(DataSetWish wish, RemoteObject& row);
    boost::asio::awaitable<void> bring_links(const DataSetWish& wish, RemoteObject& row, Agreed& agreed,
                                             Seen& seen);
    boost::asio::awaitable<void> look_again(const RemoteObject& row, const DataSetFields& expected);
    boost::asio::awaitable<bool> bring_record(DataSetWish wish, std::string digest,
                                              std::vector<std::string>& changes);
    struct RecordTally;
    boost::asio::awaitable<void> try_record(DataSetWish wish, std::string digest, RecordTally& tally);
    boost::asio::awaitable<void> try_withdrawn(std::string key, RecordTally& tally);
    boost::asio::awaitable<void> put_off(RemoteObject row, UdataFault fault, RecordTally& tally);
    boost::asio::awaitable<void> archive(RemoteObject& row);
    boost::asio::awaitable<void> bring_file(FileWish wish, PublishOutcome& outcome);
    static nlohmann::json shown_fields(const FileWish& wish, const nlohmann::json& before,
                                       const Agreed& agreed);
    boost::asio::awaitable<bool> holds(const FileWish& wish, const RemoteObject& row, const Agreed& agreed,
                                       nlohmann::json resource, std::string data_set);
    boost::asio::awaitable<nlohmann::json> upload(const FileWish& wish, RemoteObject& row, Agreed& agreed,
                                                  std::string data_set, std::string id);
    boost::asio::awaitable<void> dress(const FileWish& wish, RemoteObject& row, Agreed& agreed,
                                       std::string data_set, nlohmann::json before, nlohmann::json resource,
                                       bool fresh, PublishOutcome& outcome);
    boost::asio::awaitable<void> fetch_back(const FileWish& wish, std::string resource, std::string data_set);
    RemoteObject& row_of(const std::string& key);
    void wait_until_settled(const RemoteObject& row) const;
    std::string marker(const std::string& key) const; ///< value of "moisson:key"

    UdataPass pass_;
    std::unique_ptr<UdataApi> api_;
    std::string owner_;                                     ///< the user of the key
    std::optional<std::map<std::string, std::string>> ids_; ///< marker → id, of everything there
    std::set<std::string> unsure_; ///< keys whose creation in this pass may not be in ids_
    bool begun_ = false;
};

/// Names of extras; ":" is the platform's custom for whose they are.
inline constexpr const char* marker_extra = "moisson:key";
inline constexpr const char* revision_extra = "moisson:seq";
inline constexpr const char* link_extra = "moisson:rid";

} // namespace moisson
