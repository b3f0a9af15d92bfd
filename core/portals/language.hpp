// Which of several languages a portal's text is taken in.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Smaller is better: the preferred languages in their order, then no language, English, any other. `tag` as
/// written: "fr", "FR-fr", "fra", "fre", "#locale-fre", "***".
std::size_t language_rank(std::string_view tag, const std::vector<std::string>& preferred);

/// Keeps what is in the best language seen so far.
class BestLanguage {
public:
    explicit BestLanguage(const std::vector<std::string>& preferred) : preferred_(preferred) {}
    /// Empty texts do not count.
    void offer(std::string text, std::string_view language);
    /// In the order in which they came.
    std::vector<std::string>& texts() { return texts_; }
    std::string first() { return texts_.empty() ? std::string() : std::move(texts_.front()); }

private:
    const std::vector<std::string>& preferred_;
    std::vector<std::string> texts_;
    std::size_t rank_ = static_cast<std::size_t>(-1);
};

} // namespace moisson
