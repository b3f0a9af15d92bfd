// Is everything in the store that should be, and does it fit together?
#include "core/store/verify.hpp"

#include "core/change/known_index.hpp"
#include "core/mapping/mapping.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/migrate.hpp"
#include "core/store/public_ids.hpp"
#include "core/store/record_writer.hpp"
#include "core/store/store.hpp"

namespace moisson {

namespace {

constexpr std::size_t problems_told = 50;

/// Problems, told up to a limit and then only counted.
class Problems {
public:
    void add(const std::string& text) {
        if (++count_ <= problems_told) texts_.push_back(text);
    }
    std::vector<std::string> take() {
        if (count_ > problems_told)
            texts_.push_back("… and " + std::to_string(count_ - problems_told) + " more problems");
        return std::move(texts_);
    }

private:
    std::size_t count_ = 0;
    std::vector<std::string> texts_;
};

class Verifier {
public:
    Verifier(Database& database, const Schema& schema)
        : database_(database), schema_(schema), kinds_(database, schema), feeds_(feed_names(database)),
          revision_(database, "SELECT rid, change, previous, run FROM revision WHERE seq = ?1"),
          key_(database, "SELECT 1 FROM record_key WHERE feed = ?1 AND key = ?2 AND rid = ?3"),
          cluster_(database, "SELECT kind, active, member FROM cluster WHERE cluster = ?1") {}

    std::vector<std::string> run() {
        check_file();
        check_records();
        check_public_ids();
        check_feeds();
        check_totals();
        return problems_.take();
    }

private:
    std::string name(std::int64_t rid) {
        return feeds_[feed_of_rid(rid)] + " record " + std::to_string(local_of_rid(rid));
    }

    void check_file() {
        Statement rows(database_, "PRAGMA integrity_check");
        while (rows.step())
            if (rows.text(0) != "ok") problems_.add("integrity_check: " + rows.string(0));
        Statement keys(database_, "PRAGMA foreign_key_check");
        while (keys.step())
            problems_.add("table " + keys.string(0) + " refers to nothing in " + keys.string(2));
    }

    void check_records() {
        Statement rows(database_,
                       "SELECT r.rid, r.key, r.fingerprint, r.kind, r.active, r.cluster, b.seq, "
                       "b.source_id, b.json, r.misses FROM record r LEFT JOIN body b ON b.rid = r.rid");
        while (rows.step()) {
            if (rows.is_null(6)) {
                problems_.add(name(rows.integer(0)) + " has no body");
                continue;
            }
            check_identity(rows);
            check_content(rows);
            check_chain(rows.integer(0), rows.integer(6), rows.integer(4) != 0);
            if (rows.integer(4) != 0 && rows.integer(9) > 0) ++in_grace_[feed_of_rid(rows.integer(0))];
            if (rows.integer(4) != 0) ++active_[{feed_of_rid(rows.integer(0)), rows.integer(3)}];
        }
    }

    void check_identity(const Statement& row) {
        const std::int64_t rid = row.integer(0);
        if (record_key(static_cast<std::uint16_t>(row.integer(3)), row.text(7)) != row.bits(1))
            problems_.add(name(rid) + ": its key is not the one of its id");
        if (!key_.with(feed_of_rid(rid), row.integer(1), rid).step())
            problems_.add(name(rid) + " cannot be found by its id");
        if (!cluster_.with(row.integer(5)).step())
            problems_.add(name(rid) + " has no cluster");
        else if (cluster_.integer(0) != row.integer(3) || cluster_.integer(1) != row.integer(4) ||
                 cluster_.integer(2) != rid)
            problems_.add(name(rid) + " does not agree with its cluster");
        key_.reset();
        cluster_.reset();
    }

    void check_content(const Statement& row) {
        const int kind = kinds_.schema_kind(row.integer(3));
        if (kind < 0) return; // its schema file was removed; it waits
        try {
            const auto index = static_cast<std::uint16_t>(kind);
            const Record record = read_body(schema_, index, row.text(7), row.text(8));
            if (fingerprint(schema_.kind(index), record) != row.bits(2))
                problems_.add(name(row.integer(0)) + ": its body has not the fingerprint that was stored");
        } catch (const std::exception& error) {
            problems_.add(name(row.integer(0)) + ": its body cannot be read: " + error.what());
        }
    }

