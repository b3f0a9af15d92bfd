// The slots of a portal's record: what it says in the words of the common schema, and texts at paths of its
// own.
#pragma once
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/slot_filler.hpp"
#include "core/portals/dataset.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace moisson {

/// A catalogue that is larger than [source.limits] max_items is refused, not cut.
inline void refuse_more_than(std::uint64_t max_items, std::uint64_t items) {
    if (max_items == 0 || items <= max_items) return;
    throw FormatError("http.too-many-items", 0, 0,
                      "the catalogue holds more than max_items = " + std::to_string(max_items) +
                          " data sets; nothing of it is taken");
}

/// For decoders that read a record as a whole. Thread: one at a time.
class PortalSlots {
public:
    explicit PortalSlots(const std::vector<std::string>& selectors)
        : selectors_(selectors), roles_(selectors.size()), texts_(selectors.size()),
          filler_(selectors.size()), seen_(selectors.size()) {
        for (std::size_t slot = 0; slot < selectors.size(); ++slot)
            roles_[slot] = portal_role(selectors[slot]);
    }

    /// False: the records are only counted, nothing has to be translated.
    bool wants_anything() const { return !selectors_.empty(); }

    using AtPath = std::function<void(const std::string& path, std::vector<std::string>& texts)>;
    /// `at_path` appends the texts at a path of the portal's own. The views in `raw` live until the next
    /// call.
    void fill(RawRecord& raw, const PortalDataset& dataset, const AtPath& at_path) {
        filler_.start();
        for (std::size_t slot = 0; slot < selectors_.size(); ++slot) {
            texts_[slot].clear();
            if (roles_[slot])
                portal_texts(dataset, *roles_[slot], texts_[slot]);
            else
                at_path(selectors_[slot], texts_[slot]);
            // What a portal does not say is no missing column; a path that never leads anywhere is.
            if (roles_[slot] || !texts_[slot].empty()) seen_[slot] = true;
            for (const std::string& text : texts_[slot]) filler_.add(slot, text);
        }
        filler_.finish(raw);
    }

    const std::vector<bool>& seen() const { return seen_; } ///< for DecoderReport::selector_seen

private:
    std::vector<std::string> selectors_;
    std::vector<std::optional<Role>> roles_;
    std::vector<std::vector<std::string>> texts_;
    SlotFiller filler_;
    std::vector<bool> seen_;
};

} // namespace moisson
