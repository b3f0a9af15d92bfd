#include "core/portals/vocabulary/word_table.hpp"

#include "core/config/value_file.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

namespace moisson {

WordTable::WordTable(std::string_view csv) {
    for (const ValueRow& row : parse_value_rows(csv)) {
        std::string key = vocabulary_key(row.seen);
        if (!key.ends_with('*')) {
            exact_.emplace(std::move(key), row.normed);
            continue;
        }
        key.pop_back();
        beginnings_.emplace_back(std::move(key), row.normed);
    }
}

std::optional<std::string> WordTable::find(std::string_view text) const {
    const std::string key = vocabulary_key(text);
    if (key.empty()) return std::nullopt;
    if (const auto at = exact_.find(key); at != exact_.end()) return at->second;
    for (const auto& [beginning, normed] : beginnings_)
        if (key.starts_with(beginning)) return normed;
    return std::nullopt;
}

std::string_view without_beginning(std::string_view text, const std::vector<std::string_view>& beginnings) {
    for (const std::string_view beginning : beginnings)
        if (text.starts_with(beginning)) return text.substr(beginning.size());
    return text;
}

std::string vocabulary_key(std::string_view text) {
    std::string folded = fold(trim(text));
    std::string_view key = without_beginning(folded, {"https://", "http://"});
    key = without_beginning(key, {"www."});
    if (key.size() < folded.size()) key = key.substr(0, key.find('#'));
    while (key.ends_with('/')) key.remove_suffix(1);
    return std::string(key);
}

} // namespace moisson
