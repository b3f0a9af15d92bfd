// One row of a spreadsheet: the cells that hold something.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Columns ascending. A cell that is empty, or an error such as #N/A, is not there.
class SheetRow {
public:
    struct Cell {
        std::uint32_t column; ///< 0 = A
        std::uint32_t begin, size;
    };

    std::uint64_t line = 0; ///< as the spreadsheet numbers it, from 1

    void clear() {
        cells_.clear();
        texts_.clear();
    }
    /// Where the text of the next cell is appended; add() then takes what is new.
    std::string& texts() { return texts_; }
    void add(std::uint32_t column, std::size_t begin) {
        cells_.push_back(
            {column, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(texts_.size() - begin)});
    }
    const std::vector<Cell>& cells() const { return cells_; }
    std::string_view text(const Cell& cell) const {
        return std::string_view(texts_).substr(cell.begin, cell.size);
    }
    bool has_column(std::uint32_t column) const { return !cells_.empty() && cells_.back().column >= column; }

private:
    std::vector<Cell> cells_;
    std::string texts_;
};

/// What is worth telling the producer about the cells that were left out.
struct SheetNotes {
    std::uint64_t errors = 0;
    std::string first_error; ///< "B12 : #N/A"
    std::uint64_t formulas_without_value = 0;
    std::string first_formula; ///< "C5"
};

/// One sheet, row by row. Thread: one at a time.
class SheetRows {
public:
    virtual ~SheetRows() = default;
    /// The next row that has a cell; false at the end of the document, whose checksum is right then. Throws
    /// FormatError.
    virtual bool next(SheetRow& row) = 0;
    virtual const SheetNotes& notes() const = 0;
};

/// 0 → "A", 26 → "AA".
std::string column_letters(std::uint32_t column);

} // namespace moisson
