// What of a golden record the public sees: which fields, under which personal-data rule of the producer each
// came from.
#pragma once
#include "core/config/feed.hpp"
#include "core/store/store.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace moisson {

/// "feed--id": one record of one producer, as data·inclusion writes it.
std::string qualified_id(std::string_view feed, std::string_view id);

/// One of these feeds gives the record; no feeds: any.
bool has_source_of(const GoldenRecord& record, const std::set<std::string>& feeds);

class PublishedView {
public:
    /// `remembered`: rules of the last applied run, for feeds without a valid file; a feed that is in neither
    /// is treated with caution.
    PublishedView(const Kind& kind, const std::vector<FeedPtr>& feeds,
                  const std::vector<FeedState>& remembered = {});
    /// Values and sources of these feeds only; empty: of all.
    void show_only(std::set<std::string> feeds) { only_feeds_ = std::move(feeds); }
    bool shows(const std::string& feed) const { return only_feeds_.empty() || only_feeds_.contains(feed); }

    const Kind& kind() const { return kind_; }
    /// Schema indexes of the published fields, in order; the identifier is left out (it is in `sources`).
    const std::vector<std::uint16_t>& fields() const { return fields_; }

    /// The value the public sees: absent where a rule withholds it, "feed--id" for a reference to another
    /// kind.
    const Value& value(const GoldenRecord& record, std::uint16_t field);
    /// Values that the detector kept back or shortened, per feed, since the view was made.
    const std::map<std::string, std::uint64_t>& withheld() const { return withheld_; }
    /// The producer's record that a field came from.
    static const GoldenRecord::Member& origin(const GoldenRecord& record, std::uint16_t field);

private:
    /// detect: the producer says nothing of this field; what the detector finds in it is not published.
    enum class Rule : std::uint8_t { publish, detect, publish_if_generic, withhold };
    using Rules = std::vector<Rule>; ///< per field

    using Declared = std::map<std::string, std::string>; ///< field → rule, as the producer wrote it
    bool shows_value(const GoldenRecord& record, const GoldenRecord::Member& member,
                     std::uint16_t field) const;
    Rules cautious_rules() const;
    void apply(const Declared& declared, Rules& rules) const;
    const Rules& rules_for(const std::string& feed);

    const Kind& kind_;
    std::vector<std::uint16_t> fields_;
    std::unordered_map<std::string, Rules> rules_;
    Rules unknown_feed_;
    const std::string* last_feed_ = nullptr; ///< points at a key of rules_
    const Rules* last_rules_ = nullptr;
    Value computed_; ///< what value() made itself: a reference, the source, a text without personal data
    std::set<std::string> only_feeds_;
    std::map<std::string, std::uint64_t> withheld_;
};

} // namespace moisson
