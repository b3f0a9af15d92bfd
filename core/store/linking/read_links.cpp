// The reader's questions about linking: clusters, pairs, events, decisions.
#include "core/store/feed_rows.hpp"
#include "core/store/linking/pair_rows.hpp"
#include "core/store/sqlite_reader.hpp"

#include <algorithm>
#include <cmath>

namespace moisson {

namespace {

/// A pair that may be shown to a person, and how much it matters.
struct ReviewCandidate {
    std::int64_t a = 0, b = 0;
    Levels levels;
    float weight = 0;
    double rank = 0;
};

/// Uncertainty of the verdict: highest where both answers are as likely.
double uncertainty(double weight, const LinkThresholds& thresholds) {
    const double p = 1 / (1 + std::exp2(thresholds.same - weight));
    return 4 * p * (1 - p);
}

/// Members of living clusters with what a pair's rank needs; others count as clusters of one.
class ClusterSizes {
public:
    ClusterSizes(Database& database, LinkTables& tables)
        : database_(database), tables_(tables), rows_(database) {}
    std::int64_t cluster(std::int64_t rid) {
        const auto value = tables_.members.find(rid);
        const packed::Member member = value ? packed::read_member(*value) : packed::Member{0, false};
        return member.present ? member.cluster : 0;
    }
    std::size_t size(std::int64_t cluster) {
        const auto row = cluster == 0 ? std::nullopt : rows_.load(cluster);
        const auto state = row ? load_golden_state(database_, row->seq) : std::nullopt;
        return state ? state->members.size() : 1;
    }

private:
    Database& database_;
    LinkTables& tables_;
    ClusterRows rows_;
};

/// Keeps the best `limit` of many.
void keep_best(std::vector<ReviewCandidate>& found, std::size_t limit) {
    const auto better = [](const ReviewCandidate& x, const ReviewCandidate& y) {
        if (x.rank != y.rank) return x.rank > y.rank;
        return x.a != y.a ? x.a < y.a : x.b < y.b;
    };
    std::sort(found.begin(), found.end(), better);
    if (found.size() > limit) found.resize(limit);
}

/// The best pair that holds each member; of the weakest member, the weight of the cluster.
double weight_of(LinkTables& tables, const GoldenState& state) {
    std::vector<std::int64_t> rids;
    for (const packed::NamedRid& member : state.members) rids.push_back(member.rid);
    std::vector<packed::Edge> near;
    std::optional<double> weakest;
    tables.edges.find(rids, [&](std::size_t, const std::string_view* value) {
        near.clear();
        if (value) packed::read_edges(*value, near);
        std::optional<double> best;
        for (const packed::Edge& edge : near)
            if (std::binary_search(rids.begin(), rids.end(), edge.other))
                best = std::max(best.value_or(edge.weight), static_cast<double>(edge.weight));
        weakest = std::min(weakest.value_or(best.value_or(0)), best.value_or(0));
    });
    return weakest.value_or(0);
}

} // namespace

void SqliteReader::clusters(std::uint16_t kind, const std::function<bool(const ClusterRow&)>& visit) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto slot = slot_of_kind(database_, schema_->kind(kind).name);
    if (!slot) return;
    LinkTables tables(database_);
    ClusterIds ids(database_);
    ClusterRows stored(database_);
    const auto feeds = feed_names(database_);
    struct Found {
        std::string public_id;
        std::int64_t number;
    };
    std::vector<Found> found;
    Statement rows(database_, "SELECT cluster FROM cluster WHERE slot = ?1 AND state = 0 ORDER BY cluster");
    for (rows.with(*slot); rows.step();) found.push_back({ids.of(rows.integer(0)), rows.integer(0)});
    rows.reset();
    std::sort(found.begin(), found.end(),
              [](const Found& a, const Found& b) { return a.public_id < b.public_id; });
    for (const Found& one : found) {
        const auto row = stored.load(one.number);
        const auto state = row ? load_golden_state(database_, row->seq) : std::nullopt;
        if (!state || state->members.size() < 2) continue;
        ClusterRow cluster{one.public_id, kind, state->seq, {}, weight_of(tables, *state)};
        for (const packed::NamedRid& member : state->members)
            cluster.members.push_back(
                {schema_->kind(kind).name, feeds.at(feed_of_rid(member.rid)), member.id});
        if (!visit(cluster)) return;
    }
}

