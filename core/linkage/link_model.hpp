// The fitted model: what agreement and disagreement of each comparison are worth. Versioned, refitted only
// when asked; without a fit, priors that are argued in link_priors.cpp.
#pragma once
#include "core/linkage/key_crowding.hpp"
#include "core/linkage/profile.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace moisson {

/// What two records are compared by. Not every kind has every comparison.
enum class Comparison : std::uint8_t {
    name,
    person,
    given,
    birth,
    authors,
    year,
    place,
    zone,
    siret,
    phone,
    email,
    website,
    parent,
    feed
};
constexpr std::size_t comparison_count = 14;
constexpr std::size_t level_count = 8; ///< at most, per comparison

/// Level of each comparison, 4 bits each: 0 = cannot be compared (absent on one side), else 1 + level, and
/// level 0 is the strongest agreement.
struct Levels {
    std::uint64_t bits = 0;
    int at(Comparison comparison) const {
        return static_cast<int>(bits >> (4 * static_cast<unsigned>(comparison)) & 15) - 1;
    }
    void set(Comparison comparison, int level) {
        bits |= static_cast<std::uint64_t>(level + 1) << (4 * static_cast<unsigned>(comparison));
    }
    friend bool operator==(const Levels&, const Levels&) = default;
};

/// What a pair of records that meet can be. Source: latent classes instead of Fellegi and Sunter's two,
/// because networks, shared buildings and namesakes agree in some fields without being the same. Without a
/// class of their own, the namesakes of a large referential would come to define what "the same" looks like.
enum class PairClass : std::uint8_t { same, network, place, namesake, unrelated };
constexpr std::size_t class_count = 5;

struct LinkModel {
    LinkProfile profile;
    std::uint32_t version = 0;               ///< 0: priors, never fitted
    std::array<double, class_count> prior{}; ///< of each class among pairs that meet
    std::array<std::array<std::array<double, level_count>, comparison_count>, class_count> level{};
    /// Words of names that occur often: their weight, 0..1, by log of the frequency; words that are not here
    /// weigh 1.
    std::unordered_map<std::string, float> word_weight;
    KeyCrowding crowding;
    std::uint64_t records = 0;   ///< it was fitted on
    std::uint64_t fitted_at = 0; ///< seconds UTC
};

/// Priors only: what a store has before its first fit.
LinkModel prior_model(const LinkProfile& profile);
std::string to_json(const LinkModel& model);
/// Throws std::runtime_error. A model of other classes or comparisons, which an earlier program has fitted,
/// is the priors under its version, fitted on no record: it is fitted anew where that happens by itself.
LinkModel link_model_from_json(const LinkProfile& profile, std::string_view json);

/// Frequency steps of the values that both records share (0 where they do not); see frequency_step().
struct SharedFrequency {
    std::uint8_t name = 0, phone = 0, email = 0;
};

/// What the frequency of shared values takes off, 0 or less, in bits: one for each step; and where nothing
/// else could be compared, two of c records of one name are the same with odds of 1 to c - 1 at most.
double frequency_weight(const LinkModel& model, Levels levels, SharedFrequency frequency);

/// Weight of a pair in bits: log2 of the odds that both are the same, P = 2^W / (1 + 2^W).
double link_weight(const LinkModel& model, Levels levels, SharedFrequency frequency);

/// The same as a sum of parts, for explanations: start, one part per comparison, frequency; they add up to
/// link_weight().
struct WeightPart {
    enum class Kind : std::uint8_t { start, comparison, frequency } kind = Kind::start;
    Comparison comparison = Comparison::name;
    int level = -1;
    double weight = 0;
};
std::vector<WeightPart> weight_parts(const LinkModel& model, Levels levels, SharedFrequency frequency);

/// From which weight a pair is linked, and from which a person is asked: by default what is more likely the
/// same than not, and what is so in one case of nine.
struct LinkThresholds {
    double same = 0;
    double review = -3;
};

} // namespace moisson
