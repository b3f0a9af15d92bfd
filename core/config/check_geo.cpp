// [source.geo]: a coordinate system that exists, and fields that it applies to.
#include "core/config/feed_reader.hpp"
#include "core/config/read_value.hpp"
#include "core/geo/crs.hpp"

#include <algorithm>

namespace moisson {
namespace {

void unknown_crs(FeedReader& reader, const Member& crs, std::optional<int> code) {
    const std::string& text = reader.feed.source.geo_crs;
    const std::string_view reason = code ? refused_crs_reason(*code) : std::string_view();
    if (!reason.empty())
        return reader.report.error("feed.unknown-crs", crs.value.mark,
                                   in_quotes(text) + " cannot be converted", std::string(reason));
    const std::vector<std::string> names = common_crs_names();
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    reader.report.error("feed.unknown-crs", crs.value.mark,
                        in_quotes(text) + " is not a coordinate system that moisson knows",
                        code ? did_you_mean("EPSG:" + std::to_string(*code), candidates)
                             : "write the EPSG code, for example \"EPSG:2154\" for Lambert-93",
                        "known: " + std::string(known_crs_text()));
}

/// X without Y gives no place: a projection needs both. Returns whether the kind has a position.
bool check_position_fields(FeedReader& reader, const KindMapping& mapping, const Kind& kind) {
    const auto find = [&](Role role) -> const FieldMapping* {
        const int index = kind.find(role);
        if (index < 0) return nullptr;
        const auto at =
            std::find_if(mapping.fields.begin(), mapping.fields.end(), [&](const FieldMapping& field) {
                return field.field == kind.fields[static_cast<std::size_t>(index)].name;
            });
        return at == mapping.fields.end() ? nullptr : &*at;
    };
    const FieldMapping *latitude = find(Role::latitude), *longitude = find(Role::longitude);
    if (!latitude && !longitude) return false;
    if (latitude && longitude) return true;
    const FieldMapping& only = latitude ? *latitude : *longitude;
    const std::string missing = latitude ? "longitude" : "latitude";
    reader.report.error("feed.geo-incomplete", {only.where.line, only.where.column},
                        "with [source.geo] crs, " + only.field + " cannot be computed without " + missing,
                        "map " + missing + " too: latitude = \"Y\", longitude = \"X\"");
    return true;
}

} // namespace

void check_geo(FeedReader& reader) {
    const Member* crs = reader.find({"source", "geo", "crs"});
    if (!crs || !crs->value.is_text()) return;
    const auto code = parse_crs_code(reader.feed.source.geo_crs);
    const auto known = code ? find_crs(*code) : std::nullopt;
    if (!known) return unknown_crs(reader, *crs, code);
    if (!known->is_projected()) return;
    bool used = false;
    for (const KindMapping& mapping : reader.feed.mappings)
        used |= check_position_fields(
            reader, mapping, reader.schema.kind(static_cast<std::size_t>(reader.schema.find(mapping.kind))));
    if (!used && !reader.feed.mappings.empty())
        reader.report.warning("feed.geo-incomplete", crs->mark, "no mapping has a latitude and a longitude",
                              "map them (latitude = \"Y\", longitude = \"X\"), or remove [source.geo]");
}

} // namespace moisson
