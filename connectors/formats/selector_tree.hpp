// Selectors compiled into one tree, so that a single pass over an element fills all slots.
#pragma once
#include "core/text/path_steps.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

class SelectorTree {
public:
    static constexpr int nothing = -1;
    static constexpr int root = 0;

    struct Node {
        std::vector<std::uint32_t> slots; ///< filled by the value at this node
        bool ignored = false;             ///< left out of the digest
        bool empty = true;                ///< no child
        std::vector<std::pair<std::string, int>> members;
        std::vector<std::pair<std::uint64_t, int>> elements; ///< by index
        int every = nothing;                                 ///< `*`
        std::uint32_t expected = 0; ///< position in members of the key that probably comes next
    };

    SelectorTree() : nodes_(1) {}
    void add(const std::vector<std::string>& steps, std::uint32_t slot);
    void ignore(const std::vector<std::string>& steps);
    /// After the last add(). `every_member`: `*` stands for any member too (XML), not only for elements
    /// (JSON).
    void finish(bool every_member = false);

    Node& node(int index) { return nodes_[static_cast<std::size_t>(index)]; }
    int member(int index, std::string_view key); ///< `nothing` when no path goes that way
    int element(int index, std::uint64_t position);
    bool cuts() const { return cuts_; } ///< something is ignored

private:
    int child(int index, const std::string& step);
    int insert(const std::vector<std::string>& steps);
    void merge(int from, int into);

    std::vector<Node> nodes_;
    bool cuts_ = false;
};

} // namespace moisson
