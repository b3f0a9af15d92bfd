// What the decoders of portals in XML share: page by page, record by record.
#pragma once
#include "connectors/formats/decoder.hpp"
#include "connectors/portals/portal_slots.hpp"
#include "connectors/portals/xml/portal_page.hpp"

namespace moisson {

class XmlPortalDecoder : public Decoder {
public:
    bool next(RawRecord& raw) final;
    const DecoderReport& report() const final { return report_; }

protected:
    /// `records`: see PortalPage.
    XmlPortalDecoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                     const std::vector<std::string>& selectors, std::vector<std::string> records);

    /// False: the record is none of ours, for example a service. Called only when something is wanted of it.
    virtual bool read(const XmlElement& record, PortalDataset& out) = 0;
    virtual bool is_withdrawn(const XmlElement&) const { return false; }
    /// The page has been read: takes what stands around its records. Throws FormatError when it is an error.
    virtual void end_page(const PortalPage& page, DecoderReport& report) = 0;

    const std::vector<std::string>& languages() const { return source_.portal.languages; }

private:
    void open_part(std::size_t index);
    void close_part();

    SourceConfig source_;
    std::vector<std::filesystem::path> parts_;
    std::vector<std::string> records_;
    PortalSlots slots_;
    std::unique_ptr<PortalPage> page_;
    XmlElement record_;
    PortalDataset dataset_;
    std::size_t index_ = 0;
    std::uint64_t element_ = 0, items_ = 0;
    DecoderReport report_;
};

} // namespace moisson
