#include "connectors/portals/table_decoder.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/json/json_decoder.hpp"
#include "connectors/formats/xml/xml_decoder.hpp"
#include "connectors/portals/portal_refusal.hpp"

#include <charconv>
#include <fstream>

namespace moisson {
namespace {

constexpr std::size_t longest_head = 16 << 10; ///< the outermost element names schemas at length

/// The tag of the outermost element of an XML document, or "".
std::string outermost_tag(const std::filesystem::path& page) {
    std::ifstream file(page, std::ios::binary);
    std::string head(longest_head, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    std::size_t at = 0;
    while ((at = head.find('<', at)) != std::string::npos && at + 1 < head.size() &&
           (head[at + 1] == '?' || head[at + 1] == '!'))
        at = head.find('>', at);
    return at == std::string::npos ? std::string() : head.substr(at, head.find('>', at) - at);
}

/// GML: a collection without members is no error, but the last page of a layer, or an empty one.
class GmlDecoder final : public Decoder {
public:
    GmlDecoder(std::unique_ptr<Decoder> inner, bool is_collection)
        : inner_(std::move(inner)), is_collection_(is_collection) {}

    bool next(RawRecord& raw) override {
        try {
            return inner_->next(raw);
        } catch (const FormatError& error) {
            if (!is_collection_ || error.code() != format_code::path_not_found) throw;
            return false;
        }
    }
    const DecoderReport& report() const override { return inner_->report(); }

private:
    std::unique_ptr<Decoder> inner_;
    bool is_collection_;
};

std::unique_ptr<Decoder> open_table(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                                    const std::vector<std::string>& selectors) {
    if (source.type == "xml") {
        const bool is_collection =
            !parts.empty() && outermost_tag(parts.back()).find("FeatureCollection") != std::string::npos;
        return std::make_unique<GmlDecoder>(open_xml_decoder(source, std::move(parts), selectors),
                                            is_collection);
    }
    return open_json_decoder(source, std::move(parts), selectors);
}

} // namespace

std::unique_ptr<Decoder> open_table_decoder(const SourceConfig& source,
                                            std::vector<std::filesystem::path> parts,
                                            const std::vector<std::string>& selectors) {
    const auto first = parts.empty() ? std::filesystem::path() : parts.front();
    const auto refuse = [&] {
        const std::string refusal = first.empty() ? "" : portal_refusal(first);
        if (!refusal.empty()) throw FormatError("portal.refused", 0, 0, refusal);
    };
    if (source.type == "xml" && outermost_tag(first).find("Exception") != std::string::npos) refuse();
    try {
        return open_table(source, std::move(parts), selectors);
    } catch (const FormatError&) {
        refuse();
        throw;
    }
}

std::optional<std::uint64_t> features_matched(const std::filesystem::path& page) {
    constexpr std::string_view name = "numberMatched=";
    const std::string tag = outermost_tag(page);
    const std::size_t at = tag.find(name);
    if (at == std::string::npos) return std::nullopt;
    std::uint64_t value = 0;
    const char* const begin = tag.data() + at + name.size() + 1; // behind the quote
    const char* const end = tag.data() + tag.size();
    if (begin >= end) return std::nullopt;
    const auto [stop, error] = std::from_chars(begin, end, value);
    return error == std::errc() && stop != end && (*stop == '"' || *stop == '\'') ? std::optional(value)
                                                                                  : std::nullopt;
}

} // namespace moisson
