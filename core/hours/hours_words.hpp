// French (and OpenStreetMap's) words about opening hours → tokens.
#pragma once
#include "core/hours/week_hours.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

enum class HoursWord : std::uint8_t {
    days,        ///< lundi, Mo, jours fériés, week-end; `days` says which
    every_day,   ///< tous les jours, 7j/7
    through,     ///< au, jusqu'au
    until,       ///< à
    dash,        ///< any dash
    slash,       ///< /
    comma,       ///< ,
    also,        ///< et, puis, &
    stop,        ///< ; . | new line
    colon,       ///< :
    from,        ///< de, le, du, les: no meaning of its own
    time,        ///< 9h30; `minutes`
    number,      ///< 9: an hour only beside a time
    around,      ///< 24h/24
    around_week, ///< 24/7
    closed,      ///< fermé
    except,      ///< sauf, hors
    during,      ///< pendant
    morning,
    afternoon,
    comment,  ///< sur rendez-vous; `text` is how it is published
    filler,   ///< ouvert, horaires d'ouverture
    presence, ///< permanence: filler at the beginning only
    end,
};

/// `text` of the days in a text that names them as OpenStreetMap does.
constexpr std::string_view osm_style = "osm";

struct HoursToken {
    HoursWord word = HoursWord::end;
    std::size_t at = 0, size = 0; ///< in the folded text
    DaySet days = 0;
    int minutes = 0;
    std::string_view text{};
};

/// `folded`: the text after fold(). The last token is `end`. Throws HoursRefusal with the first word that is
/// not known, or when French and OpenStreetMap abbreviations of days are mixed ("we" is Wednesday in one
/// and the week-end in the other).
std::vector<HoursToken> hours_tokens(std::string_view folded);

} // namespace moisson
