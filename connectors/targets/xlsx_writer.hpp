// XLSX for people: one sheet, a bold header, texts as texts. No formula and no link is ever written, so that
// nothing in it runs. By libxlsxwriter in its mode of constant memory: rows go to disk as they come.
#pragma once
#include "core/export/export.hpp"

#include <filesystem>

namespace moisson {

/// Records that one sheet holds beside its header.
inline constexpr std::uint64_t xlsx_most_records = 1'048'575;

/// The writer of any format: the text formats of core, and XLSX. `work` is a directory for temporary files of
/// the size of the result. Throws std::out_of_range as make_writer(); the XLSX writer throws
/// std::runtime_error when the disk refuses, and when there are more records than a sheet holds.
std::unique_ptr<ExportWriter> make_export_writer(ExportFormat format, const Schema& schema,
                                                 std::uint16_t kind, ExportOptions options, std::ostream& out,
                                                 const std::filesystem::path& work);

} // namespace moisson
