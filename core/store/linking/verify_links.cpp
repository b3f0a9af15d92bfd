#include "core/store/linking/verify_links.hpp"

#include "core/linkage/link_keys.hpp"
#include "core/store/feed_rows.hpp"
#include "core/store/linking/golden_writer.hpp"
#include "core/store/linking/pending_changes.hpp"
#include "core/store/sequence.hpp"

#include <algorithm>
#include <set>

namespace moisson {

namespace {

constexpr std::size_t verified_at_once = 4096;

class LinkVerifier {
public:
    using Tell = std::function<void(const std::string&)>;
    LinkVerifier(Database& database, const Schema& schema, const Tell& tell)
        : database_(database), schema_(schema), tell_(tell), kinds_(database, schema), tables_(database),
          others_(database) {
        for (const PendingRecord& one : pending_records(database, kinds_, linked_seq(database)))
            pending_.insert(one.rid);
        Statement touched(database, "SELECT rid FROM link_touched");
        while (touched.step()) pending_.insert(touched.integer(0));
    }

    void run() {
        for (const LinkKind& kind : load_link_kinds(database_, schema_))
            if (kind.known && kind.current) check_kind(kind);
        check_events();
    }

private:
    void check_kind(const LinkKind& kind) {
        check_records(kind);
        check_keys(kind);
        check_edges(kind);
        check_members(kind);
        check_clusters(kind);
    }

    /// One for each present record, saying what the record says.
    void check_records(const LinkKind& kind) {
        LinkRecordMaker maker(database_, schema_, kind, others_);
        std::set<std::int64_t> expected;
        for (const PendingRecord& record : all_records(database_, kinds_, kind.kind)) {
            if (!record.active || pending_.contains(record.rid)) continue;
            expected.insert(record.rid);
            const auto value = tables_.records.find(record.rid);
            if (!value)
                tell(kind, record.rid, "has no link record");
            else if (packed::record_bytes(*value) != pack(maker.make({&record, 1}, nullptr, 1).front()))
                tell(kind, record.rid, "has a link record that says something else");
        }
        tables_.records.walk(0, [&](std::int64_t rid, std::string_view value) {
            if (packed::slot_of(value) == kind.slot && !expected.contains(rid) && !pending_.contains(rid))
                tell(kind, rid, "has a link record, but is not there");
            return true;
        });
    }

    /// Keys and the keys of link records say the same, in both directions, by their numbers.
    void check_keys(const LinkKind& kind) {
        std::uint64_t of_records = 0, of_keys = 0;
        std::vector<LinkKey> keys;
        std::vector<std::int64_t> rids;
        tables_.records.walk(0, [&](std::int64_t rid, std::string_view value) {
            if (packed::slot_of(value) != kind.slot) return true;
            link_keys(kind.model, unpack_link_record(packed::record_bytes(value)), keys);
            of_records += keys.size();
            for (const LinkKey& key : keys) {
                rids.clear();
                if (const auto list = others_.keys.find(packed::key_in_map(key.key, kind.slot)))
                    packed::read_rids(*list, rids);
                if (!std::binary_search(rids.begin(), rids.end(), rid))
                    tell(kind, rid, "is missing under a key");
            }
            return true;
        });
        tables_.keys.walk(std::numeric_limits<std::int64_t>::min(),
                          [&](std::int64_t, std::string_view value) {
                              if (packed::slot_of(value) == kind.slot) of_keys += packed::count_rids(value);
                              return true;
                          });
        if (of_records != of_keys)
            tell_("linking of " + kind.name + ": records have " + std::to_string(of_records) + " keys, " +
                  std::to_string(of_keys) + " are stored");
    }

    void check_edges(const LinkKind& kind) {
        std::vector<packed::Edge> edges, back;
        tables_.edges.walk(0, [&](std::int64_t rid, std::string_view value) {
            if (packed::slot_of(value) != kind.slot) return true;
            packed::read_edges(value, edges);
            if (!others_.records.find(rid)) tell(kind, rid, "has pairs, but no link record");
            for (packed::Edge edge : edges) {
                back.clear();
                if (const auto other = others_.edges.find(edge.other)) packed::read_edges(*other, back);
                std::swap(edge.other, rid);
                if (std::find(back.begin(), back.end(), edge) == back.end())
                    tell(kind, edge.other, "has a pair that its other side does not have");
                std::swap(edge.other, rid);
                if (edge.weight < static_cast<float>(kind.thresholds.review))
                    tell(kind, rid, "has a pair below the threshold of review");
            }
            return true;
        });
    }

