#include "daemon/harvest/platform_desk.hpp"

#include "connectors/fetch/offload.hpp"
#include "connectors/targets/read_back.hpp"
#include "connectors/targets/udata/harvested.hpp"
#include "connectors/targets/udata/outcome.hpp"
#include "connectors/targets/udata/wishes.hpp"
#include "core/export/catalog_page.hpp"
#include "daemon/harvest/seen_reader.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace moisson {

namespace asio = boost::asio;

namespace {

std::uint64_t rows_in(const std::filesystem::path& file, const DirectoryResource& what) {
    return what.type == DirectoryResource::Type::table_schema ? count_members(file, "fields")
                                                              : count_records(file, what.format);
}

FileWish wish_of_file(const TargetConfig& target, const std::string& name, const Schema& schema,
                      const DirectoryResource& what) {
    FileWish wish;
    wish.file = target.path / name;
    wish.key = wish.file.filename(); // unique in its data set, and what an upload is called
    wish.count = [what](const std::filesystem::path& file) { return rows_in(file, what); };
    if (what.kind == no_kind) {
        wish.data_set = consultations_name;
        wish.title = "Consultations et téléchargements par jour (CSV)";
        wish.description = "Jour, objet, accès (list, record, why, changes, file, catalogue), nombre.";
        return wish;
    }
    const Kind& kind = schema.kind(what.kind);
    wish.data_set = kind.plural;
    what.per_departement ? describe_departement(wish, kind, what) : describe_file(wish, kind, what);
    return wish;
}

/// What the catalogue that we serve says: its own data sets and those that were harvested from portals.
std::vector<AnnouncedDataSet> announced_now(const AppConfig& app, StoreReader& reader, const Schema& schema) {
    const TargetConfig* served = served_target(app);
    std::ifstream in(served ? served->path / "catalog.jsonld" : std::filesystem::path(), std::ios::binary);
    const std::string catalog{std::istreambuf_iterator<char>(in), {}};
    if (catalog.empty()) throw std::runtime_error("no catalog.jsonld of ours was published yet");
    std::vector<AnnouncedDataSet> announced = announced_data_sets(catalog);
    const std::string iri = catalog_facts(catalog).iri;
    const std::vector<RevisionTime> times = reader.revision_times();
    for (std::uint16_t kind = 0; kind < schema.kinds().size(); ++kind) {
        if (!describes_data_sets(schema.kind(kind))) continue;
        reader.for_each_golden(kind, 0, [&](const GoldenRecord& record) {
            const std::string& id = record.public_id;
            announced.push_back(
                {iri + "#" + id, id, time_of_public_id(id), time_of_revision(times, record.seq)});
            return true;
        });
    }
    return announced;
}

} // namespace

struct PlatformDesk::Prepared {
    std::int64_t seq = 0;
    std::vector<RemoteObject> ledger;
    std::optional<DataSetWish> data_set;
    std::vector<FileWish> files;
    std::vector<DataSetWish> records;
    PublishOutcome exported; ///< when it failed: why nothing can be sent
};

PlatformDesk::PlatformDesk(PlatformWork work) : work_(std::move(work)), feeds_(work_.feeds) {
    const std::vector<std::string>& hidden = work_.app.public_api.private_feeds;
    if (hidden.empty()) return;
    sight_ = FeedSight::all_but({hidden.begin(), hidden.end()});
    seen_ = std::make_unique<SeenReader>(work_.reader, work_.app.store_path, work_.schema, sight_);
    std::erase_if(feeds_, [&](const FeedPtr& feed) { return !sight_.shows(feed->id); });
}

/// Our catalogue has an entry for each feed: that of a private one is shown to nobody who harvests it.
bool PlatformDesk::shows(const AnnouncedDataSet& announced) const {
    constexpr std::string_view mark = "#feed-";
    const std::size_t at = announced.uri.rfind(mark);
    return at == announced.uri.npos || sight_.shows(announced.uri.substr(at + mark.size()));
}

PlatformDesk::~PlatformDesk() = default;

/// The file is made where it stays, so that the same bytes are not made twice, and read back, before it is
/// sent.
std::vector<FileWish> PlatformDesk::file_wishes(const TargetConfig& target, const OutboxRow& row,
                                                UnixTime now, PublishOutcome& exported) const {
    TargetConfig directory = target;
    directory.catalog = false;
    const auto what = parse_directory_resource(row.resource, work_.schema);
    OutboxRow previous;
    exported = publish_to_directory(directory, row.resource, reader(), work_.schema, feeds_, previous,
                                    work_.dry_run, now);
    if (!exported.error.empty() || !what) return {};
    std::vector<FileWish> wishes;
    if (!what->per_departement) {
        wishes.push_back(wish_of_file(target, row.resource, work_.schema, *what));
        wishes.back().bytes = exported.bytes;
        wishes.back().rows = exported.rows;
        wishes.back().sha256 = exported.sha256;
        return wishes;
    }
    for (const std::string& name : departement_files(target, row.resource)) {
        FileWish wish = wish_of_file(target, name, work_.schema, *what);
        wish.bytes = std::filesystem::file_size(wish.file);
        wish.rows = wish.count(wish.file);
        wish.sha256 = file_digest(wish.file);
        wishes.push_back(std::move(wish));
    }
    return wishes;
}

