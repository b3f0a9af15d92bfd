#include "core/store/versions.hpp"

#include "core/store/store.hpp"

namespace moisson {

std::string_view to_string(RevisionChange change) {
    static constexpr std::string_view names[] = {"created", "updated", "withdrawn", "restored"};
    return names[static_cast<std::size_t>(change)];
}

namespace {

constexpr std::int64_t near = 16; ///< so many rows are sooner passed over than another is looked up

StoreError hole(std::int64_t seq) {
    return {65, "the log of versions lacks number " + std::to_string(seq) +
                    "; run `moisson verify` and restore a backup"};
}

} // namespace

void read_version(const Statement& row, Version& version) {
    version.seq = row.integer(0);
    version.rid = row.integer(1);
    version.run = row.integer(2);
    version.change = static_cast<RevisionChange>(row.integer(3) & 3);
    version.previous = row.integer(4);
    version.source_id = row.text(5);
    version.seen_change = row.text(6);
    version.json = row.text(7);
}

Versions::Versions(Database& database)
    : database_(database), select_(database, std::string(columns_of_version) + "WHERE seq = ?1") {}

bool Versions::load(std::int64_t seq, Version& version) {
    const bool found = select_.with(seq).step();
    if (found) read_version(select_, version);
    select_.reset();
    return found;
}

void Versions::load_content(std::int64_t seq, Version& version) {
    do {
        if (!load(seq, version)) throw hole(seq);
        seq = version.previous;
    } while (version.change == RevisionChange::withdrawn);
}

void Versions::load_contents(std::span<const std::int64_t> seqs,
                             const std::function<Version&(std::size_t)>& version_of) {
    if (!select_from_)
        select_from_.emplace(database_, std::string(columns_of_version) + "WHERE seq >= ?1 ORDER BY seq");
    const auto number = [&] { return select_from_->step() ? select_from_->integer(0) : 0; };
    std::int64_t at = 0; // where the statement stands; 0: nowhere
    for (std::size_t i = 0; i < seqs.size(); ++i) {
        if (at == 0 || seqs[i] < at || seqs[i] > at + near) {
            select_from_->reset();
            select_from_->with(seqs[i]);
            at = number();
        }
        while (at != 0 && at < seqs[i]) at = number();
        if (at != seqs[i]) throw hole(seqs[i]);
        Version& version = version_of(i);
        read_version(*select_from_, version);
        if (version.change == RevisionChange::withdrawn) load_content(version.previous, version);
    }
    select_from_->reset();
}

std::int64_t Versions::in_force(std::int64_t seq, std::int64_t last_seq, RevisionChange& change) {
    Version version;
    for (; seq != 0; seq = version.previous) {
        if (!load(seq, version)) return 0;
        change = version.change;
        if (seq <= last_seq) return seq;
    }
    return 0;
}

std::int64_t last_seq_at(Database& database, UnixTime time) {
    Statement row(
        database,
        "SELECT max(ifnull((SELECT max(last_seq) FROM run WHERE finished_at <= ?1 AND last_seq > 0), "
        "0), ifnull((SELECT max(last_seq) FROM link_pass WHERE at <= ?1), 0))");
    row.with(time).step();
    return row.integer(0);
}

} // namespace moisson
