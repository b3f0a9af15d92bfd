#include "core/config/value_file.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/portals/vocabulary/word_table.hpp"
#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <array>
#include <map>

namespace moisson {
namespace {

struct Duration {
    std::string_view text, frequency;
};

/// ISO 8601, without the "R/" of what recurs. Others are no value of the list.
constexpr std::array<Duration, 38> durations = {{
    {"PT1M", "oneMinute"},
    {"PT5M", "fiveMinutes"},
    {"PT10M", "tenMinutes"},
    {"PT15M", "fifteenMinutes"},
    {"PT30M", "thirtyMinutes"},
    {"PT60M", "hourly"},
    {"PT1H", "hourly"},
    {"PT2H", "bihourly"},
    {"PT3H", "trihourly"},
    {"PT12H", "twelveHours"},
    {"PT24H", "daily"},
    {"PT1S", "continuous"},
    {"P1D", "daily"},
    {"P7D", "weekly"},
    {"P1W", "weekly"},
    {"P0.33W", "threeTimesAWeek"},
    {"P0.5W", "semiweekly"},
    {"P3.5D", "semiweekly"},
    {"P0.33M", "threeTimesAMonth"},
    {"P10D", "threeTimesAMonth"},
    {"P2W", "biweekly"},
    {"P14D", "biweekly"},
    {"P0.5M", "semimonthly"},
    {"P15D", "semimonthly"},
    {"P1M", "monthly"},
    {"P2M", "bimonthly"},
    {"P3M", "quarterly"},
    {"P4M", "threeTimesAYear"},
    {"P6M", "semiannual"},
    {"P12M", "annual"},
    {"P1Y", "annual"},
    {"P2Y", "biennial"},
    {"P3Y", "triennial"},
    {"P4Y", "quadrennial"},
    {"P5Y", "quinquennial"},
    {"P10Y", "decennial"},
    {"P20Y", "bidecennial"},
    {"P30Y", "tridecennial"},
}};

/// "P0Y0M7D", as ISO 19139 writes it → "P7D".
std::string without_zero_parts(std::string_view duration) {
    std::string out;
    for (std::size_t at = 0; at < duration.size();) {
        std::size_t end = at;
        while (end < duration.size() && (is_digit(duration[end]) || duration[end] == '.')) ++end;
        const std::string_view number = duration.substr(at, end - at);
        if (end == at) {
            out += upper(duration[at++]);
            continue;
        }
        if (number.find_first_not_of("0.") != number.npos)
            out.append(number) += end < duration.size() ? upper(duration[end]) : ' ';
        at = end + 1;
    }
    if (out.ends_with('T')) out.pop_back();
    return out;
}

std::optional<std::string> frequency_of_duration(std::string_view text) {
    text = without_beginning(text, {"R/", "r/"});
    if (text.size() < 3 || upper(text[0]) != 'P') return std::nullopt;
    const std::string duration = without_zero_parts(text);
    for (const Duration& known : durations)
        if (known.text == duration) return std::string(known.frequency);
    return std::nullopt;
}

constexpr std::string_view authority_table = "http://publications.europa.eu/resource/authority/frequency/";

std::map<std::string, std::string> authority_addresses() {
    std::map<std::string, std::string> out;
    for (const ValueRow& row : parse_value_rows(builtin_values("frequences")))
        if (row.seen.starts_with(authority_table)) out.emplace(row.normed, row.seen);
    return out;
}

} // namespace

std::optional<std::string> frequency_address(std::string_view id) {
    static const auto addresses = authority_addresses();
    const auto found = addresses.find(std::string(id));
    return found == addresses.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> frequency_id(std::string_view text) {
    static const WordTable table(builtin_values("frequences"));
    text = trim(text);
    if (auto known = frequency_of_duration(text)) return known;
    // vocabulary_key() drops fragments, and ISO 19139 writes its codes in one.
    if (const auto mark = text.rfind("#MD_MaintenanceFrequencyCode_"); mark != text.npos)
        text.remove_prefix(mark + 29);
    const std::string key = vocabulary_key(text);
    return table.find(
        without_beginning(key, {authority_table.substr(7), "purl.org/cld/freq/",
                                "inspire.ec.europa.eu/metadata-codelist/maintenancefrequency/"}));
}

} // namespace moisson
