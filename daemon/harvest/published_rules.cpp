#include "daemon/harvest/published_rules.hpp"

#include "core/store/sync_file.hpp"
#include "core/text/sha256.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

using Json = nlohmann::ordered_json;

/// Everything of a feed file that a published file, its description or the catalogue shows or obeys.
Json rules_of(const FeedConfig& feed) {
    return {feed.id,
            feed.title,
            feed.producer.name,
            feed.producer.siret,
            feed.producer.website,
            feed.contact.email,
            feed.license.id,
            feed.license.attribution,
            feed.schedule.every.count(),
            feed.contains_personal_data,
            feed.personal_data,
            feed.personal_data_contact};
}

Json rules_of(const TargetConfig& target) {
    return {
        target.name,        target.list_separator, target.base_url, target.quality_min, target.licences,
        target.key,         target.data_sets,      target.title,    target.description, target.tags,
        target.license,     target.frequency,      target.period,   target.granularity, target.zones,
        target.contacts,    target.is_private,     target.path,     target.url,         target.source_wins,
        target.organization};
}

std::string digest_of_rules(const AppConfig& app, const std::vector<FeedPtr>& feeds) {
    std::vector<FeedPtr> sorted = feeds;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a->id < b->id; });
    Json rules = {app.public_api.private_feeds};
    for (const FeedPtr& feed : sorted) rules.push_back(rules_of(*feed));
    for (const TargetConfig& target : app.targets) rules.push_back(rules_of(target));
    return sha256_hex(rules.dump(-1, ' ', false, Json::error_handler_t::replace));
}

} // namespace

PublishedRules::PublishedRules(const AppConfig& app, const std::vector<FeedPtr>& feeds)
    : file_(app.state_dir / "published.rules"), digest_(digest_of_rules(app, feeds)) {}

bool PublishedRules::are_new() const {
    std::ifstream in(file_, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(in), {}} != digest_;
}

void PublishedRules::put_in_force(Store& store, std::vector<OutboxRow> outbox, UnixTime now) const {
    for (OutboxRow& row : outbox) {
        if (row.verified_at == 0 || (row.state != "done" && row.state != "pending")) continue;
        row.state = "pending";
        row.next_try_at = now; // whoever's turn it is
        store.settle(row);
    }
    write_durably(file_, digest_);
}

} // namespace moisson
