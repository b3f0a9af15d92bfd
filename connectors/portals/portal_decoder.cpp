#include "connectors/portals/portal_decoder.hpp"

#include "connectors/formats/json/json_decoder.hpp"
#include "connectors/formats/slot_filler.hpp"
#include "connectors/portals/portal_refusal.hpp"
#include "core/portals/profile.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace moisson {
namespace {

class PortalDecoder final : public Decoder {
public:
    PortalDecoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                  const std::vector<std::string>& selectors)
        : root_(source.portal.root), read_(find_portal(source.portal.type)->read),
          max_items_(source.limits.max_items), filler_(selectors.size()) {
        std::vector<std::string> paths;
        for (const std::string& selector : selectors) {
            roles_.push_back(portal_role(selector));
            if (!roles_.back()) paths.push_back(selector);
        }
        translates_ = paths.size() < selectors.size();
        whole_ = paths.size();
        if (translates_) paths.emplace_back(whole_record_selector);
        inner_ = open_json_decoder(source, std::move(parts), paths);
        report_.selector_seen.resize(selectors.size());
    }

    bool next(RawRecord& raw) override {
        if (!inner_->next(from_)) {
            take_report();
            return false;
        }
        refuse_too_many();
        texts_.clear();
        if (translates_ && !from_.defect)
            dataset_ = read_(JsonItem(from_.first(whole_)), root_);
        else
            dataset_ = {};
        fill();
        raw.digest = from_.digest;
        raw.position = from_.position;
        raw.defect = from_.defect;
        filler_.finish(raw);
        return true;
    }

    const DecoderReport& report() const override { return report_; }

private:
    void refuse_too_many() {
        if (max_items_ == 0 || ++items_ <= max_items_) return;
        throw FormatError("http.too-many-items", 0, 0,
                          "the catalogue holds more than max_items = " + std::to_string(max_items_) +
                              " data sets; nothing of it is taken");
    }

    /// A role's texts are kept until the next record; those of paths live in the inner decoder.
    void fill() {
        filler_.start();
        std::size_t path = 0;
        texts_.resize(roles_.size());
        for (std::size_t slot = 0; slot < roles_.size(); ++slot) {
            if (!roles_[slot]) {
                for (const std::string_view text : from_.values(path)) filler_.add(slot, text);
                ++path;
                continue;
            }
            portal_texts(dataset_, *roles_[slot], texts_[slot]);
            for (const std::string& text : texts_[slot]) filler_.add(slot, text);
            report_.selector_seen[slot] = true; // what a portal does not say is no missing column
        }
    }

    void take_report() {
        const DecoderReport& inner = inner_->report();
        report_.encoding = inner.encoding;
        report_.warnings = inner.warnings;
        std::size_t path = 0;
        for (std::size_t slot = 0; slot < roles_.size(); ++slot)
            if (!roles_[slot]) report_.selector_seen[slot] = inner.selector_seen[path++];
    }

    std::string root_;
    ReadItem read_;
    std::uint64_t max_items_, items_ = 0;
    std::unique_ptr<Decoder> inner_;
    std::vector<std::optional<Role>> roles_; ///< per selector; nothing: a path
    bool translates_ = false;
    std::size_t whole_ = 0; ///< the inner slot of the whole record
    RawRecord from_;
    PortalDataset dataset_;
    std::vector<std::vector<std::string>> texts_;
    SlotFiller filler_;
    DecoderReport report_;
};

} // namespace

std::unique_ptr<Decoder> open_portal_decoder(const SourceConfig& source,
                                             std::vector<std::filesystem::path> parts,
                                             const std::vector<std::string>& selectors) {
    const auto first = parts.empty() ? std::filesystem::path() : parts.front();
    try {
        return std::make_unique<PortalDecoder>(source, std::move(parts), selectors);
    } catch (const FormatError& error) {
        const std::string refusal = first.empty() ? "" : portal_refusal(first);
        if (refusal.empty()) throw;
        throw FormatError("portal.refused", 0, 0, refusal);
    }
}

} // namespace moisson
