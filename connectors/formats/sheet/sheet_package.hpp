// The ZIP file that a spreadsheet is: its parts by name.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/bytes/output_limit.hpp"
#include "connectors/formats/bytes/zip_directory.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

class SheetPackage {
public:
    /// `type`: "xlsx" or "ods". Throws FormatError for anything else, with the remedy: CSV or HTML, an old
    /// .xls, a password, the other type, a ZIP file that is no spreadsheet.
    SheetPackage(std::filesystem::path file, std::string_view type, const OutputLimit& limit);

    bool has(std::string_view part) const { return find(part) != nullptr; }
    std::uint64_t size_of(std::string_view part) const; ///< as declared, 0 when it is missing
    /// Throws FormatError when the part is missing.
    std::unique_ptr<ByteSource> open(std::string_view part) const;
    /// The whole part; it must be small (1 MiB).
    std::string read(std::string_view part) const;

private:
    const ZipEntry* find(std::string_view part) const;

    std::filesystem::path file_;
    OutputLimit limit_;
    std::vector<ZipEntry> entries_;
};

} // namespace moisson
