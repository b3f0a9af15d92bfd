#include "connectors/formats/sheet/xlsx_rows.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet/cell_text.hpp"
#include "connectors/formats/sheet/rich_text.hpp"
#include "connectors/formats/sheet/row_builder.hpp"
#include "connectors/formats/sheet/shared_strings.hpp"
#include "connectors/formats/sheet/xlsx_parts.hpp"
#include "connectors/formats/sheet/xml_attributes.hpp"

namespace moisson {
namespace {

enum class CellType : std::uint8_t { number, shared, text, boolean, error, date };

CellType cell_type(std::string_view type) {
    if (type.empty() || type == "n") return CellType::number;
    if (type == "s") return CellType::shared;
    if (type == "b") return CellType::boolean;
    if (type == "e") return CellType::error;
    return type == "d" ? CellType::date : CellType::text; // str, inlineStr
}

/// "AF3" → 31; nothing for what is no cell.
std::optional<std::uint32_t> column_of(std::string_view reference) {
    std::uint32_t column = 0;
    std::size_t letters = 0;
    for (; letters < reference.size() && letters < 4; ++letters) {
        const char c = static_cast<char>(reference[letters] & ~0x20);
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + static_cast<std::uint32_t>(c - 'A' + 1);
    }
    if (letters == 0 || column > RowBuilder::most_columns) return std::nullopt;
    return column - 1;
}

class XlsxRows final : public SheetRows, private XmlHandler {
public:
    XlsxRows(const SheetPackage& package, const XlsxWorkbook& workbook, const std::string& part)
        : strings_(package, workbook.shared_strings), styles_(read_xlsx_styles(package, workbook.styles)),
          from_1904_(workbook.from_1904), parser_(package.open(part), *this, part + ", "), builder_(parser_) {
    }

    bool next(SheetRow& row) override {
        if (!parser_.run()) return false;
        row = builder_.row();
        return true;
    }

    const SheetNotes& notes() const override { return builder_.notes(); }

private:
    void start(std::string_view name, const char** attributes) override {
        name = local_name(name);
        if (!in_data_) {
            in_data_ = name == "sheetData";
        } else if (name == "c") {
            start_cell(attributes);
        } else if (name == "row") {
            start_row(attributes);
        } else if (name == "v") {
            in_value_ = has_value_ = true;
        } else if (name == "f") {
            has_formula_ = true;
        } else {
            rich_.start(name);
        }
    }

    void text(std::string_view text) override {
        if (!in_value_ && !rich_.wants_text()) return;
        value_ += text;
        if (value_.size() > format_limit::sheet_cell)
            builder_.refuse(format_code::field_too_long, "the text of a cell is longer than 1 MiB.");
    }

    void end(std::string_view name) override {
        name = local_name(name);
        if (!in_data_) return;
        if (name == "v")
            in_value_ = false;
        else if (name == "c")
            end_cell();
        else if (name == "row") {
            if (builder_.finish()) parser_.pause();
        } else if (name == "sheetData")
            in_data_ = false;
        else
            rich_.end(name);
    }

    void start_row(const char** attributes) {
        const std::string_view stated = attribute(attributes, "r");
        const auto line = whole_number(stated);
        if (!stated.empty() && (!line || *line == 0))
            return builder_.refuse(format_code::sheet_bad_reference,
                                   "the row behind it has no valid number.");
        line_ = line.value_or(line_ + 1);
        next_column_ = 0;
        builder_.start(line_);
    }

    void start_cell(const char** attributes) {
        std::string_view reference, type, style;
        for (const char** at = attributes; *at; at += 2) {
            const std::string_view name = at[0];
            if (name == "r") reference = at[1];
            if (name == "t") type = at[1];
            if (name == "s") style = at[1];
        }
        const auto stated = reference.empty() ? next_column_ : column_of(reference);
        if (!stated)
            return builder_.refuse(format_code::sheet_bad_reference,
                                   "\"" + std::string(reference.substr(0, 40)) + "\" is not a cell.");
        column_ = *stated;
        next_column_ = column_ + 1;
        type_ = cell_type(type);
        style_ = whole_number(style).value_or(0);
        has_value_ = has_formula_ = in_value_ = false;
        rich_ = {};
        value_.clear();
    }

    void end_cell() {
        if (has_formula_ && !has_value_) builder_.note_formula_without_value(column_);
        if (value_.empty()) return;
        const std::size_t begin = builder_.texts().size();
        if (type_ == CellType::error)
            builder_.note_error(column_, value_);
        else
            append_value(begin);
        builder_.add(column_, begin);
    }

    void append_value(std::size_t begin) {
        std::string& out = builder_.texts();
        if (type_ == CellType::shared) {
            append_shared();
        } else if (type_ == CellType::text) {
            out += value_;
            decode_escapes(out, begin);
        } else if (type_ == CellType::boolean) {
            out += is_true(value_) ? "true" : "false";
        } else if (type_ == CellType::date) {
            append_iso_date(out, value_);
        } else {
            append_formatted(out, value_, style_ < styles_.size() ? styles_[style_] : NumberFormat{},
                             from_1904_);
        }
    }

    void append_shared() {
        const auto index = whole_number(value_);
        if (index && *index < strings_.size())
            builder_.texts() += strings_.at(static_cast<std::size_t>(*index));
        else
            builder_.refuse(format_code::sheet_bad_reference,
                            "cell " + column_letters(column_) + std::to_string(line_) + " names the text " +
                                value_.substr(0, 20) + " of a table of " + std::to_string(strings_.size()) +
                                ". The file is damaged: ask the producer to save it again.");
    }

    SharedStrings strings_;
    std::vector<NumberFormat> styles_;
    bool from_1904_;
    XmlParser parser_;
    RowBuilder builder_;
    RichText rich_;
    bool in_data_ = false, in_value_ = false, has_value_ = false, has_formula_ = false;
    std::uint64_t line_ = 0, style_ = 0;
    std::uint32_t column_ = 0, next_column_ = 0;
    CellType type_ = CellType::number;
    std::string value_;
};

} // namespace

std::unique_ptr<SheetRows> open_xlsx_rows(const SheetPackage& package, const std::string& sheet) {
    const XlsxWorkbook workbook = read_xlsx_workbook(package);
    const std::size_t index = choose_sheet(workbook.sheets, sheet);
    return std::make_unique<XlsxRows>(package, workbook, workbook.sheet_parts[index]);
}

} // namespace moisson
