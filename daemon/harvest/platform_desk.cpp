#include "daemon/harvest/platform_desk.hpp"

#include "connectors/fetch/offload.hpp"
#include "connectors/targets/read_back.hpp"
#include "connectors/targets/udata/wishes.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {

namespace asio = boost::asio;

namespace {

std::uint64_t rows_in(const std::filesystem::path& file, const DirectoryResource& what) {
    return what.type == DirectoryResource::Type::records ? count_records(file, what.format)
                                                         : count_members(file, "fields");
}

} // namespace

struct PlatformDesk::Prepared {
    std::int64_t seq = 0;
    std::vector<RemoteObject> ledger;
    std::optional<DataSetWish> data_set;
    std::optional<FileWish> file;
    std::vector<DataSetWish> records;
    PublishOutcome exported; ///< when it failed: why nothing can be sent
};

PlatformDesk::PlatformDesk(PlatformWork work) : work_(std::move(work)) {}
PlatformDesk::~PlatformDesk() = default;

/// The file is made where it stays, so that the same bytes are not made twice, and read back, before it is
/// sent.
FileWish PlatformDesk::file_wish(const TargetConfig& target, const OutboxRow& row, UnixTime now,
                                 PublishOutcome& exported) const {
    TargetConfig directory = target;
    directory.catalog = false;
    FileWish wish;
    const auto what = parse_directory_resource(row.resource, work_.schema);
    OutboxRow previous;
    exported = publish_to_directory(directory, row.resource, work_.reader, work_.schema, work_.feeds,
                                    previous, work_.dry_run, now);
    if (!exported.error.empty() || !what) return wish;
    const Kind& kind = work_.schema.kind(what->kind);
    wish.key = row.resource;
    wish.data_set = kind.plural;
    wish.file = target.path / row.resource;
    wish.bytes = exported.bytes;
    wish.rows = exported.rows;
    wish.sha256 = exported.sha256;
    describe_file(wish, kind, *what);
    wish.count = [resource = *what](const std::filesystem::path& file) { return rows_in(file, resource); };
    return wish;
}

PlatformDesk::Prepared PlatformDesk::prepare(const TargetConfig& target, const OutboxRow& row,
                                             UnixTime now) const {
    Prepared prepared;
    prepared.seq = work_.reader.revision(); // before the export: what is written is at least this new
    if (!targets_.contains(target.name)) prepared.ledger = work_.reader.remote_objects(target.name);
    const std::vector<FeedState> states = work_.reader.feeds();
    for (std::uint16_t index = 0; index < work_.schema.kinds().size(); ++index) {
        const Kind& kind = work_.schema.kind(index);
        if (row.resource == kind.plural) prepared.data_set = wish_of_kind(target, kind, work_.feeds, states);
        if (row.resource != udata_records_resource(kind)) continue;
        PublishedView view(kind, work_.feeds, states);
        work_.reader.for_each_golden(index, 0, [&](const GoldenRecord& record) {
            prepared.records.push_back(wish_of_record(view, record));
            return true;
        });
        return prepared;
    }
    if (prepared.data_set) return prepared;
    prepared.file = file_wish(target, row, now, prepared.exported);
    prepared.file->seq = prepared.seq;
    return prepared;
}

UdataTarget& PlatformDesk::target_of(const TargetConfig& target, UnixTime now,
                                     std::vector<RemoteObject> ledger) {
    std::unique_ptr<UdataTarget>& known = targets_[target.name];
    if (known) return *known;
    UdataPass pass;
    pass.target = target;
    pass.access = {target.url, target.api_key, work_.app, work_.access.secrets, work_.access.network, {}};
    for (RemoteObject& row : ledger) {
        const std::string key = row.key;
        pass.ledger.rows.emplace(key, std::move(row));
    }
    pass.ledger.save = work_.save;
    pass.scratch = target.path;
    pass.cpu = work_.cpu;
    pass.now = now;
    pass.dry_run = work_.dry_run;
    pass.again = work_.again;
    pass.stopping = work_.stopping;
    known = std::make_unique<UdataTarget>(std::move(pass));
    return *known;
}

asio::awaitable<Publication> PlatformDesk::publish(OutboxRow row, UnixTime now) {
    Publication done{std::move(row), {}};
    done.outcome.target = done.row.target;
    done.outcome.resource = done.row.resource;
    const auto target = std::find_if(work_.app.targets.begin(), work_.app.targets.end(),
                                     [&](const TargetConfig& one) { return one.name == done.row.target; });
    Prepared prepared;
    std::string failure;
    const auto make = [&] {
        try {
            prepared = prepare(*target, done.row, now);
        } catch (const std::exception& error) {
            failure = error.what();
        }
    };
    if (work_.cpu)
        co_await offload(work_.cpu, [&] { make(); });
    else
        make();
    if (!failure.empty() || (prepared.file && !prepared.exported.error.empty())) {
        if (failure.empty()) done.outcome = prepared.exported;
        if (!failure.empty()) done.outcome.result = "failed", done.outcome.error = failure;
        settle_row(done.row, done.outcome, 0, now);
        co_return done;
    }
    UdataTarget& platform = target_of(*target, now, std::move(prepared.ledger));
    if (prepared.file)
        done.outcome = co_await platform.publish_file(std::move(*prepared.file));
    else if (prepared.data_set)
        done.outcome = co_await platform.publish_data_set(std::move(*prepared.data_set));
    else
        done.outcome = co_await platform.publish_records(done.row.resource, std::move(prepared.records));
    if (prepared.file) done.outcome.protected_cells = prepared.exported.protected_cells;
    settle_row(done.row, done.outcome, prepared.seq, now);
    co_return done;
}

} // namespace moisson
