// Texts found in the order of the file → slots in the order of the selectors (JSON and XML elements).
#pragma once
#include "core/model/record.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

class SlotFiller {
public:
    explicit SlotFiller(std::size_t slots) : slots_(slots), sealed_(slots) {}

    void start() {
        found_.clear();
        for (auto& slot : slots_) slot = {};
        sealed_.assign(slots_.size(), false);
    }

    void add(std::size_t slot, std::string_view text) {
        found_.emplace_back(slot, text);
        ++slots_[slot].count;
    }

    /// Slots that have a value by now: a fallback does not add to them.
    void seal() {
        for (std::size_t i = 0; i < slots_.size(); ++i) sealed_[i] = slots_[i].count > 0;
    }
    bool is_filled(std::size_t slot) const { return sealed_[slot]; }

    /// The views in `raw` live until the next start(), as long as what was added lives.
    void finish(RawRecord& raw) {
        std::uint32_t first = 0;
        for (auto& slot : slots_) {
            slot.first = first;
            first += slot.count;
            slot.count = 0;
        }
        texts_.resize(found_.size());
        for (const auto& [slot, text] : found_) texts_[slots_[slot].first + slots_[slot].count++] = text;
        raw.slots = slots_;
        raw.texts = texts_;
    }

private:
    std::vector<RawRecord::Slot> slots_;
    std::vector<bool> sealed_;
    std::vector<std::pair<std::size_t, std::string_view>> found_;
    std::vector<std::string_view> texts_;
};

} // namespace moisson
