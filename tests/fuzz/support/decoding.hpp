// A decoder's answer compared with itself: the same bytes in pieces, and what every text of it must be.
#pragma once
#include "core/text/utf8.hpp"
#include "tests/connectors/formats_support.hpp"
#include "tests/fuzz/support/bytes.hpp"

#include <string>
#include <vector>

namespace moisson::fuzz {

/// Everything that a run would see, as one text. Of an error in XML only that it is one: expat counts a CRLF
/// twice when a read ends inside it, and calls bytes that are not UTF-8 one or the other.
inline std::string summary(const SourceConfig& source, const test::Decoded& decoded) {
    const bool by_expat = source.type == "xml" || source.type == "xlsx" || source.type == "ods";
    const bool either = by_expat && decoded.error == "format.invalid-utf8";
    std::string all = (either ? "format.syntax" : decoded.error) + ' ' + decoded.report.encoding + '\n';
    if (!by_expat)
        all += std::to_string(decoded.error_line) + ':' + std::to_string(decoded.error_column) + '\n';
    for (const auto& warning : decoded.report.warnings) all += warning.code + ": " + warning.message + '\n';
    for (const auto& column : decoded.report.columns) all += column + '|';
    for (const bool seen : decoded.report.selector_seen) all += seen ? '1' : '0';
    for (const auto& record : decoded.records) {
        all += '\n' + std::to_string(record.line) + '/' + std::to_string(record.element) + ' ' +
               record.defect + ' ' + std::to_string(record.digest.high ^ record.digest.low);
        for (const auto& value : record.values) all += '|' + value;
    }
    return all;
}

/// Decodes the bytes, whole and in pieces, and checks what holds for every format.
inline test::Decoded decode_checked(const SourceConfig& source, std::string_view bytes,
                                    const std::vector<std::string>& selectors,
                                    std::string_view charset = {}) {
    const MemoryFile file(bytes);
    test::Decoded whole = test::decode_files(source, {file.path()}, selectors, charset);
    for (const auto& record : whole.records)
        for (const auto& value : record.values)
            require(is_valid_utf8(value), "what a decoder hands out is UTF-8", value);
    require(is_valid_utf8(whole.message), "messages are UTF-8", whole.message);
    const ReadInPieces pieces(bytes);
    const auto again = test::decode_files(source, {file.path()}, selectors, charset);
    const std::string one = summary(source, whole), other = summary(source, again);
    require(one == other, "reads in pieces change nothing", one, other);
    return whole;
}

} // namespace moisson::fuzz
