#include "core/export/licence_rules.hpp"
#include "core/export/iso_time.hpp"

#include <algorithm>

namespace moisson {
namespace {

/// "feed-a (odc-odbl: nom, siret)": what the feed says of this kind.
std::string fields_of_feed(const Kind& kind, const FeedConfig& feed) {
    std::string fields;
    for (const KindMapping& mapping : feed.mappings) {
        if (mapping.kind != kind.name) continue;
        for (const FieldMapping& field : mapping.fields) fields += (fields.empty() ? "" : ", ") + field.field;
    }
    return feed.id + " (" + feed.license.id + ": " + fields + ")";
}

std::string conflict_of(const Kind& kind, const std::vector<FeedPtr>& contributors, const Licence& ruling) {
    std::string under, against;
    for (const FeedPtr& feed : contributors) {
        const Licence* licence = find_licence(feed->license.id);
        const bool same = licence && licence->id == ruling.id;
        if (!same && licence && !licence->share_alike && licence->joins_share_alike) continue;
        std::string& list = same ? under : against;
        list += (list.empty() ? "" : ", ") + fields_of_feed(kind, *feed);
    }
    if (against.empty()) return {};
    return kind.plural + " would mix " + under + ", whose licence asks that the whole stand under it, with " +
           against +
           ", whose licence does not allow that. Set licences = \"split\" in [[target]] for one file "
           "per licence, leave the kind or a feed out, or ask a producer for another licence";
}

} // namespace

std::vector<FeedPtr> contributors_of(const Kind& kind, const std::vector<FeedPtr>& feeds,
                                     const std::vector<FeedState>& states) {
    std::vector<FeedPtr> found;
    for (const FeedPtr& feed : feeds)
        for (const FeedState& state : states) {
            const auto records = state.records.find(kind.name);
            if (state.feed == feed->id && records != state.records.end() && records->second > 0)
                found.push_back(feed);
        }
    return found;
}

LicenceVerdict judge_licences(const Kind& kind, const std::vector<FeedPtr>& contributors) {
    LicenceVerdict verdict;
    std::set<std::string> ids;
    for (const FeedPtr& feed : contributors) {
        const Licence* licence = find_licence(feed->license.id);
        ids.insert(feed->license.id);
        if (licence && licence->share_alike && !verdict.licence) verdict.licence = licence;
    }
    if (verdict.licence)
        verdict.conflict = conflict_of(kind, contributors, *verdict.licence);
    else if (ids.size() == 1)
        verdict.licence = find_licence(*ids.begin());
    return verdict;
}

std::set<std::string> feeds_under(const std::string& licence, const std::vector<FeedPtr>& contributors) {
    std::set<std::string> feeds;
    for (const FeedPtr& feed : contributors) {
        const Licence* own = find_licence(feed->license.id);
        const bool shares = own && own->share_alike;
        if (licence.empty() ? !shares : feed->license.id == licence) feeds.insert(feed->id);
    }
    return feeds;
}

std::string attribution_of(const FeedConfig& feed, const FeedState* state) {
    const Licence* licence = find_licence(feed.license.id);
    std::string text = feed.license.attribution.empty() ? feed.producer.name : feed.license.attribution;
    if (licence) text += " (" + std::string(licence->title) + ")";
    if (state && state->last_change_at)
        text += ", données du " + iso_utc(state->last_change_at).substr(0, 10);
    return text;
}

} // namespace moisson
