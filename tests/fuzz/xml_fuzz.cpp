// XML: any bytes, records by name and by place. No document type gets through.
#include "tests/fuzz/support/decoding.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <nlohmann/json.hpp>

using namespace moisson;

namespace {

/// A document type cannot hide from a plain search but in a comment, in CDATA, an instruction, or in UTF-16.
bool surely_has_doctype(std::string_view text) {
    const auto has = [&](const char* what) { return text.find(what) != std::string_view::npos; };
    return has("<!DOCTYPE") && !has("<!--") && !has("<![CDATA[") && !has("<?") && !has("\"") && !has("'");
}

/// Elements of a list, texts below them, and elements as JSON.
void check_elements(std::string_view input) {
    const std::string whole(whole_record_selector);
    const auto decoded =
        fuzz::decode_checked(test::source_of("xml"), input, {whole, "a//", "a//@id", "a//b", "*//", "*//."});
    for (const auto& record : decoded.records)
        fuzz::require(nlohmann::json::accept(record.values[0]), "an element is written as JSON",
                      record.values[0]);
}

/// An instruction in front leaves all of the document to expat (connectors/formats/xml/simple_xml.hpp).
void check_expat_alone(std::string_view input) {
    const bool is_element = input.size() > 1 && input[0] == '<' && input[1] >= 'a' && input[1] <= 'z';
    if (!is_element || input.starts_with("<html")) return;
    const std::string led = "<?x?>" + std::string(input);
    const fuzz::MemoryFile file(input), led_file(led);
    const SourceConfig source = test::source_of("xml");
    const std::vector<std::string> selectors{"a", "@id", "*/b"};
    const std::string one = fuzz::summary(source, test::decode_files(source, {file.path()}, selectors));
    const std::string other = fuzz::summary(source, test::decode_files(source, {led_file.path()}, selectors));
    fuzz::require(one == other, "expat alone reads the same", one, other);
}

} // namespace

FUZZ_TARGET(input) {
    check_expat_alone(input);
    for (const char* records : {"", "/lieux/lieu", "/*/*/a"}) {
        const auto decoded =
            fuzz::decode_checked(test::source_of("xml", records), input, {"a", "@id", "a/b", ".", "*/@href"});
        fuzz::require(!decoded.error.empty() || !surely_has_doctype(input), "a document type is refused",
                      input);
    }
    check_elements(input);
    SourceConfig ignoring = test::source_of("xml");
    ignoring.ignore = {"a", "@id"};
    fuzz::decode_checked(ignoring, input, {"b", "nom"});
}
