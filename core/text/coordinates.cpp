#include "core/text/coordinates.hpp"

#include "core/text/ascii.hpp"
#include "core/text/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace moisson {
namespace {

struct Box {
    double south, north, west, east;
};

/// Mainland and Corsica first: nearly every record stops there.
constexpr Box territories[] = {
    {41.2, 51.3, -5.4, 9.8},       {-21.6, -20.7, 55.0, 56.0},     {15.7, 16.7, -62.0, -60.9},
    {14.2, 15.1, -61.4, -60.6},    {2.0, 6.0, -54.8, -51.4},       {-13.2, -12.4, 44.8, 45.5},
    {17.7, 18.3, -63.3, -62.6},    {46.6, 47.3, -56.6, -55.9},     {-23.1, -17.8, 158.0, 172.5},
    {-28.0, -7.5, -155.0, -134.0}, {-14.6, -12.9, -178.5, -175.9},
};

std::string_view next_number(std::string_view& text, std::string_view characters) {
    const std::size_t start = std::min(text.find_first_of("0123456789-+"), text.size());
    const std::size_t end = std::min(text.find_first_not_of(characters, start), text.size());
    const std::string_view number = text.substr(start, end - start);
    text.remove_prefix(end);
    return number;
}

/// With a comma between digits as decimal mark only when something else separates the numbers.
std::optional<std::array<double, 2>> two_numbers(std::string_view text) {
    const bool decimal_commas = text.find(';') != text.npos ||
                                std::count(text.begin(), text.end(), ',') == 2 ||
                                std::count(text.begin(), text.end(), ',') == 3;
    const std::string_view characters = decimal_commas ? "0123456789-+.,eE" : "0123456789-+.eE";
    std::array<double, 2> numbers{};
    for (double& number : numbers) {
        std::string_view word = next_number(text, characters);
        while (word.ends_with(',')) word.remove_suffix(1);
        const auto value = parse_decimal(word);
        if (!value) return std::nullopt;
        number = *value;
    }
    const bool more = text.find_first_of("0123456789") != text.npos;
    return more ? std::nullopt : std::optional(numbers);
}

std::optional<double> member(std::string_view text, std::initializer_list<std::string_view> names) {
    for (std::string_view name : names) {
        const std::size_t at = text.find(name);
        if (at == text.npos) continue;
        std::string_view rest = text.substr(at + name.size());
        return parse_decimal(next_number(rest, "0123456789-+.eE"));
    }
    return std::nullopt;
}

} // namespace

bool is_near_france(double latitude, double longitude) {
    return std::any_of(std::begin(territories), std::end(territories), [&](const Box& box) {
        return latitude >= box.south && latitude <= box.north && longitude >= box.west &&
               longitude <= box.east;
    });
}

PositionCheck check_position(double latitude, double longitude) {
    if (is_near_france(latitude, longitude)) return PositionCheck::ok;
    if (latitude == 0 && longitude == 0) return PositionCheck::null_island;
    if (std::abs(latitude) > 1000 || std::abs(longitude) > 1000) return PositionCheck::projected;
    if (is_near_france(longitude, latitude)) return PositionCheck::swapped;
    if (std::abs(latitude) > 90 || std::abs(longitude) > 180) return PositionCheck::out_of_range;
    return PositionCheck::ok;
}

std::optional<WgsPair> parse_pair(std::string_view text, PairOrder order) {
    if (text.starts_with('{')) {
        const auto latitude = member(text, {"\"lat\":", "\"latitude\":", "\"y\":"});
        const auto longitude = member(text, {"\"lon\":", "\"lng\":", "\"longitude\":", "\"x\":"});
        if (!latitude || !longitude) return std::nullopt;
        return WgsPair{*latitude, *longitude};
    }
    const bool longitude_first = order == PairOrder::usual
                                     ? text.starts_with('[') || text.find("POINT") != text.npos
                                     : order == PairOrder::longitude_first;
    const auto numbers = two_numbers(text);
    if (!numbers) return std::nullopt;
    return longitude_first ? WgsPair{(*numbers)[1], (*numbers)[0]} : WgsPair{(*numbers)[0], (*numbers)[1]};
}

} // namespace moisson
