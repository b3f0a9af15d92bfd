// Why a golden record is as it is: its members and what links them, whose values it has and what lost, since
// when. The command, the API and the status page show this one explanation.
#pragma once
#include "core/export/feed_sight.hpp"
#include "core/export/published_view.hpp"
#include "core/golden/explain.hpp"
#include "core/store/store.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace moisson {

struct ExplainOptions {
    std::string field{}; ///< only this field and the changes that touched it; empty: all
    /// Nothing but what is published: a withheld value is not there, whoever gave it.
    bool published_only = false;
    FeedSight sight{}; ///< only what these feeds say; `golden` and `merged` are as it sees them
    Language language = Language::english;
};

/// {"id","kind","active","members":[{"feed","id"}],"links":[pair_json…],"fields":{NAME:{"value","feed","id",
/// "published","rule","why","conflict","others":[…]}},"history":[{"seq","run","at","change","feed","id",
/// "fields"}]}. `merged`: of this record; `view`: of its kind.
nlohmann::ordered_json explain_record(StoreReader& reader, const GoldenRecord& golden,
                                      StoreReader::MergedView merged, PublishedView& view,
                                      const ExplainOptions& options);

/// {"a":{"feed","id"},"b":…,"weight","verdict":null|"same"…,"parts":[{"what","weight"}]}
nlohmann::ordered_json pair_json(const LinkModel& model, const PairRow& pair,
                                 Language language = Language::english);

} // namespace moisson
