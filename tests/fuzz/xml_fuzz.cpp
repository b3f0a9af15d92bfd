// XML: any bytes, records by name and by place. No document type gets through.
#include "tests/fuzz/support/decoding.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

using namespace moisson;

namespace {

/// A document type cannot hide from a plain search but in a comment, in CDATA, an instruction, or in UTF-16.
bool surely_has_doctype(std::string_view text) {
    const auto has = [&](const char* what) { return text.find(what) != std::string_view::npos; };
    return has("<!DOCTYPE") && !has("<!--") && !has("<![CDATA[") && !has("<?") && !has("\"") && !has("'");
}

} // namespace

FUZZ_TARGET(input) {
    for (const char* records : {"", "/lieux/lieu", "/*/*/a"}) {
        const auto decoded =
            fuzz::decode_checked(test::source_of("xml", records), input, {"a", "@id", "a/b", ".", "*/@href"});
        fuzz::require(!decoded.error.empty() || !surely_has_doctype(input), "a document type is refused",
                      input);
    }
    SourceConfig ignoring = test::source_of("xml");
    ignoring.ignore = {"a", "@id"};
    fuzz::decode_checked(ignoring, input, {"b", "nom"});
}
