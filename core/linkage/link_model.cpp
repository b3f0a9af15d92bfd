#include "core/linkage/link_model.hpp"

#include "core/linkage/link_priors.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace moisson {

namespace {

/// Until the words have been counted.
constexpr float weight_of_particles = 0.1F;
constexpr double nothing = 1e-9; ///< bits

using Odds = std::array<double, class_count>;

Odds times_level(Odds odds, const LinkModel& model, Comparison comparison, int level) {
    const auto at = static_cast<std::size_t>(comparison);
    for (std::size_t c = 0; c < class_count; ++c)
        odds[c] *= model.level[c][at][static_cast<std::size_t>(level)];
    return odds;
}

/// Bits for "the same" against everything else.
double bits(const Odds& odds) {
    double others = 0;
    for (std::size_t c = 1; c < class_count; ++c) others += odds[c];
    return std::log2(odds[0]) - std::log2(others);
}

/// Weight of a pair of which only the name is known.
double weight_of_name(const LinkModel& model, Levels levels) {
    Odds odds = model.prior;
    for (const Comparison comparison : {Comparison::name, Comparison::person, Comparison::given})
        if (const int level = levels.at(comparison); level >= 0)
            odds = times_level(odds, model, comparison, level);
    return bits(odds);
}

/// Nothing but names could be compared.
bool only_names(Levels levels) {
    for (std::size_t i = 0; i < comparison_count; ++i)
        if (const auto comparison = static_cast<Comparison>(i);
            levels.at(comparison) >= 0 && comparison > Comparison::given && comparison != Comparison::feed)
            return false;
    return true;
}

double name_frequency_weight(const LinkModel& model, Levels levels, std::uint8_t step) {
    if (!step) return 0;
    const double alone = only_names(levels) ? std::max(0.0, weight_of_name(model, levels)) : 0;
    return -static_cast<double>(step) - alone;
}

} // namespace

LinkModel prior_model(const LinkProfile& profile) {
    LinkModel model;
    for (const char* particle : {"a",   "an", "and", "au", "aux", "d",   "de", "des", "du",   "en",  "et",
                                 "for", "in", "l",   "la", "le",  "les", "of", "on",  "pour", "sur", "the"})
        model.word_weight.emplace(particle, weight_of_particles);
    model.profile = profile;
    model.prior = prior_of_classes();
    model.level = prior_of_levels(profile);
    return model;
}

double frequency_weight(const LinkModel& model, Levels levels, SharedFrequency frequency) {
    return name_frequency_weight(model, levels, frequency.name) - frequency.phone - frequency.email;
}

double link_weight(const LinkModel& model, Levels levels, SharedFrequency frequency) {
    Odds odds = model.prior;
    for (std::size_t i = 0; i < comparison_count; ++i)
        if (const int level = levels.at(static_cast<Comparison>(i)); level >= 0)
            odds = times_level(odds, model, static_cast<Comparison>(i), level);
    return bits(odds) + frequency_weight(model, levels, frequency);
}

// Classes other than "the same" are summed, so that a part is what the comparison adds to those before it.
std::vector<WeightPart> weight_parts(const LinkModel& model, Levels levels, SharedFrequency frequency) {
    using Part = WeightPart::Kind;
    Odds odds = model.prior;
    double before = bits(odds);
    std::vector<WeightPart> parts{{Part::start, Comparison::name, -1, before}};
    for (std::size_t i = 0; i < comparison_count; ++i) {
        const auto comparison = static_cast<Comparison>(i);
        const int level = levels.at(comparison);
        if (level < 0) continue;
        odds = times_level(odds, model, comparison, level);
        const double after = bits(odds);
        // Before a fit, nobody knows how many producers there are.
        if (comparison != Comparison::feed || std::abs(after - before) > nothing)
            parts.push_back({Part::comparison, comparison, level, after - before});
        before = after;
    }
    const std::pair<Comparison, double> frequent[] = {
        {Comparison::name, name_frequency_weight(model, levels, frequency.name)},
        {Comparison::phone, -static_cast<double>(frequency.phone)},
        {Comparison::email, -static_cast<double>(frequency.email)}};
    for (const auto& [comparison, weight] : frequent)
        if (weight < 0) parts.push_back({Part::frequency, comparison, -1, weight});
    return parts;
}

std::string to_json(const LinkModel& model) {
    nlohmann::ordered_json json;
    json["version"] = model.version;
    json["profile"] = model.profile.version;
    json["records"] = model.records;
    json["fitted_at"] = model.fitted_at;
    json["prior"] = model.prior;
    json["level"] = model.level;
    json["word_weight"] = std::map<std::string, float>(model.word_weight.begin(), model.word_weight.end());
    const KeyCrowding::Packed crowding = model.crowding.pack();
    json["crowding"] = {{"crowded", crowding.crowded}, {"many", crowding.many}};
    return json.dump();
}

LinkModel link_model_from_json(const LinkProfile& profile, std::string_view text) try {
    const auto json = nlohmann::json::parse(text);
    LinkModel model = prior_model(profile);
    json.at("version").get_to(model.version);
    const auto& level = json.at("level");
    if (level.size() != class_count || level.at(0).size() != comparison_count) return model;
    json.at("records").get_to(model.records);
    json.at("fitted_at").get_to(model.fitted_at);
    json.at("prior").get_to(model.prior);
    json.at("level").get_to(model.level);
    json.at("word_weight").get_to(model.word_weight);
    if (const auto crowding = json.find("crowding"); crowding != json.end())
        model.crowding = KeyCrowding::unpack({crowding->at("crowded"), crowding->at("many")});
    return model;
} catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string("the stored model of linking cannot be read: ") + error.what());
}

} // namespace moisson
