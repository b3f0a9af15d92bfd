#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/portals/vocabulary/word_table.hpp"
#include "core/text/utf8.hpp"

namespace moisson {

std::optional<std::string> format_name(std::string_view text) {
    static const WordTable table(builtin_values("formats"));
    text = trim(text);
    if (text.starts_with('.')) text.remove_prefix(1);
    if (auto known = table.find(text)) return known;
    if (const auto parameters = text.find(';'); parameters != text.npos) // "text/csv; charset=utf-8"
        return format_name(text.substr(0, parameters));
    const std::string key = vocabulary_key(text);
    const std::string_view code = without_beginning(
        key, {"publications.europa.eu/resource/authority/file-type/", "iana.org/assignments/media-types/"});
    if (code.size() == key.size()) return std::nullopt;
    return table.find(code);
}

std::optional<std::string> format_of_url(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    const std::size_t host = url.find("://");
    const std::size_t slash = url.rfind('/');
    if (slash == url.npos || (host != url.npos && slash < host + 3)) return std::nullopt;
    const std::string_view name = url.substr(slash + 1);
    const std::size_t point = name.rfind('.');
    if (point == name.npos || point == 0) return std::nullopt;
    const auto format = format_name(name.substr(point + 1));
    if (format == "gz") // a compressed file is what is in it
        if (auto inner = format_of_url(url.substr(0, url.size() - 3))) return inner;
    return format;
}

std::string_view without_mailto(std::string_view text) {
    text = trim(text);
    return without_beginning(text, {"mailto:", "MAILTO:", "Mailto:"});
}

} // namespace moisson
