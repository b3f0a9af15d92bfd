// Records of portals and their vocabularies: whatever stands there, texts that can be stored come out.
#include "connectors/portals/portal_refusal.hpp"
#include "core/mapping/json_paths.hpp"
#include "core/portals/profile.hpp"
#include "core/portals/resources.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/utf8.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

using namespace moisson;

namespace {

void check_record(const PortalProfile& profile, const JsonItem& item, std::string_view input) {
    const PortalDataset dataset = profile.read(item, "https://portail.example");
    std::vector<std::string> texts;
    for (int role = 0; role <= static_cast<int>(Role::source); ++role) {
        portal_texts(dataset, static_cast<Role>(role), texts);
        for (const std::string& text : texts)
            fuzz::require(is_valid_utf8(text), "what a portal says is UTF-8", input, text);
    }
    for (const PortalResource& resource : dataset.resources) {
        const std::string json = resource_json(resource);
        fuzz::require(is_shallow_json(json) && parse_resource(json).url.size() <= resource.url.size(),
                      "a resource is written as JSON", input, json);
    }
    const ResourceChanges same = match_resources(dataset.resources, dataset.resources);
    fuzz::require(same.kept.size() + same.gone.size() == dataset.resources.size() &&
                      same.gone.size() == same.added.size(),
                  "each resource is kept, gone or added", input);
}

void check_words(std::string_view input) {
    const std::string key = vocabulary_key(input);
    if (const auto period = period_of(input))
        fuzz::require(period_of(*period) == period, "a period stays as it is", input, *period);
    if (const auto instant = instant_of(input))
        fuzz::require(instant_of(*instant) == instant, "an instant stays as it is", input, *instant);
    if (const auto box = bounding_box(input))
        fuzz::require(bounding_box(*box).has_value(), "a box is a box", input, *box);
    for (const auto& word : {licence_id(input), frequency_id(input), format_name(input), territory_of(input)})
        if (word && is_valid_utf8(input))
            fuzz::require(is_valid_utf8(*word), "a word is UTF-8", input, *word);
}

} // namespace

FUZZ_TARGET(input) {
    const JsonItem item(input);
    for (const PortalProfile& profile : portal_profiles())
        if (profile.read) check_record(profile, item, input);
    fuzz::require(is_valid_utf8(portal_refusal_in(input)), "a refusal is UTF-8", input);
    if (input.size() < 2000) check_words(input);
}
