// Cells as they are read → rows, with the limits that every spreadsheet keeps.
#pragma once
#include "connectors/formats/sheet/sheet_row.hpp"
#include "connectors/formats/xml/xml_parser.hpp"

namespace moisson {

class RowBuilder {
public:
    static constexpr std::uint32_t most_columns = 16'384; ///< of any spreadsheet program

    explicit RowBuilder(XmlParser& parser) : parser_(parser) {}

    /// `line` must be larger than that of the row before.
    void start(std::uint64_t line);
    std::string& texts() { return row_.texts(); }
    /// Adds what was appended to texts() since `begin`, `repeated` times from `column` on.
    void add(std::uint32_t column, std::size_t begin, std::uint64_t repeated = 1);
    /// `repeated`: the row stands that many times. False when it is empty: it does not count then.
    bool finish(std::uint64_t repeated = 1);

    void note_error(std::uint32_t column, std::string_view shown);
    void note_formula_without_value(std::uint32_t column);
    /// run() of the parser throws: "row 12: …".
    void refuse(const char* code, const std::string& message);

    SheetRow& row() { return row_; }
    const SheetNotes& notes() const { return notes_; }

private:
    std::string name_of(std::uint32_t column) const {
        return column_letters(column) + std::to_string(row_.line);
    }

    XmlParser& parser_;
    SheetRow row_;
    SheetNotes notes_;
    std::uint64_t cells_ = 0; ///< of all rows
    std::size_t bytes_ = 0;   ///< of this row
};

} // namespace moisson
