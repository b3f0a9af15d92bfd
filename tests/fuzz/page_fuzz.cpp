// Pages of an API: a line with a path, then the page. What stands at the path, and the page's facts.
#include "connectors/fetch/page_facts.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/json_probe.hpp"
#include "connectors/http/fault.hpp"
#include "core/text/path_steps.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <nlohmann/json.hpp>

using namespace moisson;
using nlohmann::json;

namespace {

/// The code of the refusal, "absent", or "= " and the text.
template<class Ask>
std::string answer_of(Ask ask) {
    try {
        const auto text = ask();
        return text ? "= " + *text : "absent";
    } catch (const FormatError& error) {
        return error.code();
    }
}

/// What another reader finds there; nothing when it is no text.
const std::string* text_at(const json& document, const std::string& path) {
    const json* at = &document;
    for (const std::string& step : split_path(path)) {
        if (at->is_object()) {
            const auto member = at->find(step);
            if (member == at->end()) return nullptr;
            at = &*member;
        } else {
            return nullptr;
        }
    }
    return at->is_string() ? &at->get_ref<const std::string&>() : nullptr;
}

void check_probe(std::string_view page, const std::string& path) {
    const fuzz::MemoryFile file(page);
    const std::string in_file = answer_of([&] { return json_text_at(file.path(), path); });
    const std::string in_memory = answer_of([&] { return json_text_in(page, path); });
    const bool plain = page.empty() || page[0] == '{' || page[0] == '['; // else perhaps compressed
    if (plain) fuzz::require(in_file == in_memory, "file or memory", in_file, in_memory);
    const json document = json::parse(page, nullptr, false);
    if (document.is_discarded() || in_memory.starts_with("format.")) return;
    if (const std::string* text = text_at(document, path))
        fuzz::require(in_memory == "= " + *text || document.dump().size() < page.size() / 2,
                      "the text at a path", in_memory, *text);
    else if (document.is_object() && !in_memory.starts_with("= "))
        fuzz::require(in_memory == "absent", "nothing there", in_memory);
}

void read_facts(std::string_view page, const std::string& path) {
    const fuzz::MemoryFile file(page);
    for (const char* type : {"next-url", "cursor"}) {
        SourceConfig source;
        source.type = "json";
        source.records = "/records";
        source.pagination.type = type;
        source.pagination.path = path;
        source.pagination.total_path = "/total";
        source.pagination.more_path = "/more";
        try {
            read_page_facts(source, file.path());
            json_array_size_at(file.path(), path);
        } catch (const HttpFault&) {
        } catch (const FormatError&) {
        }
    }
}

} // namespace

FUZZ_TARGET(input) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string path(input.substr(0, end));
    const std::string_view page = input.substr(std::min(end + 1, input.size()));
    check_probe(page, path);
    read_facts(page, path);
}
