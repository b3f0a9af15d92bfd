// What a header means for the slots of a raw record and for the report: the same for CSV and spreadsheets.
#pragma once
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/table/header.hpp"

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

    explicit TableSlots(std::size_t selectors) : slots(selectors), texts(selectors) {}
    /// The header of a new part; the first one names the columns of the report.
    void adopt(const TableHeader& header, bool first_part, DecoderReport& report);
};

} // namespace moisson
