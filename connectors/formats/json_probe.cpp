#include "connectors/formats/json_probe.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/json/json_document.hpp"

namespace moisson {

std::optional<std::string> json_text_at(const std::filesystem::path& file, std::string_view path) {
    JsonDocument document(byte_opener(file, Expected::json));
    if (!document.descend(split_path(path))) return std::nullopt;
    const char first = document.scanner().peek();
    if (first == '{' || first == '[') return std::nullopt;
    SelectorTree root;
    root.add({}, 0);
    document.scanner().keep();
    document.walker().walk(&root, document.depth());
    const auto& found = document.walker().found().front();
    if (found.offset == JsonWalker::no_value) return std::nullopt;
    if (found.in_arena) return document.walker().arena();
    return std::string(document.scanner().kept(found.offset, found.size));
}

std::optional<std::uint64_t> json_array_size_at(const std::filesystem::path& file, std::string_view path) {
    JsonDocument document(byte_opener(file, Expected::json));
    if (!document.descend(split_path(path)) || document.scanner().peek() != '[') return std::nullopt;
    document.enter_array();
    std::uint64_t count = 0;
    for (; document.next_element(); ++count) document.walker().walk(nullptr, document.depth());
    return count;
}

} // namespace moisson
