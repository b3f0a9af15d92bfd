#include "connectors/formats/sheet/cell_text.hpp"

#include "core/text/dates.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>

namespace moisson {
namespace {

constexpr double last_day = 2958465; // 31/12/9999

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "0013" is 13, "-0" is 0: digits of any length, without a detour over a double.
bool append_whole(std::string& out, std::string_view stored) {
    const bool negative = stored.starts_with('-');
    std::string_view digits = stored.substr(negative);
    if (!is_digits(digits)) return false;
    while (digits.size() > 1 && digits[0] == '0') digits.remove_prefix(1);
    if (negative && digits != "0") out += '-';
    out += digits;
    return true;
}

std::optional<double> as_double(std::string_view stored) {
    if (stored.starts_with('+')) stored.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(stored.data(), stored.data() + stored.size(), value);
    if (error != std::errc() || end != stored.data() + stored.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// Shortest digits that give the same number; at most 15, as on screen.
void append_double(std::string& out, double value) {
    char digits[40];
    if (std::abs(value) >= 1e21 || (value != 0 && std::abs(value) < 1e-15)) {
        out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
        return;
    }
    if (std::abs(value) < 9007199254740992.0 && value == std::floor(value)) {
        out += std::to_string(static_cast<std::int64_t>(value));
        return;
    }
    std::snprintf(digits, sizeof digits, "%.15g", value);
    char fixed[400];
    const double seen = as_double(digits).value_or(value);
    out.append(fixed, std::to_chars(fixed, fixed + sizeof fixed, seen, std::chars_format::fixed).ptr);
}

void append_two(std::string& out, std::int64_t value) {
    if (value < 10) out += '0';
    out += std::to_string(value);
}

/// "10:30"; the seconds only when there are some, or `always`.
void append_clock(std::string& out, std::int64_t seconds, bool always = false) {
    append_two(out, seconds / 3600);
    out += ':';
    append_two(out, seconds / 60 % 60);
    if (seconds % 60 == 0 && !always) return;
    out += ':';
    append_two(out, seconds % 60);
}

/// The time is left out when it is midnight.
void append_day(std::string& out, const CivilDate& date, std::int64_t seconds) {
    std::string day;
    write_iso_date(date, day);
    out += day;
    if (seconds == 0) return;
    out += 'T';
    append_clock(out, seconds, true);
}

/// Excel believes in a 29 February 1900: days before March 1900 are counted from one day later.
void append_moment(std::string& out, std::int64_t days, std::int64_t seconds, bool from_1904) {
    using namespace std::chrono;
    const sys_days epoch = from_1904 ? sys_days(year(1904) / 1 / 1) : sys_days(year(1899) / 12 / 30);
    const std::int64_t missing = !from_1904 && days < 60 ? 1 : 0;
    const year_month_day day(epoch + std::chrono::days(days + missing));
    append_day(
        out,
        {static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day())},
        seconds);
}

/// False when the spreadsheet itself shows no date for this number (negative, beyond 9999, zero).
bool append_dated(std::string& out, double value, NumberFormat::Kind kind, bool from_1904) {
    if (value < 0 || value > last_day + 1) return false;
    const auto total = static_cast<std::int64_t>(std::llround(value * 86400));
    const std::int64_t days = total / 86400, seconds = total % 86400;
    if (kind == NumberFormat::Kind::elapsed)
        append_clock(out, total);
    else if (kind == NumberFormat::Kind::time || (days == 0 && seconds > 0))
        append_clock(out, seconds);
    else if ((days == 0 && !from_1904) || days > static_cast<std::int64_t>(last_day))
        return false;
    else
        append_moment(out, days, seconds, from_1904);
    return true;
}

void pad(std::string& out, std::size_t from, std::size_t digits) {
    if (!is_digits(std::string_view(out).substr(from))) return;
    const std::size_t size = out.size() - from;
    if (size < digits) out.insert(from, digits - size, '0');
}

} // namespace

void append_number(std::string& out, std::string_view stored) {
    if (append_whole(out, stored)) return;
    if (const auto value = as_double(stored))
        append_double(out, *value);
    else
        out += stored;
}

void append_formatted(std::string& out, std::string_view stored, const NumberFormat& format, bool from_1904) {
    if (format.kind != NumberFormat::Kind::number)
        if (const auto value = as_double(stored); value && append_dated(out, *value, format.kind, from_1904))
            return;
    const std::size_t from = out.size();
    append_number(out, stored);
    if (format.min_digits > 0) pad(out, from, format.min_digits);
}

void append_iso_date(std::string& out, std::string_view iso) {
    const auto moment = parse_moment(iso);
    if (!moment) {
        out += iso;
        return;
    }
    append_day(out, moment->date,
               moment->has_time ? moment->hour * 3600 + moment->minute * 60 + moment->second : 0);
}

void append_iso_duration(std::string& out, std::string_view iso) {
    std::int64_t total = 0, number = 0;
    bool fraction = false;
    std::string_view rest = iso;
    if (!rest.starts_with("PT") || rest.size() > 40) {
        out += iso;
        return;
    }
    for (const char c : rest.substr(2)) {
        if (c >= '0' && c <= '9') {
            if (!fraction) number = std::min<std::int64_t>(number * 10 + (c - '0'), 1'000'000'000);
            continue;
        }
        fraction = c == '.' || c == ',';
        if (fraction) continue;
        total += number * (c == 'H' ? 3600 : c == 'M' ? 60 : c == 'S' ? 1 : 0);
        number = 0;
    }
    append_clock(out, total);
}

} // namespace moisson
