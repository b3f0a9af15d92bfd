// Small spreadsheets made in a test: parts as text → a ZIP file. No program would write some of them.
#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace moisson::test {

using Parts = std::vector<std::pair<std::string, std::string>>; ///< name, content

/// A ZIP file of these entries, deflated (by libarchive).
std::filesystem::path write_zip(const std::filesystem::path& file, const Parts& parts);

/// What a test wants to differ from an ordinary XLSX workbook of one sheet.
struct Xlsx {
    std::string rows;    ///< content of <sheetData>
    std::string strings; ///< content of <sst>; empty = the workbook has no such part
    std::string formats; ///< content of <numFmts>
    std::string styles;  ///< content of <cellXfs>
    std::string before;  ///< in <worksheet>, before <sheetData>: <dimension …/>
    std::string sheets = R"(<sheet name="Feuil1" sheetId="1" r:id="rId1"/>)";
    std::string properties; ///< attributes of <workbookPr>
    Parts more;             ///< further parts; one of a known name replaces it

    Parts parts() const;
};

std::string xlsx_sheet(const std::string& rows, const std::string& before = {});

/// content.xml of an ODS file: `tables` stands in <office:spreadsheet>, `styles` in
/// <office:automatic-styles>.
Parts ods_parts(const std::string& tables, const std::string& styles = {});

} // namespace moisson::test
