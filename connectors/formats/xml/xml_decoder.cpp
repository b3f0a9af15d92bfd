#include "connectors/formats/xml/xml_decoder.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/slot_filler.hpp"
#include "connectors/formats/xml/record_builder.hpp"
#include "connectors/formats/xml/xml_parser.hpp"
#include "connectors/formats/xml/xml_reader.hpp"

#include <algorithm>

namespace moisson {
namespace {

/// Local names of a path; "." and "text()" name the element itself.
std::vector<std::string> xml_steps(std::string_view path) {
    std::vector<std::string> steps;
    for (const auto& step : split_path(path)) {
        if (step.empty() || step == "." || step == "text()") continue;
        const bool attribute = step.starts_with('@');
        steps.push_back((attribute ? "@" : "") +
                        std::string(local_name(std::string_view(step).substr(attribute))));
    }
    return steps;
}

class XmlDecoder final : public Decoder {
public:
    XmlDecoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
               const std::vector<std::string>& selectors)
        : source_(source), parts_(std::move(parts)),
          steps_(xml_steps(source.records.empty() ? "/*/*" : source.records)), slots_(selectors.size()),
          filler_(selectors.size()) {
        for (std::uint32_t slot = 0; slot < selectors.size(); ++slot) add_selector(selectors[slot], slot);
        for (const auto& ignored : source.ignore)
            if (const auto steps = steps_in_record(ignored); !steps.empty()) tree_.ignore(steps);
        tree_.finish(true);
        report_.selector_seen.resize(selectors.size());
        if (!parts_.empty()) open_part(0);
    }

    bool next(RawRecord& raw) override {
        while (reader_) {
            const bool found = reader_->next(record_);
            report_.encoding = reader_->encoding();
            if (found) {
                hand_out(raw);
                return true;
            }
            reader_.reset();
            if (index_ + 1 < parts_.size()) open_part(index_ + 1);
        }
        return false;
    }

    const DecoderReport& report() const override { return report_; }

private:
    /// "path", or "list//path" below the elements of a list (see element_mark).
    void add_selector(const std::string& selector, std::uint32_t slot) {
        const std::size_t mark = selector.find(element_mark);
        std::string path = selector;
        std::vector<std::string> steps;
        if (mark != selector.npos) {
            const std::string list = selector.substr(0, mark);
            const auto at = std::find(lists_.begin(), lists_.end(), list);
            slots_[slot].list = static_cast<std::uint32_t>(at - lists_.begin());
            if (at == lists_.end()) lists_.push_back(list);
            steps = steps_in_record(list);
            path.erase(0, mark + element_mark.size());
            if (path.empty()) slots_[slot].take = XmlSlot::Take::start;
        }
        if (path == whole_record_selector) {
            slots_[slot].take = XmlSlot::Take::json;
        } else {
            const auto below = mark == selector.npos ? steps_in_record(path) : xml_steps(path);
            steps.insert(steps.end(), below.begin(), below.end());
        }
        tree_.add(steps, slot);
    }

    /// A selector may also be written from the root of the document.
    std::vector<std::string> steps_in_record(const std::string& selector) const {
        auto steps = xml_steps(selector);
        const bool absolute = selector.starts_with('/') && steps.size() > steps_.size() &&
                              std::equal(steps_.begin(), steps_.end(), steps.begin());
        if (absolute) steps.erase(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps_.size()));
        return steps;
    }

    void open_part(std::size_t index) {
        const OpenBytes open = byte_opener(parts_[index], source_, Expected::xml);
        refuse_wrong_content(*open(), Expected::xml);
        reader_ = std::make_unique<XmlReader>(open, steps_, tree_, slots_);
        index_ = index;
        element_ = 0;
    }

    void hand_out(RawRecord& raw) {
        filler_.start();
        for (const auto& [slot, element, text] : record_.found) {
            report_.selector_seen[slot] = true;
            if (!text.empty() || slots_[slot].take == XmlSlot::Take::start) filler_.add(slot, text, element);
        }
        filler_.finish(raw);
        raw.digest = record_.digest;
        raw.position = {0, ++element_, static_cast<std::uint32_t>(index_)};
        raw.defect = nullptr;
    }

    SourceConfig source_;
    std::vector<std::filesystem::path> parts_;
    std::vector<std::string> steps_;
    SelectorTree tree_;
    std::vector<XmlSlot> slots_;
    std::vector<std::string> lists_; ///< as written
    std::unique_ptr<XmlReader> reader_;
    XmlRecord record_;
    std::size_t index_ = 0;
    std::uint64_t element_ = 0;
    DecoderReport report_;
    SlotFiller filler_;
};

} // namespace

std::unique_ptr<Decoder> open_xml_decoder(const SourceConfig& source,
                                          std::vector<std::filesystem::path> parts,
                                          const std::vector<std::string>& selectors) {
    return std::make_unique<XmlDecoder>(source, std::move(parts), selectors);
}

} // namespace moisson
