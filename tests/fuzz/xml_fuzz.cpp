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

} // namespace

FUZZ_TARGET(input) {
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
