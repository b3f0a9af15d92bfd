#include "daemon/api/byte_range.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace moisson::api {

namespace {

std::optional<std::uint64_t> range_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

} // namespace

ByteRange read_range(std::string_view header, std::uint64_t size) {
    const ByteRange whole{ByteRange::Kind::whole, 0, size};
    if (!header.starts_with("bytes=") || header.find(',') != std::string_view::npos) return whole;
    header = without_outer_blanks(header.substr(6));
    const std::size_t dash = header.find('-');
    if (dash == std::string_view::npos) return whole;
    const auto first = range_number(header.substr(0, dash)), last = range_number(header.substr(dash + 1));
    const ByteRange unsatisfiable{ByteRange::Kind::unsatisfiable, 0, 0};
    if (dash == 0) { // the last so many bytes
        if (!last) return whole;
        if (*last == 0 || size == 0) return unsatisfiable;
        const std::uint64_t count = std::min(*last, size);
        return {ByteRange::Kind::part, size - count, count};
    }
    if (!first || (dash + 1 < header.size() && (!last || *last < *first))) return whole;
    if (*first >= size) return unsatisfiable;
    return {ByteRange::Kind::part, *first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
}

bool names_tag(std::string_view header, std::string_view tag) {
    while (!header.empty()) {
        const std::size_t comma = std::min(header.find(','), header.size());
        std::string_view one = without_outer_blanks(header.substr(0, comma));
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one == "*" || one == tag) return true;
        header.remove_prefix(std::min(comma + 1, header.size()));
    }
    return false;
}

} // namespace moisson::api
