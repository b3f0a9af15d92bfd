#include "connectors/drops/listing.hpp"

#include "connectors/fetch/inbox.hpp"
#include "connectors/http/fault.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fnmatch.h>
#include <optional>

namespace moisson {
namespace {

constexpr std::int64_t seconds_of_day = 86400;

[[noreturn]] void refuse_line(std::string_view line) {
    std::string shown;
    for (const char c : line.substr(0, 120)) shown += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    throw permanent_fault("drop.listing", "the server lists its files in a way that cannot be read (\"" +
                                              shown +
                                              "\"): write the address of one file in [source] url, or tell "
                                              "the producer");
}

template<class Number>
std::optional<Number> whole_number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> instant(int year, int month, int day, std::int64_t second_of_day) {
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || second_of_day >= seconds_of_day) return std::nullopt;
    return sys_days(date).time_since_epoch().count() * seconds_of_day + second_of_day;
}

/// "HH:MM" → seconds.
std::optional<std::int64_t> time_of_day(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto hours = whole_number<int>(text.substr(0, colon)),
               minutes = whole_number<int>(text.substr(colon + 1));
    if (!hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
    return *hours * 3600 + *minutes * 60;
}

template<class Take>
void for_each_line(std::string_view text, const Take& take) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) take(line);
    }
}

