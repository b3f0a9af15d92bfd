#include "connectors/fetch/page_facts.hpp"

#include "connectors/fetch/stream_digest.hpp"
#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/json_probe.hpp"
#include "connectors/formats/rdf/rdf_document.hpp"
#include "connectors/http/fault.hpp"
#include "connectors/portals/table_decoder.hpp"
#include "core/text/ascii.hpp"

#include <charconv>
#include <cstring>

namespace moisson {

namespace fs = std::filesystem;

namespace {

std::optional<std::uint64_t> number_at(const fs::path& page, const std::string& path) {
    const auto text = json_text_at(page, path);
    std::uint64_t value = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    return error == std::errc() && end == text->data() + text->size() ? std::optional(value) : std::nullopt;
}

/// JSON:API and HAL write a link as text or as {"href": …}.
std::string link_at(const fs::path& page, const std::string& path) {
    if (const auto text = json_text_at(page, path)) return *text;
    return json_text_at(page, path + "/href").value_or("");
}

/// Pages of protocols that have a place for it: the decoder finds the way on, no path of the feed.
bool says_itself(const std::string& type) {
    return type == "document" || type == "token" || type == "position";
}

/// Reads the page as the run will: a page that cannot be read must not count as a good one. The digest is
/// over the records alone, because the links of a page differ even when a server repeats its content.
void read_records(PageFacts& facts, const SourceConfig& source, const fs::path& page) {
    const bool after = source.pagination.type == "after";
    const auto decoder = open_decoder(
        source, {page}, after ? std::vector{source.pagination.path} : std::vector<std::string>());
    StreamDigest content;
    for (RawRecord raw; decoder->next(raw); ++facts.records) {
        content.update({reinterpret_cast<const char*>(&raw.digest), sizeof raw.digest});
        if (after) facts.next = raw.first(0);
    }
    facts.content = content.value();
    if (!says_itself(source.pagination.type)) return;
    facts.next = decoder->report().next;
    facts.total = decoder->report().total;
    facts.time = decoder->report().time;
}

/// Pages of a catalogue in RDF are said in the words of Hydra: without its address, in RDF/XML or Turtle, the
/// document is all there is. A hundred megabytes are searched in a twentieth of the time that reading takes.
bool stands_alone(const SourceConfig& source, const fs::path& page) {
    if (source.portal.type != "dcat" || source.pagination.type != "document") return false;
    constexpr std::string_view word = "hydra";
    constexpr std::size_t chunk = 256u << 10;
    const auto bytes = byte_opener(page, source, Expected::rdf)();
    std::string window(chunk, '\0');
    std::size_t kept = 0;
    for (bool begins = true;; begins = false) {
        const std::size_t read = bytes->read_fully(window.data() + kept, chunk - kept);
        const std::string_view seen(window.data(), kept + read);
        if (begins && (rdf_syntax_of(seen) == RdfSyntax::json_ld || seen.find('\0') != seen.npos))
            return false;
        if (seen.find(word) != seen.npos) return false;
        if (kept + read < chunk) return true;
        kept = word.size() - 1;
        std::memmove(window.data(), window.data() + chunk - kept, kept);
    }
}

} // namespace

PageFacts read_page_facts(const SourceConfig& source, const fs::path& page, bool first) {
    PageFacts facts;
    const PaginationConfig& pages = source.pagination;
    try {
        if (first && stands_alone(source, page)) return facts;
        read_records(facts, source, page);
        if (!pages.total_path.empty()) facts.total = number_at(page, pages.total_path);
        if (source.is_table() && source.type == "xml") facts.total = features_matched(page);
        if (!pages.more_path.empty()) facts.more = json_text_at(page, pages.more_path) == "true";
        if (pages.type == "next-url") facts.next = link_at(page, pages.path);
        if (pages.type == "cursor") facts.next = json_text_at(page, pages.path).value_or("");
    } catch (const FormatError& error) {
        throw permanent_fault(error.code(), error.what());
    }
    return facts;
}

std::string next_of_link_header(std::string_view value) {
    for (std::size_t open; (open = value.find('<')) != std::string_view::npos;) {
        const std::size_t close = value.find('>', open);
        if (close == std::string_view::npos) return {};
        const std::size_t end = value.find('<', close); // the next link, if any
        const std::string parameters =
            ascii_lower(value.substr(close + 1, end == std::string_view::npos ? end : end - close - 1));
        for (const char* form : {"rel=\"next\"", "rel=next", "rel='next'", "rel=\"next ", " next\""})
            if (parameters.find(form) != std::string::npos)
                return std::string(value.substr(open + 1, close - open - 1));
        if (end == std::string_view::npos) return {};
        value.remove_prefix(end);
    }
    return {};
}

} // namespace moisson
