#include "core/linkage/similarity.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace moisson {

namespace {

constexpr std::size_t longest = longest_compared;

struct JaroCounts {
    unsigned matches = 0, transpositions = 0;
};

JaroCounts count_jaro(std::string_view a, std::string_view b) {
    const std::size_t window = std::max<std::size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
    std::uint64_t used_a = 0, used_b = 0;
    JaroCounts counts;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::size_t last = std::min(b.size(), i + window + 1);
        for (std::size_t j = i > window ? i - window : 0; j < last; ++j)
            if (a[i] == b[j] && !(used_b >> j & 1)) {
                used_a |= std::uint64_t{1} << i;
                used_b |= std::uint64_t{1} << j;
                ++counts.matches;
                break;
            }
    }
    for (std::size_t i = 0, j = 0; i < a.size(); ++i) {
        if (!(used_a >> i & 1)) continue;
        while (!(used_b >> j & 1)) ++j;
        counts.transpositions += a[i] != b[j++];
    }
    return counts;
}

} // namespace

double jaro_winkler(std::string_view a, std::string_view b) {
    if (a == b) return 1;
    a = a.substr(0, longest);
    b = b.substr(0, longest);
    const JaroCounts counts = count_jaro(a, b);
    if (counts.matches == 0) return 0;
    const double m = counts.matches;
    const double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                         (m - counts.transpositions / 2.0) / m) /
                        3;
    std::size_t prefix = 0;
    while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
    return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}

std::uint32_t letters_of(std::string_view text) {
    std::uint32_t letters = 0;
    for (const char c : text) letters |= std::uint32_t{1} << (c >= 'a' && c <= 'z' ? c - 'a' : 26);
    return letters;
}

std::size_t letter_slips(std::string_view a, std::string_view b, std::size_t limit) {
    a = a.substr(0, longest);
    b = b.substr(0, longest);
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > limit) return limit + 1;
    while (!a.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
    while (!a.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
    if (a.empty()) return b.size();
    if (limit <= 1) { // both begin and end otherwise now: one slip is one letter, or two that changed places
        const bool swapped = a.size() == 2 && b.size() == 2 && a[0] == b[1] && a[1] == b[0];
        return (a.size() == 1 && b.size() == 1) || swapped ? 1 : limit + 1;
    }
    std::array<std::array<std::uint8_t, longest + 2>, 3> rows;
    const auto beyond = static_cast<std::uint8_t>(limit + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<std::uint8_t>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i - 1) % 3];
        // What is further from the diagonal than `limit` costs more than that.
        const std::size_t first = i > limit ? i - limit : 1, last = std::min(b.size(), i + limit);
        row[first - 1] = first == 1 ? static_cast<std::uint8_t>(i) : beyond;
        std::uint8_t best = row[first - 1];
        for (std::size_t j = first; j <= last; ++j) {
            const int changed = above[j - 1] + (a[i - 1] != b[j - 1]);
            int cost = std::min({above[j] + 1, row[j - 1] + 1, changed});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost = std::min(cost, rows[(i - 2) % 3][j - 2] + 1);
            row[j] = static_cast<std::uint8_t>(cost);
            best = std::min(best, row[j]);
        }
        row[last + 1] = beyond; // for the row below
        if (best > limit) return limit + 1;
    }
    return std::min<std::size_t>(rows[a.size() % 3][b.size()], limit + 1);
}

} // namespace moisson
