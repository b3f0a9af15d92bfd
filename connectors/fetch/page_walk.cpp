#include "connectors/fetch/offload.hpp"
#include "connectors/fetch/pages.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/json_probe.hpp"
#include "connectors/http/status.hpp"

#include <boost/asio/steady_timer.hpp>
#include <charconv>

namespace moisson {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

bool is_json(const SourceConfig& source) { return source.type != "csv" && source.type != "xml"; }

std::optional<std::uint64_t> number_at(const fs::path& page, const std::string& path) {
    const auto text = json_text_at(page, path);
    std::uint64_t value = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    return error == std::errc() && end == text->data() + text->size() ? std::optional(value) : std::nullopt;
}

std::uint64_t decoded_records(const SourceConfig& source, const fs::path& page) {
    const auto decoder = open_decoder(source, {page}, {});
    std::uint64_t count = 0;
    for (RawRecord raw; decoder->next(raw);) ++count;
    return count;
}

std::optional<std::uint64_t> count_records(const SourceConfig& source, const fs::path& page) {
    if (source.type == "geojson" && source.records.empty()) return json_array_size_at(page, "/features");
    return is_json(source) ? json_array_size_at(page, source.records) : decoded_records(source, page);
}

bool needs_count(const PaginationConfig& pages) {
    return pages.type == "page" || pages.type == "offset" || !pages.total_path.empty();
}

} // namespace

PageFacts read_page_facts(const SourceConfig& source, const fs::path& page) {
    PageFacts facts;
    const PaginationConfig& pages = source.pagination;
    try {
        if (needs_count(pages)) facts.records = count_records(source, page);
        if (!pages.total_path.empty()) facts.total = number_at(page, pages.total_path);
        if (pages.type == "next-url" || pages.type == "cursor")
            facts.next = json_text_at(page, pages.path).value_or("");
    } catch (const FormatError& error) {
        throw permanent_fault(error.code(), error.what());
    }
    if (needs_count(pages) && !facts.records)
        throw permanent_fault("format.path-not-found", "the page has no list at \"" + source.records +
                                                           "\"; check records in [source]");
    return facts;
}

asio::awaitable<PageFacts> PageWalk::facts_of(Transfer& transfer, const HttpAnswer& answer) const {
    auto read = [feed = fetch_.feed, page = transfer.spool().last_part()] {
        return read_page_facts(feed->source, page);
    };
    PageFacts facts = co_await offload(fetch_.cpu, std::move(read));
    if (fetch_.feed->source.pagination.type == "link-header")
        for (const auto& [name, value] : answer.head.headers)
            if (name == "link" && facts.next.empty()) facts.next = next_of_link_header(value);
    co_return facts;
}

asio::awaitable<void> PageWalk::run(Transfer& transfer, Snapshot& snapshot) {
    const PaginationConfig& config = fetch_.feed->source.pagination;
    for (bool more = true; more;) {
        const HttpAnswer answer = co_await transfer.get(plan_.request());
        if (transfer.spool().size() == 1) {
            snapshot.charset = charset_of(answer.head.header("content-type"));
            snapshot.warnings = answer.warnings;
        }
        PageFacts facts;
        struct DropOnFault { // a page that is not understood, or seen before, must not be decoded later
            Spool& spool;
            bool keep = false;
            ~DropOnFault() {
                if (!keep) spool.drop_part();
            }
        } part{transfer.spool()};
        facts = co_await facts_of(transfer, answer);
        const Digest128 digest = transfer.spool().last_part_digest();
        part.keep = !plan_.has_seen(digest) && !(facts.records == 0u && transfer.spool().size() > 1);
        more = plan_.advance(facts, answer.final_url, digest);
        if (!more || config.pause.count() == 0) continue;
        asio::steady_timer timer(co_await asio::this_coro::executor, config.pause);
        co_await timer.async_wait(asio::use_awaitable);
    }
    snapshot.incomplete_reason = plan_.incomplete_reason();
}

} // namespace moisson
