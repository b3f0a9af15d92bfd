// Raw records made in a test: the decoder's part played by a map from column to values.
#pragma once
#include "core/model/record.hpp"

#include <map>
#include <string>
#include <vector>

namespace moisson::test {

/// Columns and their values; what a selector does not find is an empty slot.
class MadeRecord {
public:
    MadeRecord(const std::vector<std::string>& selectors,
               std::map<std::string, std::vector<std::string>> columns)
        : columns_(std::move(columns)) {
        for (const std::string& selector : selectors) {
            RawRecord::Slot slot{static_cast<std::uint32_t>(texts_.size()), 0};
            if (const auto at = columns_.find(selector); at != columns_.end())
                for (const std::string& text : at->second) {
                    texts_.push_back(text);
                    ++slot.count;
                }
            slots_.push_back(slot);
        }
        raw_.slots = slots_;
        raw_.texts = texts_;
    }
    MadeRecord(const MadeRecord&) = delete;
    MadeRecord& operator=(const MadeRecord&) = delete;
    const RawRecord& raw() const { return raw_; }

private:
    std::map<std::string, std::vector<std::string>> columns_;
    std::vector<std::string_view> texts_;
    std::vector<RawRecord::Slot> slots_;
    RawRecord raw_;
};

} // namespace moisson::test
