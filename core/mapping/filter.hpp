// [filter] of a feed file: which raw records are taken at all.
#pragma once
#include "core/config/feed.hpp"
#include "core/mapping/selectors.hpp"
#include "core/model/record.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace re2 {
class RE2;
}

namespace moisson {

/// Kept: every `keep` condition holds and no `drop` condition does. A condition with several keys needs all
/// of them; it holds when one value of the column fulfils it. `equals` compares without case, accents and
/// spaces around; `matches` finds its expression anywhere in the value.
class RecordFilter {
public:
    RecordFilter(const FeedConfig& feed,
                 SelectorList& selectors); ///< throws std::invalid_argument on a bad regex
    bool keeps(const RawRecord& raw, std::string& buffer) const;

private:
    struct Test {
        std::uint32_t slot = 0;
        std::vector<std::string> equals; ///< folded
        std::shared_ptr<const re2::RE2> matches;
        std::optional<bool> empty;
    };
    static Test compile(const Condition& condition, SelectorList& selectors);
    static bool holds(const Test& test, const RawRecord& raw, std::string& buffer);
    std::vector<Test> keep_, drop_;
};

} // namespace moisson
