#include "connectors/formats/codes.hpp"
#include "connectors/formats/csv/csv_decoder.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/json/json_decoder.hpp"
#include "connectors/formats/sheet/sheet_decoder.hpp"
#include "connectors/formats/xml/xml_decoder.hpp"
#include "connectors/portals/csw/csw_decoder.hpp"
#include "connectors/portals/dcat/dcat_decoder.hpp"
#include "connectors/portals/oai/oai_decoder.hpp"
#include "connectors/portals/portal_decoder.hpp"
#include "connectors/portals/table_decoder.hpp"

namespace moisson {

std::unique_ptr<Decoder> open_decoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                                      const std::vector<std::string>& selectors,
                                      std::string_view charset_hint) {
    if (source.portal.type == "dcat") return open_dcat_decoder(source, std::move(parts), selectors);
    if (source.portal.type == "oai-pmh") return open_oai_decoder(source, std::move(parts), selectors);
    if (source.portal.type == "csw") return open_csw_decoder(source, std::move(parts), selectors);
    if (source.is_portal()) return open_portal_decoder(source, std::move(parts), selectors);
    if (source.is_table()) return open_table_decoder(source, std::move(parts), selectors);
    if (source.type == "csv") return open_csv_decoder(source, std::move(parts), selectors, charset_hint);
    if (source.type == "json" || source.type == "ndjson" || source.type == "geojson")
        return open_json_decoder(source, std::move(parts), selectors);
    if (source.type == "xml") return open_xml_decoder(source, std::move(parts), selectors);
    if (source.type == "xlsx" || source.type == "ods")
        return open_sheet_decoder(source, std::move(parts), selectors);
    throw FormatError(format_code::unsupported_type, 0, 0,
                      "no decoder for source type \"" + source.type +
                          "\" (csv, json, ndjson, geojson, xml, xlsx, ods).");
}

} // namespace moisson
