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

/// Feeds whose records a public id ever stood for: of the record that was born with it, and of all members
/// that clusters under this id ever had.
std::set<std::string> feeds_ever_behind(Database& database, const PublicId& id) {
    const auto names = feed_names(database);
    std::set<std::string> feeds;
    std::vector<std::int64_t> states;
    if (const auto rid = find_rid(database, id)) {
        feeds.insert(names.at(feed_of_rid(*rid)));
        Statement founded(database, "SELECT seq FROM cluster WHERE anchor = ?1 AND fresh IS NULL");
        for (founded.with(*rid); founded.step();) states.push_back(founded.integer(0));
    } else if (const auto cluster = ClusterRows(database).with_fresh_id(id)) {
        states.push_back(cluster->seq);
    }
    for (const std::int64_t last : states)
        for (auto state = load_golden_state(database, last); state;
             state = state->previous ? load_golden_state(database, state->previous) : std::nullopt)
            for (const packed::NamedRid& member : state->members)
                feeds.insert(names.at(feed_of_rid(member.rid)));
    return feeds;
}

/// Names the public ids that revisions touched, and says what became of each.
class IdChanges {
public:
    IdChanges(Database& database, GoldenRows& whole, GoldenRows& seen, const FeedSight& sight,
              std::int64_t after)
        : database_(database), whole_(whole), seen_(seen), sight_(sight), births_(database),
          clusters_(database), birth_order_(database), after_(after) {}

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
        if (!parsed || seen_ids_.contains(id)) return;
        const auto target = whole_.resolve(*parsed);
        if (!target) return;
        if (target->redirected && !redirects) return add_part(seq, *target);
        seen_ids_.insert(id);
        if (target->redirected && rid != 0 && birth_order_.of(rid) > after_) return; // nobody knows it
        const auto golden = whole_.load(*target);
        if (!golden) return; // its kind is in the schema no more
        tell({seq, IdChange::State::present, golden->kind, id, {}, {}}, *golden, *target);
    }

    /// What a member says may change nothing in the merged record, and everything for who sees but a part.
    void add_part(std::int64_t seq, const IdTarget& target) {
        if (!sight_.shows_all() && target.cluster) of_cluster(seq, target.cluster->number);
    }

    void tell(IdChange change, const GoldenRecord& golden, const IdTarget& target) {
        if (target.redirected) {
            change.state = IdChange::State::redirected;
            change.now_id = golden.public_id;
        } else if (!golden.active) {
            change.state = IdChange::State::withdrawn;
        }
        if (!sight_.shows_all() && !see(change, golden, target)) return;
        if (change.state == IdChange::State::present && !change.record) change.record = golden;
        found_.push_back(std::move(change));
    }

    /// As the sight sees it; false: it is none of its business.
    bool see(IdChange& change, const GoldenRecord& golden, const IdTarget& target) {
        auto seen = golden.active ? seen_.load(target) : std::nullopt;
        if (change.state == IdChange::State::present && seen) {
            change.record = std::move(seen);
            return true;
        }
        const auto id = parse_public_id(change.public_id);
        if (!id || !sight_.shows_one_of(feeds_ever_behind(database_, *id))) return false;
        if (change.state == IdChange::State::redirected && seen) return true;
        change.state = IdChange::State::withdrawn; // what is left of it is hidden
        change.now_id.clear();
        return true;
    }

    Database& database_;
    GoldenRows &whole_, &seen_;
    const FeedSight& sight_;
    PublicIds births_;
    ClusterIds clusters_;
    BirthOrder birth_order_;
    std::int64_t after_;
    std::unordered_set<std::string> seen_ids_;
    std::vector<IdChange> found_;
};

class SqlitePagedReader final : public PagedReader {
public:
    SqlitePagedReader(const std::filesystem::path& file, std::shared_ptr<const Schema> schema)
        : schema_(std::move(schema)), database_(file, Database::Mode::read),
          kinds_(opened(database_), *schema_), rows_(database_, *schema_, kinds_) {}

