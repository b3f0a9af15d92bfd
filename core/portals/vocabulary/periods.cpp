#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/ascii.hpp"
#include "core/text/dates.hpp"
#include "core/text/utf8.hpp"

namespace moisson {
namespace {

/// "2020" and "2020-07" stay as precise as they are; anything longer becomes its day.
std::string end_of_period(std::string_view text) {
    text = trim(text);
    if (text.size() == 4 && all_digits(text) && text >= "0001") return std::string(text);
    if (text.size() == 7 && text[4] == '-' && all_digits(text.substr(0, 4)) && all_digits(text.substr(5)) &&
        text.substr(5) >= "01" && text.substr(5) <= "12")
        return std::string(text);
    const auto moment = parse_moment(text);
    std::string day;
    if (moment) write_iso_date(moment->date, day);
    return day;
}

/// "start=2020; end=2021;" of DCMI Period.
std::string_view dcmi_part(std::string_view text, std::string_view name) {
    const std::size_t at = text.find(std::string(name) + '=');
    if (at == text.npos) return {};
    text.remove_prefix(at + name.size() + 1);
    return text.substr(0, text.find(';'));
}

} // namespace

std::optional<std::string> period_of(std::string_view start, std::string_view end) {
    std::string from = end_of_period(start), to = end_of_period(end);
    if (from.empty() && to.empty()) return std::nullopt;
    if (!from.empty() && !to.empty()) {
        const std::size_t common = std::min(from.size(), to.size());
        if (to.compare(0, common, from, 0, common) < 0) std::swap(from, to);
    }
    return (from.empty() ? ".." : from) + '/' + (to.empty() ? ".." : to);
}

std::optional<std::string> period_of(std::string_view text) {
    text = trim(text);
    if (text.find("start=") != text.npos || text.find("end=") != text.npos)
        return period_of(dcmi_part(text, "start"), dcmi_part(text, "end"));
    if (const std::size_t slash = text.find('/');
        slash != text.npos && text.find('/', slash + 1) == text.npos)
        return period_of(text.substr(0, slash), text.substr(slash + 1));
    for (const std::string_view between : {" - ", " – ", " to ", " au "})
        if (const std::size_t at = text.find(between); at != text.npos)
            return period_of(text.substr(0, at), text.substr(at + between.size()));
    if (text.size() == 9 && text[4] == '-' && text[5] >= '1' && text[5] <= '2') // 2016-2018
        return period_of(text.substr(0, 4), text.substr(5));
    return period_of(text, text);
}

std::optional<std::string> instant_of(std::string_view text) {
    const auto moment = parse_moment(trim(text));
    if (!moment) return std::nullopt;
    std::string out;
    write_iso_moment(*moment, out);
    return out;
}

} // namespace moisson
