// Which feeds somebody may see, and what is left of a record for him: what came from another feed is not
// there.
#pragma once
#include "core/model/schema.hpp"
#include "core/store/store.hpp"

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

    /// Takes away the sources that are not shown and every value that came from one of them; a list stays
    /// only when all sources are shown, because it unites theirs. False: no source is shown, and nothing of
    /// the record may be told.
    bool mask(GoldenRecord& record, const Kind& kind) const;

    /// Differs between sights: part of what a cursor belongs to.
    std::string name() const;

private:
    FeedSight(bool others, std::set<std::string> named) : others_(others), named_(std::move(named)) {}

    bool others_ = true; ///< feeds that are not named are shown, and the named ones are not
    std::set<std::string> named_;
};

} // namespace moisson
