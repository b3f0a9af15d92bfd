// What a header means for the slots of a raw record and for the report: the same for CSV and spreadsheets.
#pragma once
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/table/header.hpp"

#include <optional>
#include <string>
#include <vector>

namespace moisson {

/// Adds the warning unless one with its code is there.
void warn_once(DecoderReport& report, const std::string& code, std::string message);

struct TableSlots {
    std::vector<RawRecord::Slot> slots;  ///< one text each, or none when the column is absent
    std::vector<std::string_view> texts; ///< one per selector, to be filled row by row
    std::uint64_t layout = 0; ///< where the mapped columns stand among those that count: under another header
                              ///< the same bytes say something else, so it is part of each digest
    bool has_ignored = false;

    explicit TableSlots(const std::vector<std::string>& selectors);
    /// The header of a new part; the first one names the columns of the report.
    void adopt(const TableHeader& header, bool first_part, DecoderReport& report);
    /// The row as a JSON object of its filled cells, when a mapping asks for the whole record.
    /// `cell(i)`: text of column i, for i < `count`.
    template<typename Cell>
    void write_whole_row(const TableHeader& header, std::size_t count, Cell cell) {
        if (!whole_) return;
        whole_row_.assign(1, '{');
        for (std::size_t i = 0; i < count; ++i) add_member(header.columns[i], cell(i));
        texts[*whole_] = whole_row_ += '}';
    }

private:
    void add_member(std::string_view column, std::string_view text);
    std::optional<std::size_t> whole_; ///< the slot of whole_record_selector
    std::string whole_row_;
};

} // namespace moisson
