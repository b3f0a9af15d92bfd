// The portal's own words in an answer that is no catalogue.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace moisson {

class PortalPage;

/// What an answer gives as its error, as one sentence without markup, its words at most 300 characters. JSON:
/// CKAN ({ success, error } or a bare text), Opendatasoft, Socrata, ArcGIS, udata; XML: an exception report
/// of OGC's services. "" for anything else.
std::string portal_refusal(const std::filesystem::path& answer);
std::string portal_refusal_in(std::string_view json);
/// The same of a page that has been read to its end.
std::string exception_in(const PortalPage& page);

} // namespace moisson
