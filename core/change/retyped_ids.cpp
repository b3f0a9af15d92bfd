#include "core/change/retyped_ids.hpp"

#include <algorithm>

namespace moisson {

namespace {

bool all_of(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

/// "00012.0" → "12"; empty when it is not a whole number.
std::string_view whole_number(std::string_view id) {
    const std::size_t mark = id.find_first_of(".,");
    std::string_view digits = id.substr(0, mark);
    if (mark != std::string_view::npos && (mark + 1 == id.size() || !all_of(id.substr(mark + 1), "0")))
        return {};
    if (digits.empty() || digits.size() > 20 || !all_of(digits, "0123456789")) return {};
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return digits;
}

} // namespace

std::vector<std::string> other_spellings(std::string_view id) {
    constexpr std::size_t longest_padded = 14;
    const std::string_view number = whole_number(id);
    std::vector<std::string> spellings;
    if (number.empty()) return spellings;
    for (std::string_view ending : {"", ".0", ",0", ".00"})
        spellings.push_back(std::string(number).append(ending));
    for (std::size_t width = number.size() + 1; width <= longest_padded; ++width)
        spellings.push_back(std::string(width - number.size(), '0').append(number));
    std::erase(spellings, id);
    return spellings;
}

} // namespace moisson
