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

std::optional<std::uint64_t> number_at(const fs::path& page, const std::string& path) {
    const auto text = json_text_at(page, path);
    std::uint64_t value = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    return error == std::errc() && end == text->data() + text->size() ? std::optional(value) : std::nullopt;
}

/// Reads the page as the run will: a page that cannot be read must not count as a good one. The digest is
/// over the records alone, because the links of a page differ even when a server repeats its content.
void read_records(PageFacts& facts, const SourceConfig& source, const fs::path& page) {
    const auto decoder = open_decoder(source, {page}, {});
    StreamDigest content;
    for (RawRecord raw; decoder->next(raw); ++facts.records)
        content.update({reinterpret_cast<const char*>(&raw.digest), sizeof raw.digest});
    facts.content = content.value();
}

} // namespace

PageFacts read_page_facts(const SourceConfig& source, const fs::path& page) {
    PageFacts facts;
    const PaginationConfig& pages = source.pagination;
    try {
        read_records(facts, source, page);
        if (!pages.total_path.empty()) facts.total = number_at(page, pages.total_path);
        if (pages.type == "next-url" || pages.type == "cursor")
            facts.next = json_text_at(page, pages.path).value_or("");
    } catch (const FormatError& error) {
        throw permanent_fault(error.code(), error.what());
    }
    return facts;
}

asio::awaitable<PageFacts> PageWalk::facts_of(Transfer& transfer, const HttpAnswer& answer) const {
    auto read = [feed = fetch_.feed, page = transfer.spool().last_part()] {
        return read_page_facts(feed->source, page);
    };
    PageFacts facts = co_await offload(fetch_.cpu, read);
    if (fetch_.feed->source.pagination.type == "link-header")
        for (const auto& [name, value] : answer.head.headers)
            if (name == "link" && facts.next.empty()) facts.next = next_of_link_header(value);
    co_return facts;
}

asio::awaitable<void> PageWalk::run(Transfer& transfer, Snapshot& snapshot) {
    const PaginationConfig& config = fetch_.feed->source.pagination;
    for (bool more = true; more;) {
        HttpAnswer answer;
        try {
            answer = co_await transfer.get(plan_.request());
        } catch (const HttpFault& fault) {
            if (!fault.gone || !plan_.may_have_ended()) throw;
            break;
        }
        if (transfer.spool().size() == 1) {
            snapshot.charset = charset_parameter(answer.head.header("content-type"));
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
        part.keep = !plan_.has_seen(facts) && !(facts.records == 0 && transfer.spool().size() > 1);
        more = plan_.advance(facts, answer.final_url);
        if (!more || config.pause.count() == 0) continue;
        asio::steady_timer timer(co_await asio::this_coro::executor, config.pause);
        co_await timer.async_wait(asio::use_awaitable);
    }
    snapshot.incomplete_reason = plan_.incomplete_reason();
}

} // namespace moisson