    std::int64_t epoch() override { return database_.number("SELECT value FROM meta WHERE name = 'epoch'"); }
    std::int64_t revision() override { return last_revision(database_); }
    std::int64_t revision_at(UnixTime time) override { return last_seq_at(database_, time); }
    std::optional<GoldenRecord> golden(const std::string& public_id, const FeedSight& sight) override;
    StoreReader::MergedView merged_view(const GoldenRecord& golden, const FeedSight& sight) override;
    bool walk(std::uint16_t kind, WalkPosition& position, std::uint64_t most_looked_at,
              const FeedSight& sight, const std::function<bool(const GoldenRecord&)>& visit) override;
    Changes changes(std::int64_t after, std::size_t rows, const FeedSight& sight) override;
    std::set<std::string> feeds_behind(const std::string& public_id) override;

private:
    struct Past {
        std::uint16_t kind = 0;
        std::int64_t revision = 0, seen_from = 0;
        std::shared_ptr<const PastClusters> clusters;
    };
    /// One question: in one transaction, about the rows as the sight sees them.
    template<class Question>
    auto ask(const FeedSight& sight, Question question) {
        Transaction transaction(database_, Transaction::Kind::read);
        try {
            return question(rows_.look_as(sight));
        } catch (...) {
            rows_.drop();
            throw;
        }
    }
    bool walk(GoldenRows& rows, std::uint16_t kind, WalkPosition& position, std::uint64_t most_looked_at,
              const std::function<bool(const GoldenRecord&)>& visit);
    Changes changes(IdChanges& ids, std::int64_t after, std::size_t rows);
    void begin(WalkPosition& position, std::int64_t present);
    std::shared_ptr<const PastClusters> past(GoldenRows& rows, std::uint16_t kind, std::int64_t revision,
                                             std::int64_t present);

    std::shared_ptr<const Schema> schema_;
    Database database_;
    KindNumbers kinds_;
    KeptGoldenRows rows_;
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

std::optional<GoldenRecord> SqlitePagedReader::golden(const std::string& public_id, const FeedSight& sight) {
    const auto id = parse_public_id(public_id);
    if (!id) return std::nullopt;
    return ask(sight, [&](GoldenRows& rows) {
        const auto target = rows.resolve(*id);
        auto golden = target ? rows.load(*target) : std::nullopt;
        if (golden && target->redirected) golden->redirected_from = public_id;
        return golden;
    });
}

StoreReader::MergedView SqlitePagedReader::merged_view(const GoldenRecord& golden, const FeedSight& sight) {
    Transaction transaction(database_, Transaction::Kind::read);
    return moisson::merged_view(database_, *schema_, kinds_, golden, sight);
}

bool SqlitePagedReader::walk(std::uint16_t kind, WalkPosition& position, std::uint64_t most_looked_at,
                             const FeedSight& sight, const std::function<bool(const GoldenRecord&)>& visit) {
    return ask(sight, [&](GoldenRows& rows) { return walk(rows, kind, position, most_looked_at, visit); });
}

bool SqlitePagedReader::walk(GoldenRows& rows, std::uint16_t kind, WalkPosition& position,
                             std::uint64_t most_looked_at,
                             const std::function<bool(const GoldenRecord&)>& visit) {
    const std::int64_t present = last_revision(database_);
    begin(position, present);
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

PagedReader::Changes SqlitePagedReader::changes(std::int64_t after, std::size_t rows,
                                                const FeedSight& sight) {
    return ask(sight, [&](GoldenRows& seen) {
        if (after > last_revision(database_)) throw EpochChanged();
        GoldenRows whole(database_, *schema_, kinds_);
        IdChanges ids(database_, whole, seen, sight, after);
        return changes(ids, after, rows);
    });
}

PagedReader::Changes SqlitePagedReader::changes(IdChanges& ids, std::int64_t after, std::size_t rows) {
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

std::set<std::string> SqlitePagedReader::feeds_behind(const std::string& public_id) {
    const auto id = parse_public_id(public_id);
    if (!id) return {};
    Transaction transaction(database_, Transaction::Kind::read);
    return feeds_ever_behind(database_, *id);
}

} // namespace

std::unique_ptr<PagedReader> PagedReader::open(const std::filesystem::path& file,
                                               std::shared_ptr<const Schema> schema) {
    return std::make_unique<SqlitePagedReader>(file, std::move(schema));
}

} // namespace moisson
