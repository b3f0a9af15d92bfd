#include "core/linkage/fit.hpp"

#include "core/linkage/fit_patterns.hpp"
#include "core/linkage/link_priors.hpp"

#include <algorithm>
#include <cmath>

namespace moisson {

namespace {

/// Of all the pairs that share a key, so many for each record are compared: what linking costs does not grow
/// with what there is already.
constexpr double most_pairs_per_record = 8;
/// What the priors weigh: so many pairs, and a share of the pairs that are seen.
struct PriorWeight {
    double pairs = 0, of_seen = 0;
    double against(double seen) const { return pairs + of_seen * seen; }
};
/// However many pairs are seen, "network" goes on to mean another place, and "the same" most of the values.
constexpr PriorWeight defining{1000, 10}, related{1000, 1}, of_the_same{1000, 0.3};
/// How often a producer lists a thing twice is for the feeds to show.
constexpr PriorWeight of_feeds{20, 0};
constexpr PriorWeight of_strangers{100, 0}; ///< shown well by pairs by chance
constexpr double least_chance = 1e-7;       ///< of an agreement: producers copy errors from one another, too
constexpr int most_rounds = 40;
constexpr double settled = 1e-4; ///< change of a class's share
constexpr double least_word_weight = 0.02;
/// How often a feed has a thing twice, of the times that chance would have it.
constexpr double listed_twice = 0.3;

/// A pair that is compared in one thing only does not show which agreements go together.
bool teaches(Levels levels) {
    int compared = 0;
    for (std::size_t i = 0; i < comparison_count; ++i)
        compared +=
            levels.at(static_cast<Comparison>(i)) >= 0 && static_cast<Comparison>(i) != Comparison::feed;
    return compared > 1;
}

/// Expectation and maximisation with the priors as pseudo-pairs. The classes of related pairs are
/// learned from the pairs that meet; strangers from pairs by chance: those that meet agree in what made them
/// meet, and would make every agreement look like chance.
class Fitter {
public:
    /// `shown`: of how many pairs that meet each pattern's pair stands for one.
    Fitter(LinkModel& model, std::span<const Pattern> met, std::span<const Pattern> chance, double all_pairs,
           double shown)
        : model_(model), met_(met), chance_(chance), all_pairs_(std::max(all_pairs, 1.0)),
          stands_for_(shown) {
        const double records = std::sqrt(2 * all_pairs_);
        for (std::size_t c = 0; c < strangers; ++c)
            model_.prior[c] = related_per_record[c] * records / all_pairs_;
        model_.prior[strangers] = 1;
        prior_levels_ = prior_of_levels(model_.profile);
        expect_feeds();
        model_.level = prior_levels_;
    }

    void run() {
        for (int round = 0; round < most_rounds; ++round) {
            expect();
            if (maximise() < settled) return;
        }
    }

private:
    using Shares = std::array<double, class_count>;
    static constexpr std::size_t strangers = class_count - 1;
    /// Before anything is seen: pairs per record that are the same, of one network, at one place, namesakes.
    static constexpr std::array<double, strangers> related_per_record{.2, .5, .5, .5};

    Shares shares_of(const Pattern& pattern) const {
        Shares shares = model_.prior;
        for (std::size_t i = 0; i < comparison_count; ++i) {
            const int level = pattern.levels.at(static_cast<Comparison>(i));
            if (level < 0) continue;
            for (std::size_t c = 0; c < class_count; ++c)
                shares[c] *= model_.level[c][i][static_cast<std::size_t>(level)];
        }
        shares[0] *= std::exp2(frequency_weight(model_, pattern.levels, pattern.shared));
        double sum = 0;
        for (const double share : shares) sum += share;
        for (double& share : shares) share = sum > 0 ? share / sum : 0;
        return shares;
    }

    /// Pairs by chance show how often two records are of one feed. A producer lists a thing twice less often
    /// than that; its antennas, tenants and namesakes as often as strangers.
    void expect_feeds() {
        constexpr auto at = static_cast<std::size_t>(Comparison::feed);
        double one = 1e-6, all = 2e-6;
        for (const Pattern& pattern : chance_) {
            all += pattern.pairs;
            if (pattern.levels.at(Comparison::feed) == 1) one += pattern.pairs;
        }
        for (std::size_t c = 0; c < class_count; ++c) {
            const double own = one / all * (c == 0 ? listed_twice : 1), other = 1 - one / all;
            prior_levels_[c][at][0] = other / (own + other);
            prior_levels_[c][at][1] = own / (own + other);
        }
    }

    void expect() {
        levels_ = {};
        classes_ = {};
        for (const Pattern& pattern : met_) {
            if (!teaches(pattern.levels)) continue;
            const Shares shares = shares_of(pattern);
            for (std::size_t c = 0; c < strangers; ++c) {
                classes_[c] += shares[c] * pattern.pairs * stands_for_;
                count_levels(pattern, c, shares[c] * pattern.pairs);
            }
        }
        for (const Pattern& pattern : chance_)
            count_levels(pattern, strangers, shares_of(pattern)[strangers] * pattern.pairs);
    }

