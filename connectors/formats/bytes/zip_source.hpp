#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/bytes/output_limit.hpp"
#include "connectors/formats/bytes/zip_directory.hpp"
#include "connectors/formats/sniff.hpp"

#include <string>

namespace moisson {

/// The one entry of a ZIP file that holds the data: the one whose name matches `pattern` ("*.csv"), else the
/// only one with an extension of the expected format. Checks method, encryption, size and checksum.
std::unique_ptr<ByteSource> open_zip(const std::filesystem::path& file, const std::string& pattern,
                                     Expected expected, const OutputLimit& limit);

/// One entry that the directory of `file` names, with the same checks.
std::unique_ptr<ByteSource> open_zip_entry(const std::filesystem::path& file, const ZipEntry& entry,
                                           const OutputLimit& limit);

/// Throws FormatError when it cannot be opened.
std::ifstream open_zip_file(const std::filesystem::path& file);

} // namespace moisson
