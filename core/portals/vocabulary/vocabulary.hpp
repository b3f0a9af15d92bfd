// Words of portals → words of the platform. Pure; one table each (config/values/*.csv, or beside the
// function). What is not recognised is nothing: no nearest word, no default.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// A table of config/values, built into the program: "seen,normed" lines.
/// Names: "licences", "frequences", "formats", "themes".
std::string_view builtin_values(std::string_view table);

/// What all look-ups compare: folded; of an address without scheme, "www.", final slash, fragment.
std::string vocabulary_key(std::string_view text);

/// data.gouv.fr id of a licence by id, title or address: "https://spdx.org/licenses/etalab-2.0.html" →
/// "lov2". Versions of one licence that the platform does not tell apart are one.
std::optional<std::string> licence_id(std::string_view text);
/// The first of several texts that is recognised; else the first that is not empty; "" when all are.
std::string licence_of(std::span<const std::string_view> texts);

/// Value of the schema's list of update frequencies: EU authority and Dublin Core addresses and codes, ISO
/// 19139 codes, French and English words, durations (P1D, R/P1Y, PT15M).
std::optional<std::string> frequency_id(std::string_view text);

/// The other way: "daily" → the address in the EU's authority table. The same table of config/values says it:
/// the first row of that value that is written as such an address. Nothing for what the EU has no word for.
std::optional<std::string> frequency_address(std::string_view id);

/// Usual short name of a format: "text/csv", "CSV", "http://…/file-type/CSV", ".csv" → "csv". Nothing for a
/// text that is no format ("fichier").
std::optional<std::string> format_name(std::string_view text);
/// The format in the name of a file at the end of an address: "https://…/a.csv.gz?x" → "csv".
std::optional<std::string> format_of_url(std::string_view url);

/// Codes of territories: INSEE and GeoNames addresses, udata zones ("fr:commune:01053", "country:fr"), EU
/// country codes → "01053", "01" …; names stay names. `bbox`, geometry and "POINT(…)":
/// "west,south,east,north".
std::optional<std::string> territory_of(std::string_view text);
/// "west,south,east,north" in degrees from a GeoJSON geometry (text), a WKT geometry, "w,s,e,n", or nothing
/// when the numbers are no place on earth.
std::optional<std::string> bounding_box(std::string_view text);

/// "2020-01-01/2024-12-31" from two ends, each a date with any precision or an instant with zone. One end may
/// be empty ("2020-01-01/.."). Ends in the wrong order are exchanged. Nothing when neither is readable.
std::optional<std::string> period_of(std::string_view start, std::string_view end);
/// The same from one text: "2016-01-01/2016-12-05", "2016-2018", "start=…; end=…;" (DCMI), "2019".
std::optional<std::string> period_of(std::string_view text);

/// An instant with zone becomes UTC ("2024-06-01T10:00:00Z"); without zone it stays as it is; what is no date
/// ("R/P1W") is nothing.
std::optional<std::string> instant_of(std::string_view text);

/// "mailto:X@Y" → "X@Y".
std::string_view without_mailto(std::string_view text);

} // namespace moisson
