// What the format of a cell makes of its number: Excel and LibreOffice store dates as numbers.
#pragma once
#include <cstdint>
#include <string_view>

namespace moisson {

struct NumberFormat {
    enum class Kind : std::uint8_t { number, date, time, elapsed } kind = Kind::number;
    std::uint8_t min_digits = 0; ///< "00000" shows 1000 as 01000; 0 = as it is
    friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};

/// A format that the standard numbers: 14–22, 27–36, 45–47, 50–58 are dates and times.
NumberFormat built_in_number_format(std::uint32_t id);

/// A format code as stored ("dd/mm/yyyy", "[h]:mm", "00000", "#,##0.00 €"); its first section decides.
NumberFormat parse_number_format(std::string_view code);

} // namespace moisson
