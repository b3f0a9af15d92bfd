#include "core/config/check_times.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace moisson {
namespace {

bool is_time_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return false;
    for (const std::size_t at : {0u, 1u, 3u, 4u})
        if (text[at] < '0' || text[at] > '9') return false;
    return text.substr(0, 2) <= "23" && text.substr(3) <= "59";
}

bool is_timezone(const std::string& name) {
    const auto good = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '_' || c == '-' || c == '+';
    };
    if (name.empty() || name.front() == '/' || !std::all_of(name.begin(), name.end(), good)) return false;
    static const std::filesystem::path database = "/usr/share/zoneinfo";
    std::error_code absent;
    if (!std::filesystem::is_directory(database, absent)) return true; // then the scheduler says it
    return std::filesystem::is_regular_file(database / name, absent);
}

} // namespace

void check_window(Report& report, const std::string& code, Mark mark, std::string_view window) {
    if (window.empty()) return;
    const bool good = window.size() == 11 && window[5] == '-' && is_time_of_day(window.substr(0, 5)) &&
                      is_time_of_day(window.substr(6));
    if (!good)
        report.error(code, mark, in_quotes(window) + " is not a window", "",
                     "two times of day: \"02:00-05:00\"; \"22:00-04:00\" goes over midnight");
    else if (window.substr(0, 5) == window.substr(6))
        report.error(code, mark, "the window is empty", "the two times must differ");
}

void check_timezone(Report& report, const std::string& code, Mark mark, const std::string& name) {
    if (is_timezone(name)) return;
    report.error(
        code, mark, in_quotes(name) + " is not a time zone", "write for example \"Europe/Paris\"",
        "also: America/Guadeloupe, America/Martinique, America/Cayenne, Indian/Reunion, Indian/Mayotte");
}

} // namespace moisson
