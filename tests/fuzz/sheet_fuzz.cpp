// Spreadsheets. The input is a workbook (a ZIP file), or what makes one: lines "@@" cut it into its first
// letter (x: XLSX, o: ODS) and the contents of the parts, so that the ZIP file around them is always sound.
#include "tests/fuzz/support/decoding.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"
#include "tests/support/workbook.hpp"

using namespace moisson;

namespace {

void decode_workbook(const std::string& type, std::string_view bytes) {
    SourceConfig source = test::source_of(type);
    fuzz::decode_checked(source, bytes, {"id", "nom", std::string(whole_record_selector)});
    source.sheet_name = "Feuil2";
    source.sheet_header_row = 1;
    fuzz::decode_checked(source, bytes, {"id", "nom"});
}

test::Parts parts_of(std::string_view input) {
    const auto pieces = fuzz::cut_at_lines(input, "@@");
    const auto piece = [&](std::size_t i) { return std::string(i < pieces.size() ? pieces[i] : ""); };
    if (input.starts_with('o')) return test::ods_parts(piece(1), piece(2));
    test::Xlsx workbook;
    workbook.rows = piece(1);
    workbook.strings = piece(2);
    workbook.formats = piece(3);
    workbook.styles = piece(4);
    if (!piece(5).empty()) workbook.sheets = piece(5);
    if (!piece(6).empty()) workbook.more = {{"xl/_rels/workbook.xml.rels", piece(6)}};
    return workbook.parts();
}

} // namespace

FUZZ_TARGET(input) {
    if (input.starts_with("PK")) {
        decode_workbook("xlsx", input);
        decode_workbook("ods", input);
        return;
    }
    if (!input.starts_with('x') && !input.starts_with('o')) return;
    const fuzz::MemoryFile file("");
    test::write_zip(file.path(), parts_of(input));
    decode_workbook(input[0] == 'x' ? "xlsx" : "ods", test::read_file(file.path()));
}
