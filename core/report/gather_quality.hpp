// Counters of quality while the records of a feed pass by.
#pragma once
#include "core/report/cross_report.hpp"

#include <unordered_map>

namespace moisson {

class QualityCounters {
public:
    /// `dead`: nothing when the addresses of data sets are not asked.
    QualityCounters(const Schema& schema, std::string feed, const CivilDate& today,
                    std::optional<DeadAddresses> dead)
        : schema_(schema), feed_(std::move(feed)), today_(today), dead_(std::move(dead)) {}

    /// Kinds that have a score of their own come first: the others of theirs need them.
    static std::vector<std::uint16_t> order_of_kinds(const Schema& schema);
    void begin(std::uint16_t kind);
    void add(const Record& record);
    void end(std::vector<ReportQuality>& out);
    const StarFacts& star_facts() const { return facts_; }

private:
    struct Services {
        float sum = 0;
        std::uint32_t count = 0;
    };
    void add_score(double score);
    void add_service(const Record& record);
    void add_structure(const Record& record);
    void add_data_set(const Record& record);
    void count_star_facts(const Kind& kind, const Record& record);

    const Schema& schema_;
    std::string feed_;
    CivilDate today_;
    std::uint16_t kind_ = 0;
    std::optional<DeadAddresses> dead_;
    std::optional<QualityScore> score_;
    std::optional<DataSetScore> data_set_;
    double answering_ = 0; ///< sum over the data sets
    ReportQuality counted_;
    std::array<std::pair<std::uint64_t, double>, criterion_count> criteria_{};
    int parent_ = -1;
    int parent_kind_ = -1; ///< the kind that the services seen so far belong to
    std::unordered_map<std::uint64_t, Services> services_; ///< by digest of the structure's id
    StarFacts facts_;
};

} // namespace moisson
