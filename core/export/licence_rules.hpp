// Which licences may stand in one published file, and under which one it then stands.
#pragma once
#include "core/config/feed.hpp"
#include "core/export/licences.hpp"
#include "core/store/store.hpp"

#include <set>
#include <string>
#include <vector>

namespace moisson {

/// Feeds with records of this kind, in the order of `feeds`.
std::vector<FeedPtr> contributors_of(const Kind& kind, const std::vector<FeedPtr>& feeds,
                                     const std::vector<FeedState>& states);

struct LicenceVerdict {
    const Licence* licence =
        nullptr;          ///< of the whole; null: several that may stand side by side, or none given
    std::string conflict; ///< which fields of which feeds cannot be mixed, and what to do; "" = none
};

/// Share-alike (ODbL, CC BY-SA, Licence Mobilités) takes in what asks for no more than attribution, and then
/// rules the whole; it excludes another share-alike licence and whatever its words do not allow
/// ("notspecified", "other licence"). Sources: ODbL 1.0 art. 4.4, CC BY-SA 4.0 section 3(b), Licence
/// Ouverte 2.0 (« compatible avec toute licence libre qui exige au moins la mention de paternité »).
LicenceVerdict judge_licences(const Kind& kind, const std::vector<FeedPtr>& contributors);

/// The parts that licences = "split" makes: under this share-alike licence (its feeds and no others), or
/// under none ("": all other feeds).
std::set<std::string> feeds_under(const std::string& licence, const std::vector<FeedPtr>& contributors);

/// « Producteur (Licence Ouverte / Open Licence version 2.0), données du 2026-11-20 »: what an open licence
/// asks to be said of every contributor, with the date of the last change of its data.
std::string attribution_of(const FeedConfig& feed, const FeedState* state);

} // namespace moisson
