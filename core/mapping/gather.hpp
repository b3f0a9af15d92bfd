// From a raw record to the texts of one field: pick, template, constant, digest, conversions, regexes, split,
// value tables.
#pragma once
#include "core/mapping/issues.hpp"
#include "core/mapping/plan.hpp"
#include "core/model/record.hpp"

#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Buffers that are reused from record to record.
class Scratch {
public:
    std::vector<std::string_view> texts; ///< the result of gather(), trimmed, never empty
    std::string folded, text;
    FoldedSlots folded_slots;                    ///< start() for each raw record
    std::vector<std::vector<std::string>> found; ///< of a JsonPaths

    void reset() {
        texts.clear();
        used_ = 0;
    }
    /// A string that lives until reset(); its address does not move.
    std::string& hold() {
        if (used_ == held_.size()) held_.emplace_back();
        held_[used_].clear();
        return held_[used_++];
    }

private:
    std::deque<std::string> held_;
    std::size_t used_ = 0;
};

/// Fills `scratch.texts`. `issues` may be null: then nothing is reported (source_id()).
void gather(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch, IssueSink* issues);

/// The identifier of a record, trimmed; empty when there is none.
void gather_id(const FieldPlan& plan, const RawRecord& raw, Scratch& scratch, std::string& id);

} // namespace moisson
