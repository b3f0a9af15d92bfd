#include "core/text/suggest.hpp"

#include "core/text/fold.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::size_t max_word = 128; ///< longer texts are not slips of the keyboard

using Row = std::array<std::size_t, max_word + 1>;

std::size_t cell(std::string_view a, std::string_view b, std::size_t i, std::size_t j, const Row& before_last,
                 const Row& last, const Row& current) {
    const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
    std::size_t best = std::min({replace, last[j] + 1, current[j - 1] + 1});
    if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = std::min(best, before_last[j - 2] + 1);
    return best;
}

/// How many slips are still "the same word": one for short words, a third of the letters for long ones.
std::size_t tolerance(std::size_t length) { return length <= 3 ? 1 : std::min<std::size_t>(length / 3, 8); }

bool is_clear_prefix(std::string_view shorter, std::string_view longer) {
    return shorter.size() >= 4 && longer.starts_with(shorter);
}

template<typename Text>
std::optional<std::string> nearest(std::string_view word, std::span<const Text> candidates) {
    const std::string wanted = fold(word);
    if (wanted.empty() || wanted.size() > max_word) return std::nullopt;
    const Text* best = nullptr;
    std::size_t best_distance = tolerance(wanted.size()) + 1;
    const Text* prefixed = nullptr;
    for (const Text& candidate : candidates) {
        const std::string folded = fold(candidate);
        const std::size_t distance = edit_distance(wanted, folded, best_distance - 1);
        if (distance < best_distance) {
            best = &candidate;
            best_distance = distance;
            if (distance == 0) break;
        }
        if (!prefixed && (is_clear_prefix(wanted, folded) || is_clear_prefix(folded, wanted)))
            prefixed = &candidate;
    }
    if (!best) best = prefixed;
    if (!best) return std::nullopt;
    return std::string(*best);
}

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > limit || b.size() > max_word) return limit + 1;
    Row before_last{}, last{}, current{};
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        std::size_t smallest = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            current[j] = cell(a, b, i, j, before_last, last, current);
            smallest = std::min(smallest, current[j]);
        }
        // A swap may still come back from the row before, hence the comparison with both rows.
        const std::size_t reachable =
            std::min(smallest, *std::min_element(last.begin(), last.begin() + b.size() + 1));
        if (reachable > limit) return limit + 1;
        before_last = last;
        last = current;
    }
    return std::min(last[b.size()], limit + 1);
}

std::optional<std::string> suggest(std::string_view word, std::span<const std::string> candidates) {
    return nearest(word, candidates);
}

std::optional<std::string> suggest(std::string_view word, std::span<const std::string_view> candidates) {
    return nearest(word, candidates);
}

} // namespace moisson
