#include "core/config/units.hpp"

#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <array>
#include <charconv>
#include <limits>

namespace moisson {
namespace {

struct Amount {
    double number = 0;
    std::string_view unit;
};

std::optional<Amount> split_amount(std::string_view text) {
    text = trim(text);
    if (text.empty() || text[0] < '0' || text[0] > '9')
        return std::nullopt; // from_chars would read "inf" and "nan"
    Amount amount;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), amount.number, std::chars_format::fixed);
    if (error != std::errc()) return std::nullopt;
    amount.unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
    return amount;
}

struct Unit {
    std::string_view name;
    double factor;
};
constexpr std::array<Unit, 7> durations = {
    {{"w", 604800e3}, {"d", 86400e3}, {"h", 3600e3}, {"min", 60e3}, {"s", 1e3}, {"ms", 1}, {"m", 60e3}}};
constexpr std::array<Unit, 12> sizes = {{{"B", 1},
                                         {"kB", 1e3},
                                         {"KB", 1e3},
                                         {"MB", 1e6},
                                         {"GB", 1e9},
                                         {"TB", 1e12},
                                         {"KiB", 1024.0},
                                         {"MiB", 1048576.0},
                                         {"GiB", 1073741824.0},
                                         {"ko", 1e3},
                                         {"Mo", 1e6},
                                         {"Go", 1e9}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 19> spoken = {{{"jour", "d"},
                                                                                   {"jours", "d"},
                                                                                   {"j", "d"},
                                                                                   {"day", "d"},
                                                                                   {"days", "d"},
                                                                                   {"heure", "h"},
                                                                                   {"heures", "h"},
                                                                                   {"hour", "h"},
                                                                                   {"hours", "h"},
                                                                                   {"minute", "min"},
                                                                                   {"minutes", "min"},
                                                                                   {"mn", "min"},
                                                                                   {"seconde", "s"},
                                                                                   {"secondes", "s"},
                                                                                   {"second", "s"},
                                                                                   {"seconds", "s"},
                                                                                   {"sec", "s"},
                                                                                   {"semaine", "w"},
                                                                                   {"semaines", "w"}}};

template<std::size_t Size>
std::optional<double> scale(std::string_view text, const std::array<Unit, Size>& units) {
    const auto amount = split_amount(text);
    if (!amount) return std::nullopt;
    for (const Unit& unit : units)
        if (unit.name == amount->unit) return amount->number * unit.factor;
    return std::nullopt;
}

} // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto found = scale(text, durations);
    if (!found || *found > 3e13) return std::nullopt;
    return std::chrono::milliseconds(static_cast<std::int64_t>(*found + 0.5));
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    const auto found = scale(text, sizes);
    if (!found || *found > 1e15) return std::nullopt;
    return static_cast<std::uint64_t>(*found + 0.5);
}

std::optional<double> parse_percent(std::string_view text) {
    const auto amount = split_amount(text);
    if (!amount || amount->unit != "%" || amount->number > 100) return std::nullopt;
    return amount->number / 100;
}

std::string repair_duration(std::string_view text) {
    const auto amount = split_amount(text);
    if (!amount) return {};
    const std::string unit = fold(amount->unit);
    for (const auto& [word, name] : spoken)
        if (unit == word) {
            const std::string_view trimmed = trim(text);
            const std::string_view number = trim(trimmed.substr(0, trimmed.size() - amount->unit.size()));
            return std::string(number) + std::string(name);
        }
    return {};
}

std::string format_duration(std::chrono::milliseconds duration) {
    for (const Unit& unit : durations) {
        const auto factor = static_cast<std::int64_t>(unit.factor);
        if (unit.name != "w" && duration.count() % factor == 0 && duration.count() != 0)
            return std::to_string(duration.count() / factor) + std::string(unit.name);
    }
    return "0s";
}

} // namespace moisson
