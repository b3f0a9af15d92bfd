#include "connectors/formats/table/find_header.hpp"

#include "connectors/formats/table/header.hpp"
#include "core/text/fold.hpp"

#include <map>

namespace moisson {

HeaderVote::HeaderVote(const std::vector<std::string>& selectors) {
    for (const auto& selector : selectors) names_.insert(fold(column_name_of(selector)));
    names_.erase("");
}

std::size_t HeaderVote::count_matches(const std::vector<std::string>& cells) const {
    std::set<std::string> seen;
    for (const auto& cell : cells)
        if (std::string folded = fold(cell); names_.contains(folded)) seen.insert(std::move(folded));
    return seen.size();
}

void HeaderVote::consider(std::size_t row, char reading, const std::vector<std::string>& cells) {
    const std::size_t matches = count_matches(cells);
    const bool better =
        matches > matches_ || (matches > 0 && matches == matches_ && row_ == row && cells.size() > width_);
    if (!better) return;
    row_ = row, reading_ = reading, matches_ = matches, width_ = cells.size();
}

UsualWidth usual_width(const std::vector<RowWidth>& rows) {
    std::map<std::size_t, UsualWidth> widths;
    for (const auto& [width, row] : rows)
        ++widths.try_emplace(width, UsualWidth{width, 0, row, row}).first->second.rows;
    UsualWidth best;
    for (const auto& [width, usual] : widths)
        if (usual.rows >= best.rows) best = usual;
    for (const auto& [width, row] : rows)
        if (width >= best.width) {
            best.first_as_wide = row;
            break;
        }
    return best;
}

} // namespace moisson
