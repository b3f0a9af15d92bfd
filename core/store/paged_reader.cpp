#include "core/store/paged_reader.hpp"

#include "core/store/feed_rows.hpp"
#include "core/store/linking/golden_rows.hpp"
#include "core/store/linking/golden_writer.hpp"
#include "core/store/migrate.hpp"
#include "core/store/sequence.hpp"

#include <unordered_set>

namespace moisson {

namespace {

constexpr std::size_t kept_pasts = 4; ///< walks of different ages under way at once

Database& opened(Database& database) {
    require_current(database);
    return database;
}

/// Names the public ids that revisions touched, and says what became of each.
class IdChanges {
public:
    IdChanges(Database& database, const Schema& schema, const KindNumbers& kinds, std::int64_t after)
        : database_(database), golden_(database, schema, kinds), births_(database), clusters_(database),
          birth_order_(database), after_(after) {}

    /// A version of a record: the id that it was born with, unless that id leads elsewhere.
    void of_record(std::int64_t seq, std::int64_t rid) { add(seq, births_.of(rid), rid, false); }
    void of_cluster(std::int64_t seq, std::int64_t cluster) { add(seq, clusters_.of(cluster), 0, true); }
    void of_event(std::int64_t seq, std::int64_t cluster, std::int64_t other, std::int64_t rid) {
        of_cluster(seq, cluster);
        of_cluster(seq, other);
        if (rid != 0) add(seq, births_.of(rid), rid, true);
    }
    std::vector<IdChange> take() { return std::move(found_); }

private:
    /// `rid`: the record that was born with the id. `redirects`: also when it leads elsewhere now.
    void add(std::int64_t seq, const std::string& id, std::int64_t rid, bool redirects) {
        const auto parsed = parse_public_id(id);
        if (!parsed || seen_.contains(id)) return;
        const auto target = resolve_id(database_, *parsed);
        if (!target || (target->redirected && !redirects)) return;
        seen_.insert(id);
        if (target->redirected && rid != 0 && birth_order_.of(rid) > after_) return; // nobody knows it
        auto golden = golden_.load(*target);
        if (!golden) return; // its kind is in the schema no more
        IdChange change{seq, IdChange::State::present, golden->kind, id, {}, {}};
        if (target->redirected) {
            change.state = IdChange::State::redirected;
            change.now_id = golden->public_id;
        } else if (golden->active) {
            change.record = std::move(golden);
        } else {
            change.state = IdChange::State::withdrawn;
        }
        found_.push_back(std::move(change));
    }

    Database& database_;
    GoldenRows golden_;
    PublicIds births_;
    ClusterIds clusters_;
    BirthOrder birth_order_;
    std::int64_t after_;
    std::unordered_set<std::string> seen_;
    std::vector<IdChange> found_;
};

class SqlitePagedReader final : public PagedReader {
public:
    SqlitePagedReader(const std::filesystem::path& file, std::shared_ptr<const Schema> schema)
        : schema_(std::move(schema)), database_(file, Database::Mode::read),
          kinds_(opened(database_), *schema_) {}

    std::int64_t epoch() override { return database_.number("SELECT value FROM meta WHERE name = 'epoch'"); }
    std::int64_t revision() override { return last_revision(database_); }
    std::int64_t revision_at(UnixTime time) override { return last_seq_at(database_, time); }
    bool walk(std::uint16_t kind, WalkPosition& position, std::uint64_t most_looked_at,
              const std::function<bool(const GoldenRecord&)>& visit) override;
    Changes changes(std::int64_t after, std::size_t rows) override;
    std::set<std::string> feeds_behind(const std::string& public_id) override;

private:
    struct Past {
        std::uint16_t kind = 0;
        std::int64_t revision = 0, seen_from = 0;
        std::shared_ptr<const PastClusters> clusters;
    };
    void begin(WalkPosition& position, std::int64_t present);
    std::shared_ptr<const PastClusters> past(GoldenRows& rows, std::uint16_t kind, std::int64_t revision,
                                             std::int64_t present);

