// What the first bytes of a document say it is, whatever its name or Content-Type claims.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"

#include <string_view>

namespace moisson {

enum class Expected { csv, json, xml, sheet, rdf };

/// `head`: the first bytes (512 are enough) after decompression. Throws FormatError when the document is
/// empty or is clearly something else: an HTML page (log-in, error, maintenance), a PDF, a spreadsheet, JSON
/// where CSV is declared, …
void refuse_wrong_content(std::string_view head, Expected expected);

/// The same for the start of a file.
void refuse_wrong_content(ByteSource& bytes, Expected expected);

/// Throws the FormatError that says that `seen` ("a PDF document") came instead; `remedy`: without a full
/// stop, empty = the usual one.
[[noreturn]] void refuse_content(Expected expected, std::string_view seen, const std::string& remedy = {});

} // namespace moisson
