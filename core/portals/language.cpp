#include "core/portals/language.hpp"

#include "core/text/ascii.hpp"

namespace moisson {
namespace {

/// "fr-FR", "FRA", "fre", "#locale-fre" are French; codes of three letters only where they are usual.
std::string_view short_language(std::string_view lower) {
    if (lower.starts_with('#')) lower.remove_prefix(lower.find_last_of("#-_") + 1);
    lower = lower.substr(0, lower.find_first_of("-_"));
    if (lower == "fra" || lower == "fre") return "fr";
    if (lower == "eng") return "en";
    return lower;
}

} // namespace

std::size_t language_rank(std::string_view tag, const std::vector<std::string>& preferred) {
    const std::string lower = ascii_lower(tag);
    const std::string_view wanted = short_language(lower);
    for (std::size_t i = 0; i < preferred.size(); ++i)
        if (preferred[i] == wanted) return i;
    const std::size_t behind = preferred.size();
    return wanted.empty() ? behind : wanted == "en" ? behind + 1 : behind + 2;
}

void BestLanguage::offer(std::string text, std::string_view language) {
    const std::size_t here = language_rank(language, preferred_);
    if (text.empty() || here > rank_) return;
    if (here < rank_) texts_.clear();
    rank_ = here;
    texts_.push_back(std::move(text));
}

} // namespace moisson
