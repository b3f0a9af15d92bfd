#include "connectors/formats/json_probe.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/json/json_document.hpp"

namespace moisson {

namespace {

std::optional<std::string> scalar_at(const OpenBytes& open, std::string_view path) {
    JsonDocument document(open);
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

class MemorySource : public ByteSource {
public:
    explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
    std::size_t read(char* to, std::size_t size) override {
        const std::size_t count = bytes_.copy(to, size);
        bytes_.remove_prefix(count);
        return count;
    }

private:
    std::string_view bytes_;
};

} // namespace

std::optional<std::string> json_text_at(const std::filesystem::path& file, std::string_view path) {
    return scalar_at(byte_opener(file, Expected::json), path);
}

std::optional<std::string> json_text_in(std::string_view document, std::string_view path) {
    return scalar_at([document] { return std::make_unique<MemorySource>(document); }, path);
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
