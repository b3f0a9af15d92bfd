#include "connectors/targets/udata/harvested.hpp"

#include "core/export/catalog_page.hpp"
#include "core/export/iso_time.hpp"
#include "core/export/rdf_text.hpp"
#include "core/text/sha256.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace moisson {

namespace asio = boost::asio;
using Json = nlohmann::json;

namespace {

constexpr std::chrono::hours look_again{1}, look_when_all_is_there{6};
constexpr std::size_t names_told = 5;

UnixTime instant_of(const Json& node, const char* name) {
    const auto value = node.find(name);
    if (value == node.end()) return 0;
    const Json text = value->is_object() ? value->value("@value", Json()) : *value;
    return text.is_string() ? parse_instant(text.get<std::string>()).value_or(0) : 0;
}

std::string text_of(const Json& node, const char* name) {
    const auto value = node.find(name);
    return value != node.end() && value->is_string() ? value->get<std::string>() : "";
}

struct HarvestTally {
    std::size_t there = 0;
    std::vector<std::string> missing, outdated; ///< identifiers
    bool late = false;
    UnixTime last = 0; ///< when the platform came last
    std::string digest;
};

HarvestTally compare(const std::vector<AnnouncedDataSet>& announced, const HarvestedDataSets& harvested,
                     UnixTime now, std::chrono::seconds within) {
    HarvestTally tally;
    std::string lines;
    for (const auto& [name, at] : harvested) tally.last = std::max(tally.last, at);
    for (const AnnouncedDataSet& one : announced) {
        auto found = harvested.find(one.uri);
        if (found == harvested.end()) found = harvested.find(one.identifier);
        if (found == harvested.end()) {
            tally.missing.push_back(one.identifier);
            tally.late = tally.late || (one.since > 0 && now - one.since > within.count());
            continue;
        }
        ++tally.there;
        lines += one.uri + ' ' + std::to_string(one.modified) + '\n';
        if (found->second < one.modified) tally.outdated.push_back(one.identifier);
    }
    // It came for something of ours once, and then no more.
    tally.late = tally.late || (tally.there > 0 && now - tally.last > within.count());
    tally.digest = sha256_hex(lines);
    return tally;
}

std::string some_of(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), names_told); ++i) text += (i ? ", " : "") + names[i];
    return names.size() > names_told ? text + ", …" : text;
}

std::string words_of(const HarvestTally& tally, std::size_t announced, const TargetConfig& target) {
    std::string text = "of " + std::to_string(announced) + " data sets of the catalogue";
    if (!tally.missing.empty())
        text += ", " + std::to_string(tally.missing.size()) + " are not on the platform (" +
                some_of(tally.missing) + ")";
    if (!tally.outdated.empty())
        text += ", " + std::to_string(tally.outdated.size()) + " are older there (" +
                some_of(tally.outdated) + ")";
    text += tally.last ? "; it came last at " + iso_utc(tally.last) : "; it has never come";
    if (tally.late)
        text += ". That is longer than harvest_within: look at the harvester of organisation " +
                target.organization + " on " + target.url;
    return text;
}

} // namespace

std::vector<AnnouncedDataSet> announced_data_sets(const std::string& catalog) {
    catalog_facts(catalog); // throws when it is none
    std::vector<AnnouncedDataSet> announced;
    const Json document = Json::parse(catalog);
    for (const Json& node : document.at("dcat:dataset"))
        announced.push_back({text_of(node, "@id"), text_of(node, "dct:identifier"),
                             instant_of(node, "dct:issued"), instant_of(node, "dct:modified")});
    return announced;
}

PublishOutcome judge_harvest(const TargetConfig& target, const std::vector<AnnouncedDataSet>& announced,
                             const HarvestedDataSets& harvested, const std::string& previous, UnixTime now) {
    const HarvestTally tally = compare(announced, harvested, now, target.harvest_within);
    PublishOutcome outcome;
    outcome.target = target.name;
    outcome.resource = harvested_resource;
    outcome.rows = tally.there;
    outcome.sha256 = tally.digest;
    outcome.verified = tally.missing.empty() && tally.outdated.empty() && !tally.late;
    outcome.wait = outcome.verified ? look_when_all_is_there : look_again;
    if (outcome.verified) {
        outcome.result = tally.digest == previous ? "unchanged" : "published";
        return outcome;
    }
    outcome.result = tally.late ? "failed" : "waiting";
    outcome.error = words_of(tally, announced.size(), target);
    return outcome;
}

asio::awaitable<HarvestedDataSets> ask_harvested(UdataAccess access, std::string organization) {
    UdataApi api(std::move(access));
    HarvestedDataSets found;
    std::string path = "/api/1/datasets/?organization=" + organization + "&page_size=100&sort=created";
    while (!path.empty()) {
        const Json page = co_await api.get(path, "data{id,archived,deleted,harvest},next_page", true);
        for (const Json& one : page.value("data", Json::array())) {
            const Json harvest = one.value("harvest", Json());
            if (!harvest.is_object() || !one.value("archived", Json()).is_null() ||
                !one.value("deleted", Json()).is_null())
                continue;
            const UnixTime at = instant_of(harvest, "last_update");
            for (const char* name : {"uri", "remote_id", "dct_identifier"})
                if (const std::string known = text_of(harvest, name); !known.empty())
                    found[known] = std::max(found[known], at);
        }
        const auto next = page.find("next_page");
        path = next != page.end() && next->is_string() ? next->get<std::string>() : "";
        if (!path.empty() && !path.starts_with(api.base() + "/"))
            throw UdataFault(UdataFault::Meaning::later, 0,
                             "the platform's list goes on at another address: correct url of the target");
    }
    co_return found;
}

} // namespace moisson
