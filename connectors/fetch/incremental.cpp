#include "connectors/fetch/incremental.hpp"

#include "connectors/fetch/placeholders.hpp"
#include "connectors/http/fault.hpp"

#include <cstdio>
#include <date/date.h>
#include <sstream>

namespace moisson {

namespace {

using Seconds = date::sys_seconds;

std::optional<Seconds> parse_cursor(std::string_view text) {
    const std::string copy(text);
    for (const char* format : {"%FT%TZ", "%FT%T%Ez", "%FT%T", "%F"}) {
        std::istringstream in(copy);
        Seconds value;
        std::string rest;
        if (!(in >> date::parse(format, value))) {
            date::sys_time<std::chrono::microseconds> fine; // "…:05.123456Z"
            in = std::istringstream(copy);
            if (!(in >> date::parse(format, fine))) continue;
            value = date::floor<std::chrono::seconds>(fine);
        }
        if (!(in >> rest)) return value;
    }
    return std::nullopt;
}

std::string two(unsigned value) {
    char text[12];
    std::snprintf(text, sizeof text, "%02u", value);
    return text;
}

} // namespace

std::optional<std::string> since_text(std::string_view cursor, std::chrono::seconds overlap,
                                      std::string_view format) {
    const auto parsed = parse_cursor(cursor);
    if (!parsed) return std::nullopt;
    const Seconds since = *parsed - overlap;
    if (format == "epoch-ms") return std::to_string(since.time_since_epoch().count() * 1000);
    if (format == "epoch") return std::to_string(since.time_since_epoch().count());
    const auto day = date::floor<date::days>(since);
    const date::year_month_day ymd(day);
    const date::hh_mm_ss time(since - day);
    std::string out;
    bool in_time = false; // MM is the month before HH and the minute after it
    for (std::size_t i = 0; i < format.size();) {
        const std::string_view rest = format.substr(i);
        const auto put = [&](const std::string& text, std::size_t length) { out += text, i += length; };
        if (rest.starts_with("YYYY"))
            put(std::to_string(static_cast<int>(ymd.year())), 4);
        else if (rest.starts_with("DD"))
            put(two(static_cast<unsigned>(ymd.day())), 2);
        else if (rest.starts_with("HH"))
            put(two(static_cast<unsigned>(time.hours().count())), 2), in_time = true;
        else if (rest.starts_with("MM"))
            put(in_time ? two(static_cast<unsigned>(time.minutes().count()))
                        : two(static_cast<unsigned>(ymd.month())),
                2);
        else if (rest.starts_with("SS"))
            put(two(static_cast<unsigned>(time.seconds().count())), 2);
        else
            put(std::string(1, format[i]), 1);
    }
    return out;
}

/// `value` with each {since} replaced.
static std::string with_since(std::string value, const std::string& since) {
    constexpr std::string_view mark = "{since}";
    for (std::size_t at = 0; (at = value.find(mark, at)) != std::string::npos; at += since.size())
        value.replace(at, mark.size(), since);
    return value;
}

bool add_since(HttpRequest& request, const FetchRequest& fetch, std::string_view format) {
    const auto& incremental = fetch.feed->source.incremental;
    if (!incremental) return false;
    if (format.empty()) format = incremental->format;
    std::optional<std::string> text;
    if (fetch.incremental && !fetch.validators.cursor.empty())
        text = since_text(fetch.validators.cursor, incremental->overlap, format);
    if (text && !incremental->body.empty()) request.body = incremental->body;
    // A body always names an instant; for a full read it is older than any record.
    const auto ever = since_text("1970-01-01", std::chrono::seconds(0), format);
    request.body = fill_placeholder(std::move(request.body), "{since}", text ? *text : *ever);
    if (text && !incremental->parameter.empty())
        request.url =
            with_query(request.url, {{incremental->parameter, with_since(incremental->value, *text)}});
    return text.has_value();
}

} // namespace moisson
