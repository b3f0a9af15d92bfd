#include "connectors/formats/sheet/xlsx_parts.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet/relationships.hpp"
#include "connectors/formats/sheet/xml_attributes.hpp"
#include "connectors/formats/sniff.hpp"

#include <map>

namespace moisson {
namespace {

class WorkbookHandler final : public XmlHandler {
public:
    struct Sheet {
        SheetName name;
        std::string relationship;
    };

    WorkbookHandler(std::unique_ptr<ByteSource> bytes, const std::string& part)
        : parser_(std::move(bytes), *this, part + ", ") {
        parser_.run();
    }

    void start(std::string_view name, const char** attributes) override {
        name = local_name(name);
        if (parser_.depth() == 0) is_workbook_ = name == "workbook";
        if (name == "workbookPr") from_1904_ = is_true(attribute(attributes, "date1904"));
        if (name != "sheet") return;
        if (sheets_.size() >= format_limit::sheet_count)
            return parser_.refuse(format_code::sheet_bad_reference,
                                  "more than 1,000 sheets. Ask the producer for one table.");
        const std::string_view state = attribute(attributes, "state");
        sheets_.push_back({{std::string(attribute(attributes, "name")), !state.empty() && state != "visible"},
                           std::string(attribute(attributes, "id"))});
    }
    void text(std::string_view) override {}
    void end(std::string_view) override {}

    bool is_workbook_ = false, from_1904_ = false;
    std::vector<Sheet> sheets_;

private:
    XmlParser parser_;
};

class StylesHandler final : public XmlHandler {
public:
    StylesHandler(std::unique_ptr<ByteSource> bytes, const std::string& part)
        : parser_(std::move(bytes), *this, part + ", ") {
        parser_.run();
    }

    void start(std::string_view name, const char** attributes) override {
        name = local_name(name);
        if (name == "cellXfs") in_cell_styles_ = true;
        if (name == "numFmt") {
            const auto id = whole_number(attribute(attributes, "numFmtId"));
            if (id && custom_.size() < format_limit::sheet_styles)
                custom_[*id] = parse_number_format(attribute(attributes, "formatCode"));
        } else if (name == "xf" && in_cell_styles_) {
            add_style(whole_number(attribute(attributes, "numFmtId")).value_or(0));
        }
    }
    void text(std::string_view) override {}
    void end(std::string_view name) override {
        if (local_name(name) == "cellXfs") in_cell_styles_ = false;
    }

    std::vector<NumberFormat> styles_;

private:
    void add_style(std::uint64_t id) {
        if (styles_.size() >= format_limit::sheet_styles)
            return parser_.refuse(format_code::sheet_bad_reference,
                                  "more than 65,536 cell styles. Tell the producer.");
        const auto custom = custom_.find(id);
        styles_.push_back(custom != custom_.end()
                              ? custom->second
                              : built_in_number_format(static_cast<std::uint32_t>(id < 1000 ? id : 0)));
    }

    bool in_cell_styles_ = false;
    std::map<std::uint64_t, NumberFormat> custom_;
    XmlParser parser_;
};

std::string workbook_part(const SheetPackage& package) {
    for (const auto& relationship : read_relationships(package, ""))
        if (relationship.type == "officeDocument") return part_of(relationship);
    return "xl/workbook.xml";
}

} // namespace

XlsxWorkbook read_xlsx_workbook(const SheetPackage& package) {
    const std::string part = workbook_part(package);
    const WorkbookHandler read(package.open(part), part);
    if (!read.is_workbook_) refuse_content(Expected::sheet, "another Office document (text or slides?)");
    const auto relationships = read_relationships(package, part);
    XlsxWorkbook workbook;
    workbook.from_1904 = read.from_1904_;
    for (const auto& relationship : relationships) {
        if (relationship.type == "sharedStrings") workbook.shared_strings = part_of(relationship);
        if (relationship.type == "styles") workbook.styles = part_of(relationship);
    }
    for (const auto& sheet : read.sheets_)
        for (const auto& relationship : relationships)
            if (relationship.id == sheet.relationship && relationship.type == "worksheet") {
                workbook.sheets.push_back(sheet.name);
                workbook.sheet_parts.push_back(part_of(relationship));
                break;
            }
    return workbook;
}

std::vector<NumberFormat> read_xlsx_styles(const SheetPackage& package, const std::string& part) {
    if (part.empty()) return {};
    return StylesHandler(package.open(part), part).styles_;
}

} // namespace moisson
