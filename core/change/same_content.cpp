#include "core/change/same_content.hpp"

#include <algorithm>

namespace moisson {

namespace {

bool by_content(const ContentOf& a, const ContentOf& b) { return a.content < b.content; }

/// One past the last element with the content of `first`.
std::size_t run_end(const std::vector<ContentOf>& list, std::size_t first) {
    std::size_t end = first;
    while (end < list.size() && list[end].content == list[first].content) ++end;
    return end;
}

} // namespace

std::uint64_t content_key(std::uint16_t kind, std::uint64_t fingerprint) {
    return fingerprint ^ (0x9e3779b97f4a7c15ull * (std::uint64_t{kind} + 1));
}

SameContent same_content(std::vector<ContentOf>& created, std::vector<ContentOf>& gone) {
    std::sort(created.begin(), created.end(), by_content);
    std::sort(gone.begin(), gone.end(), by_content);
    SameContent result;
    for (std::size_t c = 0, g = 0; c < created.size() && g < gone.size();) {
        if (created[c].content != gone[g].content) {
            ++(created[c].content < gone[g].content ? c : g);
            continue;
        }
        const std::size_t c_end = run_end(created, c), g_end = run_end(gone, g);
        result.common += std::min(c_end - c, g_end - g);
        if (c_end - c == 1 && g_end - g == 1) result.pairs.push_back({created[c].record, gone[g].record});
        c = c_end;
        g = g_end;
    }
    std::sort(result.pairs.begin(), result.pairs.end(),
              [](const auto& a, const auto& b) { return a.staged < b.staged; });
    return result;
}

} // namespace moisson
