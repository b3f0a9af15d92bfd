#include "connectors/portals/portal_refusal.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/portals/xml/portal_page.hpp"
#include "core/portals/items/json_item.hpp"
#include "core/text/html.hpp"
#include "core/text/utf8.hpp"

#include <fstream>

namespace moisson {
namespace {

constexpr std::size_t longest_answer = 64 << 10; ///< an error is short
constexpr std::size_t longest_message = 300;

std::string shown(const std::string& said) {
    std::string text = html_to_text(said);
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    return std::string(code_point_prefix(text, longest_message));
}

/// A whole document without records; "" when it is not XML.
std::string exception_in_file(const std::filesystem::path& answer) {
    try {
        PortalPage page(byte_opener(answer, SourceConfig(), Expected::xml)(), {});
        for (XmlElement none; page.next(none);) {
        }
        return exception_in(page);
    } catch (const FormatError&) {
        return {};
    }
}

std::string with_type(const std::string& type, const std::string& message) {
    if (type.empty() || message.empty()) return type + message;
    return type + ": " + message;
}

} // namespace

std::string portal_refusal_in(std::string_view json) {
    const JsonItem answer(json);
    std::string said =
        with_type(answer.first({"error/__type", "error/code", "error_code", "code", "errorcode"}),
                  answer.first({"error/message", "message", "error/name/0", "error"}));
    const bool refused = answer.text("success") == "false" || answer.text("success") == "False";
    if (const auto details = answer.texts("error/details"); !said.empty() && !details.empty())
        said += " (" + details.front() + ")"; // ArcGIS
    if (said.empty() && trim(json).starts_with('"')) said = answer.text("");
    if (said.empty() && refused) said = "it says success = false and no reason";
    return said.empty() ? said : "the portal answered with an error: " + shown(said);
}

std::string portal_refusal(const std::filesystem::path& answer) {
    std::ifstream file(answer, std::ios::binary);
    std::string text(longest_answer, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    if (text.size() == longest_answer) return {};
    return trim(text).starts_with('<') ? exception_in_file(answer) : portal_refusal_in(text);
}

std::string exception_in(const PortalPage& page) {
    if (!page.around("ExceptionReport") && !page.around("ServiceExceptionReport")) return {};
    std::string said;
    for (const XmlElement& one : page.around()) {
        if (one.name == "Exception") said += std::string(one.attribute("exceptionCode")) + " ";
        if (one.name == "ExceptionText" || one.name == "ServiceException") said += one.text + " ";
    }
    return "the server answered with an error: " +
           std::string(code_point_prefix(trim(said), longest_message));
}

} // namespace moisson
