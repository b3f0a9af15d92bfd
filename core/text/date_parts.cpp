#include "core/text/date_parts.hpp"

#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace date_parts {
namespace {

char peek(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : '\0'; }

void skip_blanks(std::string_view text, std::size_t& at) {
    while (at < text.size()) {
        std::size_t after = at;
        if (!is_blank(next_code_point(text, after))) return;
        at = after;
    }
}

bool read_seconds(std::string_view text, std::size_t& at, Moment& moment) {
    if (peek(text, at) != ':') return true;
    if (!read_number(text, ++at, 2, 2, moment.second) || moment.second > 60) return false;
    if (peek(text, at) == '.' || peek(text, at) == ',')
        for (++at; is_digit(peek(text, at)); ++at) {
        }
    return true;
}

bool read_time(std::string_view text, std::size_t& at, Moment& moment) {
    if (!read_number(text, at, 1, 2, moment.hour) || moment.hour > 24) return false;
    const char separator = peek(text, at);
    if (separator != ':' && separator != 'h' && separator != 'H') return false;
    ++at;
    if (is_digit(peek(text, at)) && !read_number(text, at, 2, 2, moment.minute)) return false;
    moment.has_time = true;
    if (moment.minute > 59 || !read_seconds(text, at, moment)) return false;
    const bool midnight = moment.hour == 24 && moment.minute == 0 && moment.second == 0;
    if (midnight) moment.hour = 0; // 24:00 of a day: the day is what counts
    return moment.hour < 24;
}

} // namespace

bool read_number(std::string_view text, std::size_t& at, int least, int most, unsigned& value) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end]) && end - at < static_cast<std::size_t>(most)) ++end;
    if (end - at < static_cast<std::size_t>(least)) return false;
    value = to_unsigned(text.substr(at, end - at));
    at = end;
    return true;
}

bool read_month_name(std::string_view text, std::size_t& at, unsigned& month) {
    static constexpr std::string_view names[] = {"janv", "fevr", "mars", "avri", "mai",  "juin",
                                                 "juil", "aout", "sept", "octo", "nove", "dece"};
    const std::size_t end = std::min(text.find_first_of(" -/0123456789", at), text.size());
    std::string word = fold(text.substr(at, end - at));
    while (word.ends_with('.')) word.pop_back();
    if (word.size() < 3) return false;
    for (unsigned i = 0; i < 12; ++i)
        if (word.starts_with(names[i]) || (names[i].starts_with(word) && word != "jui")) {
            month = i + 1;
            at = end;
            return true;
        }
    return false;
}

bool read_zone(std::string_view text, std::size_t& at, Moment& moment) {
    const char sign = peek(text, at);
    if (sign == 'Z' || sign == 'z') {
        ++at;
        moment.offset_minutes = 0;
        return true;
    }
    if (text.substr(at).starts_with("UTC")) {
        at += 3;
        moment.offset_minutes = 0;
        return true;
    }
    if (sign != '+' && sign != '-') return false;
    unsigned hours = 0, minutes = 0;
    if (!read_number(text, ++at, 2, 2, hours)) return false;
    if (peek(text, at) == ':') ++at;
    if (is_digit(peek(text, at)) && !read_number(text, at, 2, 2, minutes)) return false;
    if (hours > 14 || minutes > 59) return false;
    const int offset = static_cast<int>(hours * 60 + minutes);
    moment.offset_minutes = sign == '-' ? -offset : offset;
    return true;
}

bool read_rest(std::string_view text, std::size_t at, Moment& moment) {
    if (at == text.size()) return true;
    if (peek(text, at) == 'T' || peek(text, at) == 't') ++at;
    skip_blanks(text, at);
    for (std::string_view word : {"à ", "a ", "- "})
        if (text.substr(at).starts_with(word)) at += word.size();
    if (!moment.has_time && is_digit(peek(text, at)) && !read_time(text, at, moment)) return false;
    skip_blanks(text, at);
    if (at < text.size() && moment.has_time && !read_zone(text, at, moment)) return false;
    return at == text.size();
}

} // namespace date_parts

namespace {

using namespace date_parts;

bool is_separator(char c) { return c == '-' || c == '/' || c == '.'; }

/// 2024-03-12, 2024/3/12
bool read_year_first(std::string_view text, std::size_t& at, CivilDate& date) {
    unsigned year = 0;
    if (!read_number(text, at, 4, 4, year) || at >= text.size() || !is_separator(text[at])) return false;
    date.year = static_cast<int>(year);
    const char separator = text[at];
    if (!read_number(text, ++at, 1, 2, date.month) || at >= text.size() || text[at] != separator)
        return false;
    return read_number(text, ++at, 1, 2, date.day);
}

/// 12/03/2024, 1.3.2024
bool read_day_first(std::string_view text, std::size_t& at, CivilDate& date) {
    unsigned year = 0;
    if (!read_number(text, at, 1, 2, date.day) || at >= text.size() || !is_separator(text[at])) return false;
    const char separator = text[at];
    if (!read_number(text, ++at, 1, 2, date.month) || at >= text.size() || text[at] != separator)
        return false;
    if (!read_number(text, ++at, 4, 4, year)) return false;
    date.year = static_cast<int>(year);
    return at >= text.size() || !is_digit(text[at]);
}

/// 20240312
bool read_compact(std::string_view text, std::size_t& at, CivilDate& date) {
    if (text.size() < 8 || !all_digits(text.substr(0, 8)) || (text.size() > 8 && is_digit(text[8])))
        return false;
    date = {static_cast<int>(to_unsigned(text.substr(0, 4))), to_unsigned(text.substr(4, 2)),
            to_unsigned(text.substr(6, 2))};
    at = 8;
    return true;
}

/// 12 mars 2024, 1er janv. 2024
bool read_with_month_name(std::string_view text, std::size_t& at, CivilDate& date) {
    unsigned year = 0;
    if (!read_number(text, at, 1, 2, date.day)) return false;
    if (text.substr(at).starts_with("er")) at += 2;
    if (at >= text.size() || (text[at] != ' ' && text[at] != '-')) return false;
    if (!read_month_name(text, ++at, date.month) || at >= text.size()) return false;
    if (!read_number(text, ++at, 4, 4, year)) return false;
    date.year = static_cast<int>(year);
    return true;
}

} // namespace

std::optional<Moment> parse_moment(std::string_view text) {
    constexpr std::array forms{read_year_first, read_day_first, read_compact, read_with_month_name};
    for (const auto form : forms) {
        Moment moment;
        std::size_t at = 0;
        if (form(text, at, moment.date))
            return exists(moment.date) && read_rest(text, at, moment) ? std::optional(moment) : std::nullopt;
    }
    return std::nullopt;
}

} // namespace moisson