/// A name that can be asked for: no way out of the directory, no line of its own in the protocol.
bool is_usable_name(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
           std::none_of(name.begin(), name.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void keep(std::vector<DropEntry>& entries, DropEntry entry) {
    if (is_usable_name(entry.name)) entries.push_back(std::move(entry));
}

/// "YYYYMMDDHHMMSS[.sss]", UTC.
std::optional<std::int64_t> mlsd_time(std::string_view text) {
    text = text.substr(0, text.find('.'));
    if (text.size() != 14) return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size) {
        return whole_number<int>(text.substr(at, size)).value_or(-1);
    };
    const int hours = part(8, 2), minutes = part(10, 2), seconds = part(12, 2);
    if (hours < 0 || minutes < 0 || seconds < 0) return std::nullopt;
    return instant(part(0, 4), part(4, 2), part(6, 2), hours * 3600 + minutes * 60 + seconds);
}

struct Word {
    std::string_view text;
    std::size_t end = 0; ///< behind it in the line
};

std::vector<Word> listing_words(std::string_view line) {
    std::vector<Word> found;
    for (std::size_t at = 0; (at = line.find_first_not_of(' ', at)) != std::string_view::npos;) {
        const std::size_t end = std::min(line.find(' ', at), line.size());
        found.push_back({line.substr(at, end - at), end});
        at = end;
    }
    return found;
}

int month_number(std::string_view word) {
    static constexpr std::array names = {"jan", "feb", "mar", "apr", "may", "jun",
                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    const std::string lower = ascii_lower(word);
    const auto found = std::find(names.begin(), names.end(), lower);
    return found == names.end() ? 0 : static_cast<int>(found - names.begin()) + 1;
}

int year_of(std::int64_t time) {
    using namespace std::chrono;
    return int(year_month_day(sys_days(days(time / seconds_of_day))).year());
}

/// The third word of a date is a year, or the time of a day of the last months.
std::optional<std::int64_t> list_date(int month, int day, std::string_view last, std::int64_t now) {
    if (const auto year = whole_number<int>(last); year && *year > 1900) return instant(*year, month, day, 0);
    const auto time = time_of_day(last);
    if (!time) return std::nullopt;
    const auto this_year = instant(year_of(now), month, day, *time);
    if (this_year && *this_year <= now + seconds_of_day) return this_year;
    return instant(year_of(now) - 1, month, day, *time);
}

/// "-rw-r--r-- 1 user group 1234 Nov 22 06:25 name": owner and group may hold blanks, so the date is looked
/// for.
DropEntry unix_line(std::string_view line, std::int64_t now) {
    const std::vector<Word> words = listing_words(line);
    for (std::size_t i = 3; i + 3 < words.size(); ++i) {
        const int month = month_number(words[i].text);
        const auto size = whole_number<std::uint64_t>(words[i - 1].text);
        const auto day = whole_number<int>(words[i + 1].text);
        if (month == 0 || !size || !day) continue;
        const auto time = list_date(month, *day, words[i + 2].text, now);
        if (time) return {std::string(line.substr(words[i + 2].end + 1)), *size, *time, false};
    }
    refuse_line(line);
}

/// "drwxr-xr-x …", "lrwxrwxrwx …": directories, links, devices.
bool is_other_kind(std::string_view line) {
    return line.size() > 10 && std::string_view("dlbcpsD").find(line[0]) != std::string_view::npos &&
           line.substr(1, 9).find_first_not_of("rwxsStTl-") == std::string_view::npos;
}

/// "11-22-26  06:25AM       1234 name". Nothing for a directory.
std::optional<DropEntry> dos_line(std::string_view line) {
    const std::vector<Word> words = listing_words(line);
    if (words.size() < 4 || words[0].text.size() < 8 || words[1].text.size() < 6) refuse_line(line);
    const auto month = whole_number<int>(words[0].text.substr(0, 2)),
               day = whole_number<int>(words[0].text.substr(3, 2)),
               year = whole_number<int>(words[0].text.substr(6));
    const auto time = time_of_day(words[1].text.substr(0, words[1].text.size() - 2));
    if (!month || !day || !year || !time) refuse_line(line);
    if (words[2].text == "<DIR>") return std::nullopt;
    const bool afternoon = words[1].text.ends_with("PM");
    const std::int64_t seconds = *time % (12 * 3600) + (afternoon ? 12 * 3600 : 0);
    const auto modified = instant(*year < 100 ? *year + 2000 : *year, *month, *day, seconds);
    const auto size = whole_number<std::uint64_t>(words[2].text);
    if (!size || !modified) refuse_line(line);
    return DropEntry{std::string(line.substr(words[2].end + 1)), *size, *modified, false};
}

} // namespace

std::vector<DropEntry> parse_mlsd(std::string_view text) {
    std::vector<DropEntry> entries;
    for_each_line(text, [&](std::string_view line) {
        const std::size_t name = line.find(' ');
        if (name == std::string_view::npos) refuse_line(line);
        DropEntry entry{std::string(line.substr(name + 1)), 0, 0, true};
        bool is_file = false, has_size = false, has_time = false;
        for (std::string_view facts = line.substr(0, name); !facts.empty();) {
            const std::string_view fact = facts.substr(0, facts.find(';'));
            facts.remove_prefix(std::min(fact.size() + 1, facts.size()));
            const std::size_t equals = std::min(fact.find('='), fact.size());
            const std::string key = ascii_lower(fact.substr(0, equals));
            const std::string_view value = fact.substr(std::min(equals + 1, fact.size()));
            if (key == "type") is_file = ascii_lower(value) == "file";
            if (key == "size")
                if (const auto size = whole_number<std::uint64_t>(value)) has_size = true, entry.size = *size;
            if (key == "modify")
                if (const auto time = mlsd_time(value)) has_time = true, entry.modified = *time;
        }
        if (!is_file) return;
        if (!has_size || !has_time) refuse_line(line);
        keep(entries, std::move(entry));
    });
    return entries;
}

std::vector<DropEntry> parse_list(std::string_view text, std::int64_t now) {
    std::vector<DropEntry> entries;
    for_each_line(text, [&](std::string_view line) {
        if (line.front() >= '0' && line.front() <= '9') {
            if (auto entry = dos_line(line)) keep(entries, std::move(*entry));
        } else if (line.front() == '-') {
            keep(entries, unix_line(line, now));
        } else if (!is_other_kind(line) && !line.starts_with("total ")) {
            refuse_line(line);
        }
    });
    return entries;
}

std::vector<DropEntry> newest_of(std::vector<DropEntry> entries, const std::string& pattern) {
    std::erase_if(entries, [&](const DropEntry& entry) {
        return is_in_transfer(entry.name) ||
               (!pattern.empty() && ::fnmatch(pattern.c_str(), entry.name.c_str(), 0) != 0);
    });
    std::sort(entries.begin(), entries.end(), [](const DropEntry& a, const DropEntry& b) {
        return a.modified != b.modified ? a.modified > b.modified : a.name > b.name;
    });
    std::size_t count = 0;
    while (count < entries.size() && entries[count].modified == entries[0].modified) ++count;
    entries.resize(entries.empty() || !entries[0].exact ? count : 1);
    return entries;
}

} // namespace moisson
