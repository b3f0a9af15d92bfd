// One CSV file: encoding, dialect, header; then rows.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/charset/utf8_source.hpp"
#include "connectors/formats/csv/row_reader.hpp"
#include "connectors/formats/table/header.hpp"
#include "core/config/feed.hpp"

namespace moisson {

class CsvPart {
public:
    /// Throws FormatError when it is not CSV or has no header row.
    CsvPart(OpenBytes open, const CsvConfig& config, const std::vector<std::string>& selectors,
            const std::vector<std::string>& ignore, std::string_view charset_hint);

    /// The next row that is not blank.
    bool read(CsvRow& row);

    const TableHeader& header() const { return header_; }
    const Utf8Source& text() const { return text_; }
    char quote() const { return quote_; }

private:
    bool is_blank_row(const CsvRow& row) const;
    /// `names`: those of the feed; empty = the next row has them.
    TableHeader read_header(std::vector<std::string> names, const std::vector<std::string>& selectors,
                            const std::vector<std::string>& ignore);

    Utf8Source text_;
    CsvRowReader rows_;
    TableHeader header_;
    bool skip_empty_lines_;
    char quote_ = '"';
};

/// Replaces "" by " inside the cell, in place.
std::string_view unescape(CsvCell& cell, char quote);

} // namespace moisson
