#include "tests/support/workbook.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>

namespace moisson::test {
namespace {

const std::string declaration = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";
const std::string main_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const std::string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string relation(const std::string& id, const std::string& type, const std::string& target) {
    return "<Relationship Id=\"" + id + "\" Type=\"" + relations + "/" + type + "\" Target=\"" + target +
           "\"/>";
}

std::string relationships(const std::string& content) {
    return declaration +
           "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" +
           content + "</Relationships>";
}

} // namespace

std::filesystem::path write_zip(const std::filesystem::path& file, const Parts& parts) {
    archive* writer = archive_write_new();
    archive_write_set_format_zip(writer);
    archive_write_open_filename(writer, file.c_str());
    for (const auto& [name, text] : parts) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(writer, entry);
        archive_write_data(writer, text.data(), text.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return file;
}

std::string xlsx_sheet(const std::string& rows, const std::string& before) {
    return declaration + "<worksheet xmlns=\"" + main_space + "\">" + before + "<sheetData>" + rows +
           "</sheetData></worksheet>";
}

Parts Xlsx::parts() const {
    Parts parts{
        {"[Content_Types].xml",
         declaration + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
        {"_rels/.rels", relationships(relation("rId1", "officeDocument", "xl/workbook.xml"))},
        {"xl/workbook.xml", declaration + "<workbook xmlns=\"" + main_space + "\" xmlns:r=\"" + relations +
                                "\"><workbookPr " + properties + "/><sheets>" + sheets +
                                "</sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         relationships(relation("rId1", "worksheet", "worksheets/sheet1.xml") +
                       relation("rId2", "worksheet", "/xl/worksheets/sheet2.xml") +
                       relation("rId3", "chartsheet", "chartsheets/sheet1.xml") +
                       relation("rId4", "styles", "styles.xml") +
                       (strings.empty() ? "" : relation("rId5", "sharedStrings", "sharedStrings.xml")))},
        {"xl/styles.xml", declaration + "<styleSheet xmlns=\"" + main_space + "\"><numFmts>" + formats +
                              "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" +
                              styles + "</cellXfs></styleSheet>"},
        {"xl/worksheets/sheet1.xml", xlsx_sheet(rows, before)},
    };
    if (!strings.empty())
        parts.push_back({"xl/sharedStrings.xml",
                         declaration + "<sst xmlns=\"" + main_space + "\">" + strings + "</sst>"});
    for (const auto& part : more) {
        std::erase_if(parts, [&](const auto& other) { return other.first == part.first; });
        if (part.second != "-") parts.push_back(part);
    }
    return parts;
}

Parts ods_parts(const std::string& tables, const std::string& styles) {
    const std::string space = "urn:oasis:names:tc:opendocument:xmlns:";
    return {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
            {"content.xml",
             declaration + "<office:document-content xmlns:office=\"" + space +
                 "office:1.0\" xmlns:table=\"" + space + "table:1.0\" xmlns:text=\"" + space +
                 "text:1.0\" xmlns:style=\"" + space + "style:1.0\" xmlns:draw=\"" + space +
                 "drawing:1.0\" "
                 "xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\">"
                 "<office:automatic-styles>" +
                 styles + "</office:automatic-styles><office:body><office:spreadsheet>" + tables +
                 "</office:spreadsheet></office:body></office:document-content>"}};
}

} // namespace moisson::test
