// Encodings: whatever the bytes and the label, UTF-8 comes out, and the same in pieces.
#include "connectors/formats/charset/utf8_source.hpp"
#include "connectors/formats/decoder.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <array>

using namespace moisson;

namespace {

struct Converted {
    std::string text, encoding, error, warnings;
    bool operator==(const Converted&) const = default;
};

Converted convert(const std::filesystem::path& file, const char* declared, std::string_view hint,
                  std::size_t step) {
    Converted result;
    try {
        Utf8Source source([&] { return open_file(file); }, declared, hint);
        std::array<char, 4096> chunk;
        while (const std::size_t got = source.read(chunk.data(), step)) result.text.append(chunk.data(), got);
        result.encoding = source.encoding();
        for (const Issue& warning : source.warnings()) result.warnings += warning.code + ' ';
    } catch (const FormatError& error) {
        result.error = error.code();
        result.text.clear(); // nothing of it is used
    }
    return result;
}

void check_text(std::string_view input, const char* declared, const Converted& whole) {
    if (!whole.error.empty()) return;
    const bool is_utf8 = whole.encoding == "utf-8", is_wide = whole.encoding.starts_with("utf-16");
    if (!is_utf8 && !is_wide)
        fuzz::require(is_valid_utf8(whole.text), "a single-byte encoding becomes UTF-8", whole.encoding,
                      whole.text);
    if (!is_utf8 && !is_wide && declared != std::string_view("auto"))
        fuzz::require(code_point_count(whole.text) <= input.size(), "one character a byte", whole.text);
    const bool marked = input.starts_with("\xEF\xBB\xBF");
    if (is_utf8) fuzz::require(whole.text == input.substr(marked ? 3 : 0), "UTF-8 is left alone", whole.text);
}

} // namespace

FUZZ_TARGET(input) {
    const fuzz::MemoryFile file(input);
    const std::size_t line = std::min(input.find('\n'), std::size_t{40}); // also tried as a label
    for (const char* declared : {"auto", "utf-8", "windows-1252", "iso-8859-15", "utf-16"})
        for (const std::string_view hint : {std::string_view(), input.substr(0, line)}) {
            const Converted whole = convert(file.path(), declared, hint, 4096);
            check_text(input, declared, whole);
            const fuzz::ReadInPieces pieces(input);
            const Converted again = convert(file.path(), declared, hint, 16);
            fuzz::require(whole == again, "reads in pieces change nothing",
                          whole.error + whole.encoding + whole.warnings + whole.text,
                          again.error + again.encoding + again.warnings + again.text);
        }
}
