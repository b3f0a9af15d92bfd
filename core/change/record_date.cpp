#include "core/change/record_date.hpp"

#include "core/model/digest.hpp"

namespace moisson {

namespace {

/// `width` digits at `at`, or -1.
int digits(std::string_view text, std::size_t at, std::size_t width) {
    if (text.size() < at + width) return -1;
    int number = 0;
    for (std::size_t i = at; i < at + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

} // namespace

std::uint32_t date_hash(std::string_view iso) {
    if (iso.empty()) return 0;
    const auto hash = static_cast<std::uint32_t>(digest64(iso));
    return hash ? hash : 1;
}

std::uint32_t date_rank(std::string_view iso) {
    const int year = digits(iso, 0, 4), month = digits(iso, 5, 2), day = digits(iso, 8, 2);
    if (year < 0 || month < 0 || day < 0) return 0;
    const int hour = digits(iso, 11, 2), minute = digits(iso, 14, 2);
    std::uint32_t rank = (static_cast<std::uint32_t>(year) * 12 + static_cast<std::uint32_t>(month)) * 31;
    rank = (rank + static_cast<std::uint32_t>(day)) * 1440;
    if (hour >= 0 && minute >= 0) rank += static_cast<std::uint32_t>(hour * 60 + minute);
    return rank;
}

} // namespace moisson
