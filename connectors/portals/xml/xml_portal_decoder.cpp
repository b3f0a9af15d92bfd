#include "connectors/portals/xml/xml_portal_decoder.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/codes.hpp"
#include "core/portals/resources.hpp"

namespace moisson {

XmlPortalDecoder::XmlPortalDecoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                                   const std::vector<std::string>& selectors,
                                   std::vector<std::string> records)
    : source_(source), parts_(std::move(parts)), records_(std::move(records)), slots_(selectors) {
    report_.encoding = "utf-8";
    if (!parts_.empty()) open_part(0);
}

void XmlPortalDecoder::open_part(std::size_t index) {
    const OpenBytes open = byte_opener(parts_[index], source_, Expected::xml);
    refuse_wrong_content(*open(), Expected::xml);
    page_ = std::make_unique<PortalPage>(open(), records_);
    index_ = index;
    element_ = 0;
}

void XmlPortalDecoder::close_part() {
    end_page(*page_, report_);
    if (page_->replaced() > 0)
        report_.warnings.push_back(
            {Severity::warning, format_code::control_character, "", "",
             std::to_string(page_->replaced()) + " characters that XML forbids were read as spaces"});
    page_.reset();
    if (index_ + 1 < parts_.size()) open_part(index_ + 1);
}

bool XmlPortalDecoder::next(RawRecord& raw) {
    while (page_) {
        if (!page_->next(record_)) {
            close_part();
            continue;
        }
        ++element_;
        if (slots_.wants_anything() && !read(record_, dataset_)) continue;
        refuse_more_than(source_.limits.max_items, ++items_);
        unite_resources(dataset_.resources);
        slots_.fill(raw, dataset_, [this](const std::string& path, auto& texts) {
            for (const XmlElement* found : record_.all(path.starts_with('/') ? path.substr(1) : path))
                if (!found->text.empty()) texts.push_back(found->text);
        });
        raw.digest = digest_of(record_, source_.ignore);
        raw.position = {0, element_, static_cast<std::uint32_t>(index_)};
        raw.defect = nullptr;
        raw.withdrawn = is_withdrawn(record_);
        return true;
    }
    report_.selector_seen = slots_.seen();
    return false;
}

} // namespace moisson
