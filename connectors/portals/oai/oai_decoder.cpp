#include "connectors/portals/oai/oai_decoder.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/portals/oai/read_oai.hpp"
#include "connectors/portals/xml/xml_portal_decoder.hpp"
#include "core/text/utf8.hpp"

#include <charconv>

namespace moisson {
namespace {

class OaiDecoder final : public XmlPortalDecoder {
public:
    OaiDecoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
               const std::vector<std::string>& selectors)
        : XmlPortalDecoder(source, std::move(parts), selectors, {"record"}) {}

private:
    bool read(const XmlElement& record, PortalDataset& out) override {
        read_oai_record(record, languages(), out);
        return true;
    }

    bool is_withdrawn(const XmlElement& record) const override {
        const XmlElement* header = record.child("header");
        return header && header->attribute("status") == "deleted";
    }

    void end_page(const PortalPage& page, DecoderReport& report) override {
        if (page.around().empty() || page.around().front().name != "OAI-PMH")
            throw FormatError(
                "portal.refused", 1, 1,
                "the answer is XML, but none of OAI-PMH: check the address ([source] url is the "
                "base URL of the repository).");
        if (const XmlElement* error = page.around("error")) refuse(*error);
        const XmlElement* token = page.around("resumptionToken");
        if (const XmlElement* time = page.around("responseDate")) report.time = time->text;
        report.next = token ? token->text : "";
        report.total = token ? number(token->attribute("completeListSize")) : std::nullopt;
    }

    static std::optional<std::uint64_t> number(std::string_view text) {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
    }

    static void refuse(const XmlElement& error) {
        const std::string code(error.attribute("code"));
        if (code == "noRecordsMatch") return;
        throw FormatError(
            code == "badResumptionToken" ? "portal.token-expired" : "portal.refused", 0, 0,
            "the repository answered with an error: " + std::string(code_point_prefix(code, 60)) +
                (error.text.empty() ? "" : ": ") + std::string(code_point_prefix(error.text, 300)));
    }
};

} // namespace

std::unique_ptr<Decoder> open_oai_decoder(const SourceConfig& source,
                                          std::vector<std::filesystem::path> parts,
                                          const std::vector<std::string>& selectors) {
    return std::make_unique<OaiDecoder>(source, std::move(parts), selectors);
}

} // namespace moisson
