// Dates as producers write them → ISO 8601.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// A day that exists, Gregorian calendar.
struct CivilDate {
    int year = 0;
    unsigned month = 0, day = 0;
    friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

bool exists(const CivilDate& date);

/// A day, perhaps with a time, perhaps with a zone.
struct Moment {
    CivilDate date;
    bool has_time = false;
    unsigned hour = 0, minute = 0, second = 0;
    std::optional<int> offset_minutes; ///< east of UTC; nothing = not said
};

/// ISO (2024-03-12, 2024-03-12T10:00:00Z, +01:00, with fractions), DD/MM/YYYY (also with dots or dashes),
/// YYYY/MM/DD, YYYYMMDD, "12 mars 2024", each with an optional time. Days that do not exist are refused, as
/// are two-digit years.
std::optional<Moment> parse_moment(std::string_view text);

/// A format of a feed file: YYYY MM DD HH MM SS (MM after HH is minutes), MMMM a French month, Z a zone;
/// everything else stands for itself. "unix" and "unix-ms": seconds or milliseconds since 1970. "excel": days
/// of a spreadsheet.
class DateFormat {
public:
    /// Nothing when the format names no day.
    static std::optional<DateFormat> compile(std::string_view format);
    /// ISO dates are understood besides the format: they have one meaning.
    std::optional<Moment> parse(std::string_view text) const;

private:
    enum class Kind : std::uint8_t { literal, year, month, month_name, day, hour, minute, second, zone };
    struct Token {
        Kind kind = Kind::literal;
        char literal = 0;
        bool fixed = false; ///< the next token is a number too: all digits are needed
    };
    enum class Clock : std::uint8_t { none, unix_seconds, unix_milliseconds, excel };
    bool read(const Token& token, std::string_view text, std::size_t& at, Moment& moment) const;
    std::vector<Token> tokens_;
    Clock clock_ = Clock::none;
};

void write_iso_date(const CivilDate& date, std::string& out); ///< "2024-03-12"
/// "2024-03-12T10:00:00Z" in UTC when the zone is known, else without zone; the day alone when there is no
/// time.
void write_iso_moment(const Moment& moment, std::string& out);

} // namespace moisson
