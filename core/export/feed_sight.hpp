// Which feeds somebody may see. What a record says to him is merged from the records of these feeds alone, as
// if there were no others.
#pragma once
#include <set>
#include <string>
#include <utility>

namespace moisson {

class FeedSight {
public:
    FeedSight() = default; ///< all feeds
    static FeedSight only(std::set<std::string> feeds) { return {false, std::move(feeds)}; }
    static FeedSight all_but(std::set<std::string> feeds) { return {true, std::move(feeds)}; }

    bool shows(const std::string& feed) const { return named_.contains(feed) != others_; }
    bool shows_all() const { return others_ && named_.empty(); }
    bool shows_one_of(const std::set<std::string>& feeds) const;

    /// Differs between sights: part of what a cursor belongs to.
    std::string name() const;

private:
    FeedSight(bool others, std::set<std::string> named) : others_(others), named_(std::move(named)) {}

    bool others_ = true; ///< feeds that are not named are shown, and the named ones are not
    std::set<std::string> named_;
};

} // namespace moisson
