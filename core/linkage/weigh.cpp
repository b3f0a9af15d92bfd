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

// What is shared by many takes weight off, never adds to it; only one guard raises a weight.
bool PairWeigher::too_light(PairGuard guard, double weight) const {
    return guard != PairGuard::at_least_review && weight < thresholds_.review;
}

std::optional<PairWeigher::Compared> PairWeigher::look(const RowOf& a, const RowOf& b) {
    const PairGuard guard = row_guard(a, b);
    ComparedButName compared = compare_but_name(a, b);
    if (too_light(guard, most(compared.levels))) return {};
    compare_name(a, b, compared);
    if (too_light(guard, link_weight(model_, compared.levels, {}))) return {};
    return Compared{compared.levels, guard};
}

std::optional<WeighedPair> PairWeigher::settle(const Compared& compared, SharedFrequency shared) const {
    const double weight =
        guarded_weight(link_weight(model_, compared.levels, shared), compared.guard, thresholds_);
    if (weight < thresholds_.review) return {};
    return WeighedPair{compared.levels, static_cast<float>(weight)};
}

} // namespace moisson
