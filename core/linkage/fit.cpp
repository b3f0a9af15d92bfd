#include "core/linkage/fit.hpp"

#include "core/linkage/link_priors.hpp"
#include "core/linkage/meetings.hpp"
#include "core/threads/run_tasks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace moisson {

namespace {

/// Pairs that are looked at; of more, an even share by the digest of their keys. The fit does not get better
/// by more.
constexpr std::uint64_t most_pairs = 2'000'000;
/// Of all the pairs that share a key, so many for each record are compared: what linking costs does not grow
/// with what there is already.
constexpr double most_pairs_per_record = 8;
/// Pairs by chance, to see how often strangers agree.
constexpr std::size_t most_chance_pairs = 400'000;
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

struct Pattern {
    Levels levels;
    SharedFrequency shared;
    double pairs = 0;

    /// A value that many share says how frequent it is, not how often such things agree.
    bool counts(Comparison comparison) const {
        if (comparison == Comparison::phone) return shared.phone == 0;
        if (comparison == Comparison::email) return shared.email == 0;
        return shared.name == 0 || comparison > Comparison::given;
    }
};

std::uint32_t ordinal(const SharedFrequency& shared) {
    return std::uint32_t{shared.name} << 16 | std::uint32_t{shared.phone} << 8 | shared.email;
}

/// A pair that is compared in one thing only does not show which agreements go together.
bool teaches(Levels levels) {
    int compared = 0;
    for (std::size_t i = 0; i < comparison_count; ++i)
        compared +=
            levels.at(static_cast<Comparison>(i)) >= 0 && static_cast<Comparison>(i) != Comparison::feed;
    return compared > 1;
}

bool pattern_before(const Pattern& a, const Pattern& b) {
    if (a.levels != b.levels) return a.levels.bits < b.levels.bits;
    return ordinal(a.shared) < ordinal(b.shared);
}

constexpr std::size_t most_ungathered = 32'768; ///< of one task

/// Adds up equal patterns.
void gather(std::vector<Pattern>& patterns) {
    std::sort(patterns.begin(), patterns.end(), pattern_before);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        if (kept && !pattern_before(patterns[kept - 1], patterns[i]))
            patterns[kept - 1].pairs += patterns[i].pairs;
        else
            patterns[kept++] = patterns[i];
    }
    patterns.resize(kept);
    patterns.shrink_to_fit(); // few are left of many
}

std::vector<Pattern> patterns_of(const LinkTable& table, const Meetings& meetings, std::uint32_t one_in,
                                 unsigned workers) {
    const std::size_t tasks = (table.size() + rows_per_task - 1) / rows_per_task;
    std::vector<std::vector<Pattern>> found(tasks);
    run_tasks(tasks, workers, [&](std::size_t task) {
        std::vector<std::uint32_t> others;
        Meetings::Reasons reasons;
        std::size_t most = most_ungathered;
        const std::size_t end = std::min<std::size_t>(table.size(), (task + 1) * rows_per_task);
        for (auto row = static_cast<std::uint32_t>(task * rows_per_task); row < end; ++row) {
            meetings.after(row, one_in, reasons, others);
            for (const std::uint32_t other : others) {
                const Levels levels = compare_rows({table, table.row(row)}, {table, table.row(other)});
                found[task].push_back({levels, meetings.frequency(row, other), 1});
            }
            if (found[task].size() < most) continue;
            gather(found[task]);
            most = std::max(most_ungathered, 2 * found[task].size());
        }
        gather(found[task]);
    });
    std::vector<Pattern> patterns;
    for (auto& part : found) patterns.insert(patterns.end(), part.begin(), part.end());
    gather(patterns);
    return patterns;
}

/// Pairs of neighbours in the order of keys, which is as good as chance and the same for every order of
/// records.
std::vector<Pattern> chance_patterns(const LinkTable& table, const Meetings& meetings, unsigned workers) {
    const auto records = static_cast<std::uint32_t>(table.size());
    std::vector<std::uint32_t> order(records);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return table.row(a).key < table.row(b).key; });
    const std::size_t pairs =
        records < 2 ? 0 : std::min<std::size_t>(most_chance_pairs, std::size_t{records} * (records - 1) / 2);
    const std::size_t tasks = (pairs + rows_per_task - 1) / rows_per_task;
    std::vector<std::vector<Pattern>> found(tasks);
    run_tasks(tasks, workers, [&](std::size_t task) {
        for (std::size_t i = task * rows_per_task; i < std::min(pairs, (task + 1) * rows_per_task); ++i) {
            const std::uint32_t a = order[i % records], b = order[(i + 1 + i / records) % records];
            const Levels levels = compare_rows({table, table.row(a)}, {table, table.row(b)});
            found[task].push_back({levels, meetings.frequency(a, b), 1});
        }
        gather(found[task]);
    });
    std::vector<Pattern> patterns;
    for (auto& part : found) patterns.insert(patterns.end(), part.begin(), part.end());
    gather(patterns);
    return patterns;
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
        std::uint32_t word = 0, row = 0;
        std::uint16_t at = 0;
    };
    std::vector<Seen> seen;
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        const LinkRow& row = table.row(i);
        const auto names = table.name_words(row), authors = table.author_words(row);
        for (std::size_t w = 0; w < names.size() + authors.size(); ++w)
            seen.push_back({(w < names.size() ? names[w] : authors[w - names.size()]).hash, i,
                            static_cast<std::uint16_t>(w)});
    }
    std::sort(seen.begin(), seen.end(), [](const Seen& a, const Seen& b) {
        return a.word != b.word ? a.word < b.word : a.row < b.row;
    });
    std::unordered_map<std::string, float> weights;
    const double records = static_cast<double>(table.size());
    const double rarest = std::log(std::max(records / 3, 2.0));
    for (std::size_t begin = 0, end = 0; begin < seen.size(); begin = end) {
        double having = 0;
        for (end = begin; end < seen.size() && seen[end].word == seen[begin].word; ++end)
            having += end == begin || seen[end].row != seen[end - 1].row;
        if (having < 8) continue;
        const LinkRow& row = table.row(seen[begin].row);
        const auto names = table.name_words(row);
        const std::size_t at = seen[begin].at;
        const LinkWord& word = at < names.size() ? names[at] : table.author_words(row)[at - names.size()];
        const double weight = std::log(records / having) / rarest;
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
    const auto one_in =
        static_cast<std::uint32_t>(std::max<std::uint64_t>(1, meetings.pairs_at_most() / most_pairs));
    const std::vector<Pattern> met = patterns_of(table, meetings, one_in, workers);
    const std::vector<Pattern> chance = chance_patterns(table, meetings, workers);
    const auto records = static_cast<double>(table.size());
    Fitter(model, met, chance, records * (records - 1) / 2, static_cast<double>(one_in)).run();
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
