// Values of records as a report shows them.
#pragma once
#include "core/export/published_view.hpp"
#include "core/text/dates.hpp"

#include <optional>
#include <string>

namespace moisson {

/// One line for people: labels of closed lists, items joined by commas, oui/non; at most 160 code points.
std::string shown_to_people(const Field& field, const Value& value);

/// What others may see of one record of one producer.
class MemberView {
public:
    MemberView(const Kind& kind, const std::vector<FeedPtr>& feeds, const std::vector<FeedState>& remembered)
        : kind_(kind), view_(kind, feeds, remembered), date_(kind.find(Role::update_date)) {}

    /// Absent when a rule withholds it. Until the next call.
    const Value& published(const GoldenRecord& member, std::uint16_t field) {
        return view_.value(member, field);
    }
    std::string text(const GoldenRecord& member, std::uint16_t field);
    std::string name(const GoldenRecord& member); ///< its id when it has no name that may be shown
    static const Value& own(const GoldenRecord& member, std::uint16_t field);
    /// Day of the update date, "" when it has none.
    std::string_view day(const GoldenRecord& member) const;

private:
    const Kind& kind_;
    PublishedView view_;
    int date_;
};

} // namespace moisson
