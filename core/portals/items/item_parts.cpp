#include "core/portals/items/read_item.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/portals/vocabulary/word_table.hpp"
#include "core/text/html.hpp"

#include <algorithm>

namespace moisson {

std::string plain_text(const std::string& text) {
    const bool html = text.find("</") != std::string::npos || text.find("/>") != std::string::npos ||
                      text.find("<br") != std::string::npos || text.find("<p>") != std::string::npos;
    return html ? html_to_text(text) : text;
}

void add_territory(PortalDataset& dataset, std::string_view text) {
    auto territory = territory_of(text);
    auto& list = dataset.spatial_coverage;
    if (territory && std::find(list.begin(), list.end(), *territory) == list.end())
        list.push_back(std::move(*territory));
}

void add_themes(PortalDataset& dataset, const std::vector<std::string>& texts) {
    static const WordTable table(builtin_values("themes"));
    for (const std::string& text : texts) dataset.themes.push_back(table.find(text).value_or(text));
}

std::string frequency_or_text(std::string_view text) {
    return frequency_id(text).value_or(std::string(text));
}

std::string date_or_nothing(std::string_view text) {
    return instant_of(text) ? std::string(text) : std::string();
}

std::string later_date(const std::string& a, const std::string& b) {
    const auto one = instant_of(a), other = instant_of(b);
    if (!one || !other) return one ? a : other ? b : std::string();
    return *one < *other ? b : a;
}

bool is_web_address(std::string_view text) {
    return text.starts_with("https://") || text.starts_with("http://");
}

} // namespace moisson
