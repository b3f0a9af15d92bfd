#include "core/linkage/weigh.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr unsigned known_bits = 10; ///< patterns remembered: 2^10, each in its place

std::size_t place_of(std::uint64_t pattern) { return pattern * 0x9E3779B97F4A7C15ULL >> (64 - known_bits); }

} // namespace

PairWeigher::PairWeigher(const LinkModel& model, const LinkThresholds& thresholds)
    : model_(model), thresholds_(thresholds), most_(std::size_t{1} << known_bits) {}

double PairWeigher::most(Levels but_name) {
    Known& known = most_[place_of(but_name.bits)];
    if (known.pattern == but_name.bits && known.pattern != 0) return known.weight;
    known = {but_name.bits, link_weight(model_, but_name, {})};
    for (std::size_t level = 0; level < level_count; ++level) {
        if (model_.level[0][static_cast<std::size_t>(Comparison::name)][level] <= 0) continue;
        Levels named = but_name;
        named.set(Comparison::name, static_cast<int>(level));
        known.weight = std::max(known.weight, link_weight(model_, named, {}));
    }
    return known.weight;
}

std::optional<WeighedPair> PairWeigher::weigh(const RowOf& a, const RowOf& b, SharedFrequency shared) {
    const PairGuard guard = row_guard(a, b);
    ComparedButName compared = compare_but_name(a, b);
    // What is shared by many takes weight off, never adds to it.
    if (guard != PairGuard::at_least_review && most(compared.levels) < thresholds_.review) return {};
    compare_name(a, b, compared);
    const double weight = guarded_weight(link_weight(model_, compared.levels, shared), guard, thresholds_);
    if (weight < thresholds_.review) return {};
    return WeighedPair{compared.levels, static_cast<float>(weight)};
}

} // namespace moisson
