#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/portals/vocabulary/word_table.hpp"
#include "core/text/utf8.hpp"

namespace moisson {

std::optional<std::string> licence_id(std::string_view text) {
    static const WordTable table(builtin_values("licences"));
    return table.find(text);
}

std::string licence_of(std::span<const std::string_view> texts) {
    std::string generic; // "notspecified" of one text must not hide the licence that another one names
    for (const std::string_view text : texts)
        if (auto id = licence_id(text)) {
            if (*id != "notspecified") return *id;
            generic = *id;
        }
    for (const std::string_view text : texts)
        if (!trim(text).empty() && !licence_id(text)) return std::string(trim(text));
    return generic;
}

} // namespace moisson
