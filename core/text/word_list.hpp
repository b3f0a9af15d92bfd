// Words of a list that is written as one text: "accueil asso contact".
#pragma once
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace moisson {

/// Asked for each mailbox of a published file: only words with the same first letter are looked at.
class WordList {
public:
    /// Words of `prefix_from` bytes and more also stand for what begins with them.
    explicit WordList(std::string_view words, std::size_t prefix_from = std::string_view::npos)
        : prefix_from_(prefix_from) {
        for (std::size_t from = 0; from < words.size();) {
            const std::size_t end = std::min(words.find(' ', from), words.size());
            if (end > from) by_first_[first(words.substr(from))].push_back(words.substr(from, end - from));
            from = end + 1;
        }
    }

    bool names(std::string_view part) const {
        if (part.empty()) return false;
        for (const std::string_view word : by_first_[first(part)])
            if (part == word || (word.size() >= prefix_from_ && part.starts_with(word))) return true;
        return false;
    }

private:
    static std::size_t first(std::string_view text) { return static_cast<unsigned char>(text.front()); }

    std::size_t prefix_from_;
    std::array<std::vector<std::string_view>, 256> by_first_;
};

} // namespace moisson