std::vector<PairRow> SqliteReader::review_pairs(std::uint16_t kind, std::size_t limit) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto linked = linked_kind(database_, *schema_, kind);
    if (!linked || limit == 0) return {};
    PairRows rows(database_, *schema_, kinds_, *linked);
    LinkTables seen(database_); // beside the one that walks
    ClusterSizes sizes(database_, seen);
    std::vector<ReviewCandidate> found;
    std::vector<packed::Edge> near;
    double least = 0; // of those kept: most others need no look at their clusters
    std::size_t largest = 2;
    rows.tables().edges.walk(0, [&](std::int64_t rid, std::string_view value) {
        if (packed::slot_of(value) != linked->slot) return true;
        packed::read_edges(value, near);
        for (const packed::Edge& edge : near) {
            if (edge.other < rid || rows.verdict(rid, edge.other)) continue;
            const double doubt = uncertainty(edge.weight, linked->thresholds);
            if (found.size() >= limit && doubt * static_cast<double>(largest) < least) continue;
            const std::int64_t a = sizes.cluster(rid), b = sizes.cluster(edge.other);
            if (a != 0 && a == b) continue;
            const std::size_t size = sizes.size(a) + sizes.size(b);
            largest = std::max(largest, size);
            found.push_back({rid, edge.other, edge.levels, edge.weight, doubt * static_cast<double>(size)});
        }
        if (found.size() < 4 * limit + 1000) return true;
        keep_best(found, limit);
        least = found.back().rank;
        return true;
    });
    keep_best(found, limit);
    std::vector<PairRow> result;
    for (const ReviewCandidate& one : found)
        result.push_back(rows.make(one.a, one.b, one.levels, one.weight));
    return result;
}

StoreReader::MergedView merged_view(Database& database, const Schema& schema, const KindNumbers& kinds,
                                    const GoldenRecord& golden, const FeedSight& sight) {
    StoreReader::MergedView view;
    const auto id = parse_public_id(golden.public_id);
    const auto target = id ? resolve_id(database, *id) : std::nullopt;
    const auto state =
        target && target->cluster ? load_golden_state(database, target->cluster->seq) : std::nullopt;
    const auto feeds = feed_names(database);
    std::vector<std::int64_t> rids;
    if (state)
        for (const packed::NamedRid& member : state->members)
            if (sight.shows(feeds.at(feed_of_rid(member.rid)))) rids.push_back(member.rid);
    if (rids.size() < 2) {
        view.members.push_back(golden);
        return view;
    }
    GoldenMerger merger(database, schema, kinds, load_trust(database));
    merger.load(rids);
    for (const std::int64_t rid : rids) view.members.push_back(merger.member(rid));
    view.merged = merger.explain(golden.kind, rids).fields;
    return view;
}

StoreReader::MergedView SqliteReader::merged_view(const GoldenRecord& golden) {
    Transaction transaction(database_, Transaction::Kind::read);
    return moisson::merged_view(database_, *schema_, kinds_, golden, {});
}

std::vector<PairRow> SqliteReader::edges_of(const std::string& public_id) {
    const auto id = parse_public_id(public_id);
    Transaction transaction(database_, Transaction::Kind::read);
    const auto target = id ? resolve_id(database_, *id) : std::nullopt;
    if (!target) return {};
    std::vector<std::int64_t> rids = {target->rid};
    if (target->cluster) {
        rids.clear();
        if (const auto state = load_golden_state(database_, target->cluster->seq))
            for (const packed::NamedRid& member : state->members) rids.push_back(member.rid);
    }
    if (rids.empty()) return {};
    const Identity* identity = nullptr;
    IdentityReader identities(database_);
    identity = identities.find(rids.front());
    const int kind = identity ? kinds_.schema_kind(identity->known.kind) : -1;
    const auto linked =
        kind < 0 ? std::nullopt : linked_kind(database_, *schema_, static_cast<std::uint16_t>(kind));
    if (!linked) return {};
    PairRows rows(database_, *schema_, kinds_, *linked);
    const bool alone = rids.size() == 1;
    std::vector<std::pair<std::int64_t, packed::Edge>> found;
    std::vector<packed::Edge> near;
    rows.tables().edges.find(rids, [&](std::size_t i, const std::string_view* value) {
        if (!value) return;
        packed::read_edges(*value, near);
        for (const packed::Edge& edge : near)
            if (alone || (rids[i] < edge.other && std::binary_search(rids.begin(), rids.end(), edge.other)))
                found.emplace_back(rids[i], edge);
    });
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.second.weight > b.second.weight; });
    std::vector<PairRow> result;
    for (const auto& [rid, edge] : found)
        result.push_back(rows.make(rid, edge.other, edge.levels, edge.weight));
    return result;
}

std::vector<Judgement> SqliteReader::judgements(bool undone_too) {
    return load_judgements(database_, undone_too);
}

std::vector<Pin> SqliteReader::pins(bool undone_too) { return load_pins(database_, undone_too); }

LinkModel SqliteReader::link_model(std::uint16_t kind) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto linked = linked_kind(database_, *schema_, kind);
    return linked ? linked->model : prior_model(LinkProfile::of(*schema_, kind));
}

LinkThresholds SqliteReader::link_thresholds(std::uint16_t kind) {
    Transaction transaction(database_, Transaction::Kind::read);
    const auto linked = linked_kind(database_, *schema_, kind);
    return linked ? linked->thresholds : LinkThresholds();
}

} // namespace moisson
