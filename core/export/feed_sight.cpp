#include "core/export/feed_sight.hpp"

#include "core/export/published_view.hpp"

#include <algorithm>

namespace moisson {

bool FeedSight::mask(GoldenRecord& record, const Kind& kind) const {
    const auto is_shown = [&](const GoldenRecord::Member& member) { return shows(member.feed); };
    const auto shown = std::count_if(record.sources.begin(), record.sources.end(), is_shown);
    if (shown == 0) return false;
    if (static_cast<std::size_t>(shown) == record.sources.size()) return true;
    std::vector<std::uint16_t> place(record.sources.size(), 0); ///< old index → new index
    std::vector<GoldenRecord::Member> left;
    for (std::size_t i = 0; i < record.sources.size(); ++i) {
        place[i] = static_cast<std::uint16_t>(left.size());
        if (is_shown(record.sources[i])) left.push_back(record.sources[i]);
    }
    record.origin.resize(record.record.values.size(), 0);
    for (std::size_t field = 0; field < record.record.values.size(); ++field) {
        const GoldenRecord::Member& origin = PublishedView::origin(record, static_cast<std::uint16_t>(field));
        if (!is_shown(origin) || kind.fields.at(field).list) record.record.values[field] = Value{};
        const std::size_t from = record.origin[field] < place.size() ? record.origin[field] : 0;
        record.origin[field] = is_shown(origin) ? place[from] : std::uint16_t{0};
    }
    record.sources = std::move(left);
    return true;
}

std::string FeedSight::name() const {
    std::string name = others_ ? "all but" : "only";
    for (const std::string& feed : named_) name += " " + feed;
    return name;
}

} // namespace moisson
