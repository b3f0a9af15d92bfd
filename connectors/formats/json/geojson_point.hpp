// The selectors @latitude and @longitude of GeoJSON: one point of the geometry.
#pragma once
#include "core/geo/projection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

class GeojsonPoint {
public:
    /// True when the selector is one of the two; its slot is then filled by values().
    bool takes(std::string_view selector, std::uint32_t slot);
    bool is_wanted() const { return !latitudes_.empty() || !longitudes_.empty(); }
    std::vector<std::uint32_t> slots() const;

    /// [source.geo] crs: the mapping converts, whatever the file declares.
    void declared_crs(const std::string& crs) { mapping_converts_ = !crs.empty(); }
    /// The name in the `crs` member of GeoJSON 2008; metres are then converted here. False: it is not known.
    bool read_crs(const std::string& name);

    /// `geometry`: valid JSON. Afterwards values() has the texts; none for null, an empty or a malformed
    /// geometry.
    void compute(std::string_view geometry);
    const std::vector<std::pair<std::uint32_t, std::string_view>>& values() const { return values_; }

private:
    std::vector<std::uint32_t> latitudes_, longitudes_;
    bool mapping_converts_ = false;
    std::optional<Projection> projection_;
    std::string latitude_, longitude_;
    std::vector<std::pair<std::uint32_t, std::string_view>> values_;
};

} // namespace moisson