    /// Every present member belongs to a living cluster that has it.
    void check_members(const LinkKind& kind) {
        ClusterRows rows(database_);
        tables_.members.walk(0, [&](std::int64_t rid, std::string_view value) {
            if (packed::slot_of(value) != kind.slot) return true;
            const packed::Member member = packed::read_member(value);
            const auto cluster = rows.load(member.cluster);
            if (!cluster) {
                tell(kind, rid, "belongs to a cluster that is not there");
            } else if (member.present) {
                ++members_;
                const auto state = load_golden_state(database_, cluster->seq);
                const bool has =
                    state && std::any_of(state->members.begin(), state->members.end(),
                                         [&](const packed::NamedRid& one) { return one.rid == rid; });
                if (cluster->state != ClusterState::lives || !has)
                    tell(kind, rid, "belongs to a cluster that does not have it");
            }
            return true;
        });
        if (members_ != kind.members)
            tell_("linking of " + kind.name + ": " + std::to_string(kind.members) + " members are noted, " +
                  std::to_string(members_) + " are there");
        members_ = 0;
    }

    void check_clusters(const LinkKind& kind) {
        std::vector<std::int64_t> living;
        Statement rows(database_, "SELECT cluster FROM cluster WHERE slot = ?1 AND state = 0");
        for (rows.with(kind.slot); rows.step();) living.push_back(rows.integer(0));
        rows.reset();
        if (living.size() != kind.clusters)
            tell_("linking of " + kind.name + ": " + std::to_string(kind.clusters) + " clusters are noted, " +
                  std::to_string(living.size()) + " are there");
        GoldenMerger merger(database_, schema_, kinds_, load_trust(database_));
        ClusterRows stored(database_);
        for (std::size_t done = 0; done < living.size(); done += verified_at_once) {
            std::vector<std::pair<std::int64_t, GoldenState>> part;
            std::vector<std::int64_t> rids;
            for (std::size_t i = done; i < std::min(living.size(), done + verified_at_once); ++i) {
                const auto cluster = stored.load(living[i]);
                auto state = cluster ? load_golden_state(database_, cluster->seq) : std::nullopt;
                if (!state || state->cluster != living[i] || state->members.empty()) {
                    tell_("cluster " + std::to_string(living[i]) + " has no members");
                    continue;
                }
                for (const packed::NamedRid& member : state->members) rids.push_back(member.rid);
                part.emplace_back(living[i], std::move(*state));
            }
            merger.load(std::move(rids));
            for (const auto& [number, state] : part) check_golden(kind, merger, number, state);
        }
    }

    void check_golden(const LinkKind& kind, GoldenMerger& merger, std::int64_t number,
                      const GoldenState& state) {
        std::vector<std::int64_t> rids;
        bool waits = false;
        for (const packed::NamedRid& member : state.members) {
            rids.push_back(member.rid);
            waits = waits || pending_.contains(member.rid);
            const auto value = tables_.members.find(member.rid);
            if (!value || !(packed::read_member(*value) == packed::Member{number, true}))
                tell(kind, member.rid, "is in cluster " + std::to_string(number) + ", but does not say so");
        }
        if (waits) return; // the linker has not seen its latest version
        const GoldenState now = merger.merge(kind.kind, rids);
        if (now.members != state.members || now.json != state.json || now.origin != state.origin)
            tell_("cluster " + std::to_string(number) + " of " + kind.name +
                  ": its golden record is not what its members say");
    }

    /// One sequence: no number stands in two of its logs.
    void check_events() {
        const std::int64_t twice = database_.number(
            "SELECT count(*) FROM (SELECT seq FROM golden INTERSECT SELECT seq FROM version) ");
        const std::int64_t again = database_.number(
            "SELECT count(*) FROM cluster_event WHERE seq IN (SELECT seq FROM golden) OR seq IN "
            "(SELECT seq FROM version)");
        if (twice + again > 0) tell_("revisions of clusters have numbers of other revisions");
        if (database_.number("SELECT count(*) FROM cluster WHERE merged_into <> 0 AND merged_into NOT IN "
                             "(SELECT cluster FROM cluster)") > 0)
            tell_("clusters were merged into clusters that are not there");
    }

    void tell(const LinkKind& kind, std::int64_t rid, const std::string& what) {
        tell_(kind.name + ", feed number " + std::to_string(feed_of_rid(rid)) + ", record " +
              std::to_string(local_of_rid(rid)) + " " + what);
    }

    Database& database_;
    const Schema& schema_;
    const Tell& tell_;
    KindNumbers kinds_;
    LinkTables tables_, others_; ///< one walks, the other looks up
    std::set<std::int64_t> pending_;
    std::uint64_t members_ = 0;
};

} // namespace

void verify_links(Database& database, const Schema& schema,
                  const std::function<void(const std::string&)>& tell) {
    LinkVerifier(database, schema, tell).run();
}

} // namespace moisson
