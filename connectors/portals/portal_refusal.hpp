// The portal's own words in an answer that is no catalogue.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace moisson {

/// What a JSON answer gives as its error, as one sentence without markup, at most 300 characters: CKAN
/// ({ success, error } or a bare text), Opendatasoft, Socrata, ArcGIS, udata. "" for anything else.
std::string portal_refusal(const std::filesystem::path& answer);
std::string portal_refusal_in(std::string_view json);

} // namespace moisson
