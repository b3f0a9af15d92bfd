// Is everything in the store that should be, and does it fit together?
#include "core/store/verify.hpp"

#include "core/mapping/mapping.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/identity.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/linking/verify_links.hpp"
#include "core/store/migrate.hpp"
#include "core/store/public_ids.hpp"
#include "core/store/versions.hpp"

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
        : database_(database), schema_(schema), kinds_(database, schema), versions_(database),
          public_ids_(database) {}

    std::vector<std::string> run() {
        check_file();
        for (const FeedRow& feed : load_feeds(database_)) check_feed(feed);
        check_births();
        check_totals();
        verify_links(database_, schema_, [this](const std::string& text) { problems_.add(text); });
        return problems_.take();
    }

private:
    void check_file() {
        Statement rows(database_, "PRAGMA integrity_check");
        while (rows.step())
            if (rows.text(0) != "ok") problems_.add("integrity_check: " + rows.string(0));
        Statement keys(database_, "PRAGMA foreign_key_check");
        while (keys.step())
            problems_.add("table " + keys.string(0) + " refers to nothing in " + keys.string(2));
    }

    void check_feed(const FeedRow& feed) {
        std::map<std::int64_t, std::uint64_t> active;
        std::uint64_t in_grace = 0;
        std::uint32_t next = 0;
        scan_identities(database_, feed.number, [&](const Identity& identity) {
            name_ = "feed " + feed.state.feed + ", record " + std::to_string(identity.known.local_id);
            if (identity.known.local_id != next++) problems_.add(name_ + ": records before it are missing");
            next = identity.known.local_id + 1;
            check_record(record_rid(feed.number, identity.known.local_id), identity);
            if (identity.known.active) ++active[identity.known.kind];
            if (identity.known.active && identity.known.misses > 0) ++in_grace;
            return true;
        });
        expect("feed " + feed.state.feed + ": records", feed.next_local, next);
        expect("feed " + feed.state.feed + ": records in grace", feed.state.in_grace, in_grace);
        records_ += next;
        for (std::size_t kind = 0; kind < schema_.kinds().size(); ++kind) {
            const std::string& name = schema_.kind(kind).name;
            const auto counted = feed.state.records.find(name);
            expect("feed " + feed.state.feed + ": active records of " + name,
                   counted == feed.state.records.end() ? 0 : counted->second,
                   active[kinds_.stored_kind(static_cast<std::uint16_t>(kind))]);
        }
    }

    void expect(const std::string& what, std::uint64_t said, std::uint64_t found) {
        if (said != found)
            problems_.add(what + ": " + std::to_string(said) + " are noted, " + std::to_string(found) +
                          " are there");
    }

    void check_record(std::int64_t rid, const Identity& identity) {
        if (!check_chain(rid, identity)) return;
        try {
            versions_.load_content(identity.seq, version_);
            check_content(identity);
        } catch (const std::exception& error) {
            problems_.add(name_ + ": its content cannot be read: " + error.what());
        }
        if (public_ids_.of(rid).empty()) problems_.add(name_ + ": it has no public id");
    }

    /// From the present version back to `created`.
    bool check_chain(std::int64_t rid, const Identity& identity) {
        std::int64_t before = identity.seq + 1;
        for (std::int64_t seq = identity.seq; seq != 0; seq = version_.previous) {
            if (seq >= before || !versions_.load(seq, version_) || version_.rid != rid) {
                problems_.add(name_ + ": its history breaks at version " + std::to_string(seq));
                return false;
            }
            ++versions_seen_;
            before = seq;
            const bool withdrawn = version_.change == RevisionChange::withdrawn;
            if (seq == identity.seq && identity.known.active == withdrawn)
                problems_.add(name_ + ": its last version says otherwise than its state");
            if ((version_.previous == 0) != (version_.change == RevisionChange::created))
                problems_.add(name_ + ": version " + std::to_string(seq) + " should not be its first");
        }
        return true;
    }

    void check_content(const Identity& identity) {
        if (record_key(identity.known.kind, version_.source_id) != identity.known.key)
            problems_.add(name_ + ": its key is not the one of its id " + version_.source_id);
        const int kind = kinds_.schema_kind(identity.known.kind);
        if (kind < 0) return; // its schema file was removed; it waits
        const auto index = static_cast<std::uint16_t>(kind);
        const Record record = read_body(schema_, index, version_.source_id, version_.json);
        if (fingerprint(schema_.kind(index), record) != identity.known.fingerprint)
            problems_.add(name_ + ": its content has not the fingerprint that was noted");
    }

    /// Public ids grow, and each created record has one.
    void check_births() {
        Statement rows = births(database_);
        PublicId last{};
        while (rows.step()) {
            const Birth birth = read_birth(rows);
            births_ += birth.ids.count;
            if (birth.ids.count == 0 || birth.ids.first <= last)
                problems_.add("the public ids from revision " + std::to_string(birth.first_seq) +
                              " on are not above those before");
            if (birth.ids.count > 0) last = birth.ids.at(birth.ids.count - 1);
        }
    }

    void check_totals() {
        expect("public ids", births_, records_);
        expect("versions", static_cast<std::uint64_t>(database_.number("SELECT count(*) FROM version")),
               versions_seen_);
        const std::int64_t lost = database_.number("SELECT count(DISTINCT run) FROM version WHERE run NOT IN "
                                                   "(SELECT run FROM run)");
        if (lost > 0) problems_.add("versions belong to runs that the journal does not have");
    }

    Database& database_;
    const Schema& schema_;
    KindNumbers kinds_;
    Versions versions_;
    PublicIds public_ids_;
    Version version_;
    std::string name_; ///< of the record under examination
    Problems problems_;
    std::uint64_t records_ = 0, versions_seen_ = 0, births_ = 0;
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