    /// From the last revision back to `created`.
    void check_chain(std::int64_t rid, std::int64_t last, bool active) {
        for (std::int64_t seq = last;;) {
            if (!revision_.with(seq).step())
                return problems_.add(name(rid) + ": revision " + std::to_string(seq) + " is missing");
            ++revisions_;
            const auto change = static_cast<RevisionChange>(revision_.integer(1));
            if (revision_.integer(0) != rid)
                return problems_.add(name(rid) + ": revision " + std::to_string(seq) +
                                     " is of another record");
            if (seq == last && active != (change != RevisionChange::withdrawn))
                problems_.add(name(rid) + ": its last revision says otherwise than its state");
            const bool first = revision_.is_null(2);
            if (first != (change == RevisionChange::created) || (!first && revision_.integer(2) >= seq))
                return problems_.add(name(rid) + ": the chain of its revisions breaks at " +
                                     std::to_string(seq));
            if (first) break;
            seq = revision_.integer(2);
        }
        revision_.reset();
    }

    void check_public_ids() {
        Statement rows(database_, "SELECT cluster, public_id, member FROM cluster ORDER BY cluster");
        std::string before;
        while (rows.step()) {
            ++clusters_;
            if (rows.text(1).size() != std::tuple_size_v<PublicId> || rows.text(1) <= before)
                problems_.add("cluster " + std::to_string(rows.integer(0)) +
                              ": its public id is not above the one before");
            before = rows.string(1);
        }
    }

    void check_feeds() {
        for (const FeedRow& feed : load_feeds(database_, schema_)) {
            if (feed.state.in_grace != in_grace_[feed.number])
                problems_.add("feed " + feed.state.feed + " says " + std::to_string(feed.state.in_grace) +
                              " records in grace; there are " + std::to_string(in_grace_[feed.number]));
            for (std::size_t kind = 0; kind < schema_.kinds().size(); ++kind) {
                const auto stored = kinds_.stored_kind(static_cast<std::uint16_t>(kind));
                const auto counted = feed.state.records.find(schema_.kind(kind).name);
                const std::uint64_t said = counted == feed.state.records.end() ? 0 : counted->second;
                if (said != active_[{feed.number, stored}])
                    problems_.add("feed " + feed.state.feed + " says " + std::to_string(said) +
                                  " active records of " + schema_.kind(kind).name + "; there are " +
                                  std::to_string(active_[{feed.number, stored}]));
            }
        }
    }

    void check_totals() {
        if (const std::int64_t all = database_.number("SELECT count(*) FROM revision"); all != revisions_)
            problems_.add("the revision log has " + std::to_string(all) + " rows; the records lead to " +
                          std::to_string(revisions_));
        const std::int64_t records = database_.number("SELECT count(*) FROM record");
        for (const char* table : {"body", "record_key", "cluster"})
            if (const std::int64_t rows = database_.number(std::string("SELECT count(*) FROM ") + table);
                rows != records)
                problems_.add(std::string("table ") + table + " has " + std::to_string(rows) + " rows for " +
                              std::to_string(records) + " records");
        if (database_.number("SELECT count(*) FROM revision WHERE run NOT IN (SELECT run FROM run)") > 0)
            problems_.add("revisions belong to runs that the journal does not have");
    }

    Database& database_;
    const Schema& schema_;
    KindNumbers kinds_;
    std::map<std::int64_t, std::string> feeds_;
    Statement revision_, key_, cluster_;
    Problems problems_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t> active_; ///< (feed, kind)
    std::map<std::int64_t, std::uint64_t> in_grace_;
    std::int64_t revisions_ = 0, clusters_ = 0;
};

} // namespace

std::vector<std::string> verify_database(Database& database, const Schema& schema) {
    return Verifier(database, schema).run();
}

std::vector<std::string> verify_store(const std::filesystem::path& store, const Schema& schema) {
    Database database(store, Database::Mode::read);
    require_current(database);
    Transaction transaction(database, Transaction::Kind::read);
    return verify_database(database, schema);
}

} // namespace moisson
