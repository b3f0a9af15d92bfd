#include "core/store/linking/pair_rows.hpp"

#include "core/linkage/link_keys.hpp"
#include "core/store/feed_rows.hpp"

#include <algorithm>

namespace moisson {

PairRows::PairRows(Database& database, const Schema&, const KindNumbers&, const LinkKind& kind)
    : database_(database), kind_(kind), tables_(database), feeds_(feed_names(database)),
      identities_(database), versions_(database), births_(database), cluster_ids_(database) {
    const NamedRecords named(database);
    for (const Judgement& one : load_judgements(database, false)) {
        if (one.a.kind != kind.name) continue;
        const auto a = named.rid_of(name_key(kind.name, one.a.feed, one.a.id));
        const auto b = named.rid_of(name_key(kind.name, one.b.feed, one.b.id));
        if (a && b) verdicts_[std::minmax(*a, *b)] = one.verdict;
    }
}

RecordName PairRows::name(std::int64_t rid) {
    const Identity* identity = identities_.find(rid);
    if (identity) versions_.load_content(identity->seq, version_);
    return {kind_.name, feeds_.at(feed_of_rid(rid)), identity ? version_.source_id : ""};
}

std::optional<Verdict> PairRows::verdict(std::int64_t a, std::int64_t b) const {
    const auto found = verdicts_.find(std::minmax(a, b));
    return found == verdicts_.end() ? std::nullopt : std::optional(found->second);
}

PairRows::Side PairRows::side(std::int64_t rid) {
    const auto value = tables_.members.find(rid);
    const packed::Member member = value ? packed::read_member(*value) : packed::Member{0, false};
    const auto cluster = member.present ? ClusterRows(database_).load(member.cluster) : std::nullopt;
    const auto state = cluster ? load_golden_state(database_, cluster->seq) : std::nullopt;
    if (!state) return {births_.of(rid), 1};
    return {cluster_ids_.of(*cluster), static_cast<std::uint32_t>(state->members.size())};
}

/// Of the values that both share, by the numbers of today.
SharedFrequency PairRows::frequency(std::int64_t a, std::int64_t b) {
    const auto left = tables_.records.find(a), right = tables_.records.find(b);
    if (!left || !right) return {};
    std::vector<LinkKey> of_a, of_b;
    link_keys(kind_.model, unpack_link_record(packed::record_bytes(*left)), of_a);
    link_keys(kind_.model, unpack_link_record(packed::record_bytes(*right)), of_b);
    std::vector<std::uint64_t> records;
    for (const LinkKey& key : of_a) {
        const auto value = key.counts == Frequent::none
                               ? std::nullopt
                               : tables_.keys.find(packed::key_in_map(key.key, kind_.slot));
        records.push_back(value ? packed::count_rids(*value) : 0);
    }
    return shared_frequency(of_a, records, of_b);
}

PairRow PairRows::make(std::int64_t a, std::int64_t b, Levels levels, double weight) {
    PairRow row;
    row.a = name(a);
    row.b = name(b);
    row.levels = levels;
    row.frequency = frequency(a, b);
    row.weight = weight;
    row.verdict = verdict(a, b);
    const Side left = side(a), right = side(b);
    row.public_a = left.public_id;
    row.public_b = right.public_id;
    row.size_a = left.size;
    row.size_b = right.size;
    return row;
}

std::optional<LinkKind> linked_kind(Database& database, const Schema& schema, std::uint16_t kind) {
    for (LinkKind& one : load_link_kinds(database, schema))
        if (one.kind == kind && one.known) return std::move(one);
    return std::nullopt;
}

} // namespace moisson
