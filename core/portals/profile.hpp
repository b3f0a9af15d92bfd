// The portals that moisson knows: how each is asked, and how its records are read.
#pragma once
#include "core/config/feed.hpp"
#include "core/portals/items/read_item.hpp"

#include <span>
#include <string_view>

namespace moisson {

struct PortalProfile {
    std::string_view type;    ///< [source] type
    std::string_view help;    ///< what it is, in a few words
    std::string_view notes;   ///< how it is read: for `moisson explain source.<type>`
    std::string_view filters; ///< keys of [source.portal] it understands, separated by blanks
    /// Fills request, paging, completeness and, where the portal can be asked for changes, incremental. What
    /// the producer wrote (query, headers, limits) is there already and stays. In and out: feed.source, and
    /// conditions in feed.drop.
    void (*prepare)(FeedConfig& feed);
    ReadItem read; ///< null for portals whose decoder is its own
};

std::span<const PortalProfile> portal_profiles();
const PortalProfile* find_portal(std::string_view type); ///< null: no portal

/// The portal's address out of what people write: without final slashes and without any of these ends.
std::string portal_root(std::string url, std::initializer_list<std::string_view> ends);
/// The address of a service without the parameters of the question that somebody copied (`ours`, in lower
/// case, separated by blanks); what else the endpoint needs (map=…, mode=…) stays.
std::string service_endpoint(const std::string& url, std::string_view ours);
/// Adds a parameter that the producer did not write.
void add_query(SourceConfig& source, const char* name, std::string value);

void prepare_ckan(FeedConfig& feed);
void prepare_udata(FeedConfig& feed);
void prepare_opendatasoft(FeedConfig& feed);
void prepare_data_json(FeedConfig& feed);
void prepare_arcgis_hub(FeedConfig& feed);
void prepare_socrata(FeedConfig& feed);
void prepare_dcat(FeedConfig& feed);
void prepare_oai_pmh(FeedConfig& feed);
void prepare_csw(FeedConfig& feed);

} // namespace moisson
