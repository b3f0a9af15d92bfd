// Texts found in the order of the file → slots in the order of the selectors (JSON and XML elements).
#pragma once
#include "connectors/formats/repair_texts.hpp"
#include "core/model/record.hpp"

#include <string_view>
#include <vector>

namespace moisson {

class SlotFiller {
public:
    explicit SlotFiller(std::size_t slots) : slots_(slots), sealed_(slots) {}

    void start() {
        found_.clear();
        in_elements_ = false;
        for (auto& slot : slots_) slot = {};
        sealed_.assign(slots_.size(), false);
    }

    /// `element`: see RawRecord::elements; 0 = the selector is none of an element.
    void add(std::size_t slot, std::string_view text, std::uint32_t element = 0) {
        found_.push_back({static_cast<std::uint32_t>(slot), element, text});
        in_elements_ |= element > 0;
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
        elements_.resize(in_elements_ ? found_.size() : 0);
        for (const Found& found : found_) {
            const std::uint32_t at = slots_[found.slot].first + slots_[found.slot].count++;
            texts_[at] = found.text;
            if (in_elements_) elements_[at] = found.element;
        }
        raw.slots = slots_;
        raw.texts = texts_;
        raw.elements = elements_;
    }

    /// Before finish(): no text keeps bad bytes.
    void repair() {
        texts_.clear();
        for (const auto& found : found_) texts_.push_back(found.text);
        repair_texts(texts_, repaired_);
        for (std::size_t i = 0; i < found_.size(); ++i) found_[i].text = texts_[i];
    }

private:
    struct Found {
        std::uint32_t slot, element;
        std::string_view text;
    };
    std::vector<RawRecord::Slot> slots_;
    std::vector<bool> sealed_;
    std::vector<Found> found_;
    std::vector<std::string_view> texts_;
    std::vector<std::uint32_t> elements_;
    bool in_elements_ = false;
    std::vector<std::string> repaired_;
};

} // namespace moisson
