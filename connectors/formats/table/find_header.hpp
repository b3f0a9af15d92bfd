// Which of the first rows holds the column names: one rule for CSV and for spreadsheets.
#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace moisson {

inline constexpr std::size_t header_rows_looked_at = 60;

/// The row that names the most selectors; the earliest of equals, and of several readings of one row the
/// widest.
class HeaderVote {
public:
    explicit HeaderVote(const std::vector<std::string>& selectors);
    /// `row`: index; `reading`: how it was cut into cells (a delimiter), 0 when there is one way only.
    void consider(std::size_t row, char reading, const std::vector<std::string>& cells);

    bool found() const { return matches_ > 0; }
    std::size_t row() const { return row_; }
    char reading() const { return reading_; }

private:
    std::size_t count_matches(const std::vector<std::string>& cells) const;

    std::set<std::string> names_; ///< folded
    std::size_t row_ = 0, matches_ = 0, width_ = 0;
    char reading_ = 0;
};

/// How wide one row is, and its index.
struct RowWidth {
    std::size_t width = 0, row = 0;
};

struct UsualWidth {
    std::size_t width = 0, rows = 0;
    std::size_t first = 0;         ///< index of the first row of that width
    std::size_t first_as_wide = 0; ///< … of that width or more
};

/// The width that most rows have; of equals the larger one.
UsualWidth usual_width(const std::vector<RowWidth>& rows);

} // namespace moisson
