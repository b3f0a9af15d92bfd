// Whatever producers write about their opening hours → OpenStreetMap's `opening_hours`.
#pragma once
#include <string>
#include <string_view>

namespace moisson {

struct ConvertedHours {
    std::string osm;      ///< a value of the grammar; empty when it was refused
    std::string fragment; ///< refused: the part of the text that is not understood, may be empty
    std::string reason;   ///< refused: why, in French, without a full stop
};

/// A value that is valid already stays as it is. Sentences as in hours_text.hpp, JSON as in hours_json.hpp.
/// What is not understood surely is refused as a whole: half of the hours would be wrong hours.
ConvertedHours convert_opening_hours(std::string_view text);

} // namespace moisson
