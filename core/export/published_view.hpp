// What of a golden record the public sees: which fields, under which personal-data rule of the producer each
// came from.
#pragma once
#include "core/config/feed.hpp"
#include "core/store/store.hpp"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace moisson {

/// "feed--id": one record of one producer, as data·inclusion writes it.
std::string qualified_id(std::string_view feed, std::string_view id);

class PublishedView {
public:
    /// `remembered`: rules of the last applied run, for feeds without a valid file; a feed that is in neither
    /// is treated with caution.
    PublishedView(const Kind& kind, const std::vector<FeedPtr>& feeds,
                  const std::vector<FeedState>& remembered = {});

    const Kind& kind() const { return kind_; }
    /// Schema indexes of the published fields, in order; the identifier is left out (it is in `sources`).
    const std::vector<std::uint16_t>& fields() const { return fields_; }

    /// The value the public sees: absent where a rule withholds it, "feed--id" for a reference to another
    /// kind.
    const Value& value(const GoldenRecord& record, std::uint16_t field);
    /// The producer's record that a field came from.
    static const GoldenRecord::Member& origin(const GoldenRecord& record, std::uint16_t field);

private:
    enum class Rule : std::uint8_t { publish, publish_if_generic, withhold };
    using Rules = std::vector<Rule>; ///< per field

    using Declared = std::map<std::string, std::string>; ///< field → rule, as the producer wrote it
    Rules cautious_rules() const;
    void apply(const Declared& declared, Rules& rules) const;
    const Rules& rules_for(const std::string& feed);

    const Kind& kind_;
    std::vector<std::uint16_t> fields_;
    std::unordered_map<std::string, Rules> rules_;
    Rules unknown_feed_;
    const std::string* last_feed_ = nullptr; ///< points at a key of rules_
    const Rules* last_rules_ = nullptr;
    Value computed_; ///< what value() made itself: a reference, the source
};

} // namespace moisson
