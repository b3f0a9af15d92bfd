#include "connectors/portals/csw/csw_decoder.hpp"

#include "connectors/portals/csw/read_iso.hpp"
#include "connectors/portals/oai/read_oai.hpp"
#include "connectors/portals/portal_refusal.hpp"
#include "connectors/portals/xml/xml_portal_decoder.hpp"

#include <charconv>

namespace moisson {
namespace {

class CswDecoder final : public XmlPortalDecoder {
public:
    CswDecoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
               const std::vector<std::string>& selectors)
        : XmlPortalDecoder(source, std::move(parts), selectors,
                           {"MD_Metadata", "MI_Metadata", "Record", "SummaryRecord"}) {}

private:
    bool read(const XmlElement& record, PortalDataset& out) override {
        if (record.name == "MD_Metadata" || record.name == "MI_Metadata") {
            if (!describes_data(record)) return false;
            read_iso(record, languages(), out);
            return true;
        }
        const std::string_view type = record.text_at("type");
        if (type == "service" || type == "http://purl.org/dc/dcmitype/Service") return false;
        out = PortalDataset();
        read_dublin_core(record, languages(), out);
        out.id = record.text_at("identifier");
        return true;
    }

    void end_page(const PortalPage& page, DecoderReport& report) override {
        if (const std::string refusal = exception_in(page); !refusal.empty())
            throw FormatError("portal.refused", 0, 0, refusal);
        const XmlElement* results = page.around("SearchResults");
        if (!results && !page.around().empty() && !page.around("GetRecordByIdResponse"))
            throw FormatError("portal.refused", 1, 1,
                              "the answer is XML, but none of CSW 2.0.2: its outermost element is \"" +
                                  page.around().front().name + "\". Check the address.");
        if (const XmlElement* status = page.around("SearchStatus"))
            report.time = status->attribute("timestamp");
        report.next = results ? results->attribute("nextRecord") : std::string_view();
        const std::string matched(results ? results->attribute("numberOfRecordsMatched")
                                          : std::string_view());
        std::uint64_t total = 0;
        const auto [end, error] = std::from_chars(matched.data(), matched.data() + matched.size(), total);
        if (error == std::errc() && end == matched.data() + matched.size())
            report.total = total;
        else
            report.total.reset();
    }
};

} // namespace

std::unique_ptr<Decoder> open_csw_decoder(const SourceConfig& source,
                                          std::vector<std::filesystem::path> parts,
                                          const std::vector<std::string>& selectors) {
    return std::make_unique<CswDecoder>(source, std::move(parts), selectors);
}

} // namespace moisson
