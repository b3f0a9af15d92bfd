// Numbers, dates and times of a cell → the text that the producer sees.
#pragma once
#include "connectors/formats/sheet/number_format.hpp"

#include <string>
#include <string_view>

namespace moisson {

/// All digits, never an exponent: "1.30025E+13" → "13002500000000", "12.0" → "12", "0.30000000000000004" →
/// "0.3" (spreadsheets show 15 digits). Digits without a point stay as they are stored. What is no number
/// stays as it is.
void append_number(std::string& out, std::string_view stored);

/// The same under the format of the cell: "2024-03-12", "2024-03-12T10:30:00", "10:30", "25:30", "01000".
/// `from_1904`: the workbook counts days from 1904.
void append_formatted(std::string& out, std::string_view stored, const NumberFormat& format, bool from_1904);

/// "2024-03-12T00:00:00.000Z" → "2024-03-12"; fractions of a second left out.
void append_iso_date(std::string& out, std::string_view iso);

/// "PT10H30M00S" → "10:30".
void append_iso_duration(std::string& out, std::string_view iso);

} // namespace moisson
