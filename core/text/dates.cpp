#include "core/text/dates.hpp"

#include "core/text/ascii.hpp"
#include "core/text/date_parts.hpp"

#include <charconv>
#include <chrono>

namespace moisson {
namespace {

using std::chrono::sys_days;

sys_days to_days(const CivilDate& date) {
    return sys_days(std::chrono::year_month_day(std::chrono::year(date.year), std::chrono::month(date.month),
                                                std::chrono::day(date.day)));
}

CivilDate from_days(sys_days days) {
    const std::chrono::year_month_day ymd(days);
    return {static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
            static_cast<unsigned>(ymd.day())};
}

Moment from_unix(std::int64_t seconds) {
    const auto days =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    const auto rest = static_cast<unsigned>(seconds - days.time_since_epoch().count() * 86400);
    Moment moment{from_days(days), true, rest / 3600, rest / 60 % 60, rest % 60, 0};
    return moment;
}

std::optional<Moment> from_clock(std::string_view text, std::int64_t per_second) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = error == std::errc() && (end == text.data() + text.size() || *end == '.');
    if (!whole || count / per_second > 32503680000 || count / per_second < -62135596800) return std::nullopt;
    return from_unix(count / per_second);
}

/// Day 1 of spreadsheets is 1900-01-01, and they believe in a 29 February 1900: counted from 1899-12-30 it
/// comes right.
std::optional<Moment> from_excel(std::string_view text) {
    std::int64_t days = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    const bool whole = error == std::errc() && (end == text.data() + text.size() || *end == '.');
    if (!whole || days < 61 || days > 200000) return std::nullopt;
    Moment moment;
    moment.date = from_days(to_days({1899, 12, 30}) + std::chrono::days(days));
    return moment;
}

void put(unsigned value, char* at, int digits) {
    for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

void in_utc(Moment& moment) {
    const std::int64_t day = to_days(moment.date).time_since_epoch().count();
    const std::int64_t seconds = day * 86400 + moment.hour * 3600 + moment.minute * 60 + moment.second;
    moment = from_unix(seconds - *moment.offset_minutes * 60);
}

} // namespace

bool exists(const CivilDate& date) {
    constexpr unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12 || date.day < 1) return false;
    const bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    return date.day <= days[date.month - 1] + (leap && date.month == 2 ? 1u : 0u);
}

std::optional<DateFormat> DateFormat::compile(std::string_view format) {
    DateFormat compiled;
    if (format == "unix") compiled.clock_ = Clock::unix_seconds;
    if (format == "unix-ms") compiled.clock_ = Clock::unix_milliseconds;
    if (format == "excel") compiled.clock_ = Clock::excel;
    if (compiled.clock_ != Clock::none) return compiled;
    bool hour_seen = false, year = false, month = false, day = false;
    while (!format.empty()) {
        Token token;
        std::size_t width = 1;
        const auto take = [&](std::string_view word, Kind kind) {
            if (width > 1 || !format.starts_with(word)) return;
            token.kind = kind;
            width = word.size();
        };
        take("YYYY", Kind::year);
        take("MMMM", Kind::month_name);
        take("MM", hour_seen ? Kind::minute : Kind::month);
        take("mm", Kind::minute);
        take("DD", Kind::day);
        take("HH", Kind::hour);
        take("SS", Kind::second);
        take("ss", Kind::second);
        if (width == 1) {
            token.kind = format[0] == 'Z' ? Kind::zone : Kind::literal;
            token.literal = format[0];
        }
        hour_seen |= token.kind == Kind::hour;
        year |= token.kind == Kind::year;
        month |= token.kind == Kind::month || token.kind == Kind::month_name;
        day |= token.kind == Kind::day;
        const bool number = width > 1 && token.kind != Kind::month_name;
        if (number && !compiled.tokens_.empty() && compiled.tokens_.back().kind != Kind::literal)
            compiled.tokens_.back().fixed = true;
        compiled.tokens_.push_back(token);
        format.remove_prefix(width);
    }
    if (!year || !month || !day) return std::nullopt;
    return compiled;
}

bool DateFormat::read(const Token& token, std::string_view text, std::size_t& at, Moment& moment) const {
    using namespace date_parts;
    const int least = token.fixed ? 2 : 1;
    unsigned value = 0;
    switch (token.kind) {
    case Kind::literal:
        return at < text.size() && text[at] == token.literal && ++at;
    case Kind::zone:
        return read_zone(text, at, moment);
    case Kind::month_name:
        return read_month_name(text, at, moment.date.month);
    case Kind::year:
        if (!read_number(text, at, 4, 4, value)) return false;
        moment.date.year = static_cast<int>(value);
        return true;
    case Kind::month:
        return read_number(text, at, least, 2, moment.date.month);
    case Kind::day:
        return read_number(text, at, least, 2, moment.date.day);
    case Kind::hour:
        moment.has_time = true;
        return read_number(text, at, least, 2, moment.hour) && moment.hour < 24;
    case Kind::minute:
        return read_number(text, at, least, 2, moment.minute) && moment.minute < 60;
    case Kind::second:
        return read_number(text, at, least, 2, moment.second) && moment.second < 61;
    }
    return false;
}

std::optional<Moment> DateFormat::parse(std::string_view text) const {
    if (clock_ == Clock::unix_seconds) return from_clock(text, 1);
    if (clock_ == Clock::unix_milliseconds) return from_clock(text, 1000);
    if (clock_ == Clock::excel) return from_excel(text);
    Moment moment;
    std::size_t at = 0;
    bool read_all = true;
    for (const Token& token : tokens_) read_all = read_all && read(token, text, at, moment);
    if (read_all && exists(moment.date) && date_parts::read_rest(text, at, moment)) return moment;
    const bool iso = text.size() >= 10 && text[4] == '-' && text[7] == '-';
    return iso ? parse_moment(text) : std::nullopt;
}

void write_iso_date(const CivilDate& date, std::string& out) {
    char text[10] = {0, 0, 0, 0, '-', 0, 0, '-', 0, 0};
    put(static_cast<unsigned>(date.year), text, 4);
    put(date.month, text + 5, 2);
    put(date.day, text + 8, 2);
    out.assign(text, sizeof text);
}

void write_iso_moment(const Moment& moment, std::string& out) {
    Moment shown = moment;
    const bool zoned = shown.has_time && shown.offset_minutes;
    if (zoned) in_utc(shown);
    write_iso_date(shown.date, out);
    if (!shown.has_time) return;
    char text[9] = {'T', 0, 0, ':', 0, 0, ':', 0, 0};
    put(shown.hour, text + 1, 2);
    put(shown.minute, text + 4, 2);
    put(shown.second, text + 7, 2);
    out.append(text, sizeof text);
    if (zoned) out += 'Z';
}

} // namespace moisson