PlatformDesk::Prepared PlatformDesk::prepare(const TargetConfig& target, const OutboxRow& row,
                                             UnixTime now) const {
    Prepared prepared;
    prepared.seq = reader().revision(); // before the export: what is written is at least this new
    if (!targets_.contains(target.name)) prepared.ledger = reader().remote_objects(target.name);
    const std::vector<FeedState> states = reader().feeds();
    for (std::uint16_t index = 0; index < work_.schema.kinds().size(); ++index) {
        const Kind& kind = work_.schema.kind(index);
        if (row.resource == kind.plural) prepared.data_set = wish_of_kind(target, kind, feeds_, states);
        if (row.resource != udata_records_resource(kind)) continue;
        PublishedView view(kind, feeds_, states);
        reader().for_each_golden(index, 0, [&](const GoldenRecord& record) {
            prepared.records.push_back(wish_of_record(view, record));
            return true;
        });
        return prepared;
    }
    if (row.resource == consultations_name) prepared.data_set = wish_of_consultations(target);
    if (prepared.data_set) return prepared;
    prepared.files = file_wishes(target, row, now, prepared.exported);
    for (FileWish& file : prepared.files) file.seq = prepared.seq;
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

asio::awaitable<Publication> PlatformDesk::ask_harvester(const TargetConfig& target, OutboxRow row,
                                                         UnixTime now) {
    Publication done{std::move(row), {}};
    done.outcome.target = done.row.target;
    done.outcome.resource = done.row.resource;
    std::vector<AnnouncedDataSet> announced;
    std::int64_t seq = 0;
    std::string failure;
    std::optional<UdataFault> fault;
    const auto read = [&] {
        try {
            seq = reader().revision();
            announced = announced_now(work_.app, reader(), work_.schema);
            std::erase_if(announced, [&](const AnnouncedDataSet& one) { return !shows(one); });
        } catch (const std::exception& error) {
            failure = error.what();
        }
    };
    if (work_.cpu)
        co_await offload(work_.cpu, [&] { read(); });
    else
        read();
    HarvestedDataSets harvested;
    UdataAccess access; // named: g++ 12 destroys a braced temporary of a co_await twice
    access.url = target.url;
    access.api_key = target.api_key;
    access.app = work_.app;
    access.secrets = work_.access.secrets;
    access.network = work_.access.network;
    try {
        if (failure.empty()) harvested = co_await ask_harvested(std::move(access), target.organization);
    } catch (const UdataFault& caught) {
        fault = caught;
    }
    if (!failure.empty()) {
        done.outcome.result = "failed";
        done.outcome.error = failure;
    } else if (fault) {
        fail_with(done.outcome, *fault, std::chrono::seconds(0));
    } else {
        done.outcome = judge_harvest(target, announced, harvested, done.row.sha256, now);
    }
    if (!work_.dry_run) settle_row(done.row, done.outcome, seq, now);
    co_return done;
}

/// All of them; the first that fails ends it, and the next pass finds those that are there unchanged.
asio::awaitable<PublishOutcome> PlatformDesk::publish_files(UdataTarget& platform, Prepared& prepared) {
    PublishOutcome whole = prepared.exported; // rows, bytes, digest of all
    whole.result = "unchanged";
    for (FileWish& file : prepared.files) {
        PublishOutcome one = co_await platform.publish_file(std::move(file));
        if (!one.error.empty() || prepared.files.size() == 1) co_return one;
        if (one.result == "published") whole.result = "published";
        for (std::string& change : one.changes) whole.changes.push_back(std::move(change));
    }
    whole.verified = true;
    co_return whole;
}

asio::awaitable<Publication> PlatformDesk::publish(OutboxRow row, UnixTime now) {
    Publication done{std::move(row), {}};
    done.outcome.target = done.row.target;
    done.outcome.resource = done.row.resource;
    const auto target = std::find_if(work_.app.targets.begin(), work_.app.targets.end(),
                                     [&](const TargetConfig& one) { return one.name == done.row.target; });
    if (target->type == "harvested") co_return co_await ask_harvester(*target, std::move(done.row), now);
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
    if (!failure.empty() || !prepared.exported.error.empty()) {
        if (failure.empty()) done.outcome = prepared.exported;
        if (!failure.empty()) done.outcome.result = "failed", done.outcome.error = failure;
        settle_row(done.row, done.outcome, 0, now);
        co_return done;
    }
    UdataTarget& platform = target_of(*target, now, std::move(prepared.ledger));
    const bool is_file = !prepared.exported.resource.empty();
    if (is_file)
        done.outcome = co_await publish_files(platform, prepared);
    else if (prepared.data_set)
        done.outcome = co_await platform.publish_data_set(std::move(*prepared.data_set));
    else
        done.outcome = co_await platform.publish_records(done.row.resource, std::move(prepared.records));
    done.outcome.target = done.row.target;
    done.outcome.resource = done.row.resource;
    if (is_file) done.outcome.protected_cells = prepared.exported.protected_cells;
    settle_row(done.row, done.outcome, prepared.seq, now);
    co_return done;
}

} // namespace moisson
