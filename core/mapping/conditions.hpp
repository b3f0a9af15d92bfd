// Conditions of [filter], `when` and `rules`, compiled: one evaluator for all of them.
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

/// Folded values of the slots of one raw record, each computed once however many conditions look at it.
class FoldedSlots {
public:
    void start() { ++record_; } ///< another raw record
    const std::vector<std::string>& of(const RawRecord& raw, std::uint32_t slot);

private:
    struct Entry {
        std::uint64_t record = 0;
        std::vector<std::string> values;
    };
    std::uint64_t record_ = 1;
    std::vector<Entry> entries_;
};

/// A compiled Condition: see core/config/feed.hpp for what it means.
class ConditionTest {
public:
    ConditionTest(const Condition& condition, SelectorList& selectors); ///< throws std::invalid_argument
    bool holds(const RawRecord& raw, FoldedSlots& folded) const;
    const std::vector<std::uint32_t>& slots() const { return slots_; }

private:
    bool fulfils(std::string_view value, const std::string& folded) const;

    std::vector<std::uint32_t> slots_;
    std::vector<std::string> equals_, contains_, except_, own_feeds_; ///< folded
    std::shared_ptr<const re2::RE2> matches_;
    std::optional<bool> empty_;
};

using Conditions = std::vector<ConditionTest>;

Conditions compile_conditions(const std::vector<Condition>& conditions, SelectorList& selectors);
bool all_hold(const Conditions& conditions, const RawRecord& raw, FoldedSlots& folded);
/// Appends the slots that are looked at.
void add_slots(const Conditions& conditions, std::vector<std::uint32_t>& out);

} // namespace moisson
