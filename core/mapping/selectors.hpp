// The columns and paths a mapping reads, each once: their order is the order of the decoder's slots.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace moisson {

class SelectorList {
public:
    std::uint32_t slot(const std::string& selector) {
        const auto [at, added] = index_.try_emplace(selector, static_cast<std::uint32_t>(names_.size()));
        if (added) names_.push_back(selector);
        return at->second;
    }
    const std::vector<std::string>& names() const { return names_; }

private:
    std::unordered_map<std::string, std::uint32_t> index_;
    std::vector<std::string> names_;
};

} // namespace moisson