    void count_levels(const Pattern& pattern, std::size_t c, double pairs) {
        for (std::size_t i = 0; i < comparison_count; ++i)
            if (const int level = pattern.levels.at(static_cast<Comparison>(i));
                level >= 0 && pattern.counts(static_cast<Comparison>(i)))
                levels_[c][i][static_cast<std::size_t>(level)] += pairs;
    }

    double maximise() {
        const double records = std::sqrt(2 * all_pairs_);
        double moved = 0;
        for (std::size_t c = 0; c < strangers; ++c) {
            // a hundredth of the records speak for what was expected
            const double share = (classes_[c] + related_per_record[c] * records / 100) / (all_pairs_ * 1.01);
            moved = std::max(moved, std::abs(share - model_.prior[c]) / share);
            model_.prior[c] = share;
        }
        for (std::size_t c = 0; c < class_count; ++c)
            for (std::size_t i = 0; i < comparison_count; ++i) {
                double compared = 0;
                for (const double pairs : levels_[c][i]) compared += pairs;
                const double prior = weight_of_prior(c, static_cast<Comparison>(i)).against(compared);
                for (std::size_t l = 0; l < level_count; ++l)
                    if (prior_levels_[c][i][l] > 0)
                        model_.level[c][i][l] =
                            std::max((levels_[c][i][l] + prior * prior_levels_[c][i][l]) / (compared + prior),
                                     least_chance);
            }
        return moved;
    }

    static PriorWeight weight_of_prior(std::size_t c, Comparison comparison) {
        if (c == strangers) return of_strangers;
        if (comparison == Comparison::feed) return of_feeds;
        if (defines(c, comparison)) return defining;
        return c == static_cast<std::size_t>(PairClass::same) ? of_the_same : related;
    }

    /// What makes a network, a shared house or a namesake: how far names and places agree. The fit may learn
    /// how often the same is written otherwise, not that tenants have one name.
    static bool defines(std::size_t c, Comparison comparison) {
        return c != static_cast<std::size_t>(PairClass::same) &&
               (comparison == Comparison::name || comparison == Comparison::place ||
                comparison == Comparison::zone);
    }

    LinkModel& model_;
    std::span<const Pattern> met_, chance_;
    double all_pairs_;
    double stands_for_; ///< pairs of all that a pair which teaches speaks for
    ClassLevels prior_levels_{}, levels_{};
    Shares classes_{};
};

/// How many records have each word in their name (or among their authors).
std::unordered_map<std::string, float> word_weights(const LinkTable& table) {
    struct Seen {
        std::uint32_t rows = 0, first_row = 0, last_row = 0;
        std::uint16_t at = 0; ///< of the first row's names, then its authors
    };
    std::unordered_map<std::uint32_t, Seen> seen;
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        const LinkRow& row = table.row(i);
        const auto names = table.name_words(row), authors = table.author_words(row);
        for (std::size_t w = 0; w < names.size() + authors.size(); ++w) {
            const LinkWord& word = w < names.size() ? names[w] : authors[w - names.size()];
            Seen& one = seen[word.hash];
            if (one.rows == 0) one = {0, i, i, static_cast<std::uint16_t>(w)};
            if (one.rows == 0 || one.last_row != i) ++one.rows;
            one.last_row = i;
        }
    }
    std::unordered_map<std::string, float> weights;
    const double records = static_cast<double>(table.size());
    const double rarest = std::log(std::max(records / 3, 2.0));
    for (const auto& [hash, one] : seen) {
        if (one.rows < 8) continue;
        const LinkRow& row = table.row(one.first_row);
        const auto names = table.name_words(row);
        const LinkWord& word =
            one.at < names.size() ? names[one.at] : table.author_words(row)[one.at - names.size()];
        const double weight = std::log(records / one.rows) / rarest;
        if (weight < 0.85)
            weights.emplace(table.text(row, word), static_cast<float>(std::max(weight, least_word_weight)));
    }
    return weights;
}

} // namespace

LinkModel fit_words(LinkTable& table, std::uint32_t version, std::uint64_t now) {
    LinkModel model = prior_model(table.profile());
    model.version = version;
    model.fitted_at = now;
    model.records = table.size();
    for (auto& [word, weight] : word_weights(table)) model.word_weight[word] = weight;
    table.weigh(model);
    return model;
}

void fit_pairs(LinkModel& model, const LinkTable& table, Meetings& meetings, unsigned workers) {
    const MetPatterns met = met_patterns(table, meetings, workers);
    const std::vector<Pattern> chance = chance_patterns(table, meetings, workers);
    const auto records = static_cast<double>(table.size());
    Fitter(model, met.patterns, chance, records * (records - 1) / 2, met.stands_for).run();
    model.crowding = meetings.crowd_to(most_pairs_per_record);
}

LinkModel fit_link_model(LinkTable& table, std::uint32_t version, std::uint64_t now, unsigned workers) {
    LinkModel model = fit_words(table, version, now);
    Meetings meetings(table, TableKeys(table, 0, workers), workers);
    fit_pairs(model, table, meetings, workers);
    return model;
}

LinkModel fit_link_model(const LinkProfile& profile, std::span<const LinkRecord> records,
                         std::uint32_t version, std::uint64_t now, unsigned workers) {
    LinkTable table(profile);
    table.reserve(records.size());
    for (const LinkRecord& record : records) table.add(record);
    return fit_link_model(table, version, now, workers);
}

} // namespace moisson