    std::shared_ptr<const Schema> schema_;
    Database database_;
    KindNumbers kinds_;
    std::vector<Past> pasts_; ///< the latest used last
};

void SqlitePagedReader::begin(WalkPosition& position, std::int64_t present) {
    const std::int64_t now = epoch();
    if (position.epoch == 0) {
        position.epoch = now;
        position.revision = present;
    } else if (position.epoch != now || position.revision > present) {
        throw EpochChanged();
    }
}

/// The pages of one walk ask for the same past again and again.
std::shared_ptr<const PastClusters> SqlitePagedReader::past(GoldenRows& rows, std::uint16_t kind,
                                                            std::int64_t revision, std::int64_t present) {
    std::erase_if(pasts_, [&](const Past& past) { return past.seen_from != present; });
    for (const Past& past : pasts_)
        if (past.kind == kind && past.revision == revision) return past.clusters;
    if (pasts_.size() == kept_pasts) pasts_.erase(pasts_.begin());
    pasts_.push_back({kind, revision, present, rows.past(kind, revision)});
    return pasts_.back().clusters;
}

bool SqlitePagedReader::walk(std::uint16_t kind, WalkPosition& position, std::uint64_t most_looked_at,
                             const std::function<bool(const GoldenRecord&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    const std::int64_t present = last_revision(database_);
    begin(position, present);
    GoldenRows rows(database_, *schema_, kinds_);
    GoldenRange range{.kind = kind};
    range.after = parse_public_id(position.after);
    range.most_looked_at = most_looked_at;
    range.clusters_at_once = std::min<std::uint64_t>(most_looked_at, 512);
    if (position.revision != present) {
        range.last_seq = position.revision;
        range.past = past(rows, kind, position.revision, present);
    }
    const auto stopped = rows.walk(range, visit);
    if (stopped) position.after = to_text(*stopped);
    return stopped.has_value();
}

PagedReader::Changes SqlitePagedReader::changes(std::int64_t after, std::size_t rows) {
    Transaction transaction(database_, Transaction::Kind::read);
    if (after > last_revision(database_)) throw EpochChanged();
    IdChanges ids(database_, *schema_, kinds_, after);
    Statement log(database_, "SELECT seq, 0, rid, 0, 0 FROM version WHERE seq > ?1 UNION ALL "
                             "SELECT seq, 1, cluster, 0, 0 FROM golden WHERE seq > ?1 UNION ALL "
                             "SELECT seq, 2, cluster, other, rid FROM cluster_event WHERE seq > ?1 "
                             "ORDER BY seq LIMIT ?2");
    Changes found;
    found.last = after;
    std::size_t looked_at = 0;
    for (log.with(after, rows + 1); log.step();) {
        found.more = ++looked_at > rows;
        if (found.more) break;
        found.last = log.integer(0);
        if (log.integer(1) == 0)
            ids.of_record(found.last, log.integer(2));
        else if (log.integer(1) == 1)
            ids.of_cluster(found.last, log.integer(2));
        else
            ids.of_event(found.last, log.integer(2), log.integer(3), log.integer(4));
    }
    found.ids = ids.take();
    return found;
}

/// The record that was born with the id, and all members that clusters under this id ever had.
std::set<std::string> SqlitePagedReader::feeds_behind(const std::string& public_id) {
    const auto id = parse_public_id(public_id);
    if (!id) return {};
    Transaction transaction(database_, Transaction::Kind::read);
    const auto names = feed_names(database_);
    std::set<std::string> feeds;
    std::vector<std::int64_t> states;
    if (const auto rid = find_rid(database_, *id)) {
        feeds.insert(names.at(feed_of_rid(*rid)));
        Statement founded(database_, "SELECT seq FROM cluster WHERE anchor = ?1 AND fresh IS NULL");
        for (founded.with(*rid); founded.step();) states.push_back(founded.integer(0));
    } else if (const auto cluster = ClusterRows(database_).with_fresh_id(*id)) {
        states.push_back(cluster->seq);
    }
    for (const std::int64_t last : states)
        for (auto state = load_golden_state(database_, last); state;
             state = state->previous ? load_golden_state(database_, state->previous) : std::nullopt)
            for (const packed::NamedRid& member : state->members)
                feeds.insert(names.at(feed_of_rid(member.rid)));
    return feeds;
}

} // namespace

std::unique_ptr<PagedReader> PagedReader::open(const std::filesystem::path& file,
                                               std::shared_ptr<const Schema> schema) {
    return std::make_unique<SqlitePagedReader>(file, std::move(schema));
}

} // namespace moisson
