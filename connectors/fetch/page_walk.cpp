#include "connectors/fetch/offload.hpp"
#include "connectors/fetch/pages.hpp"
#include "connectors/http/status.hpp"

#include <boost/asio/steady_timer.hpp>

namespace moisson {

namespace asio = boost::asio;

namespace {

/// What makes two walks the same. Secrets are left out: they change without changing the list.
std::string name_of_walk(const FetchRequest& fetch, const HttpRequest& first, const SecretBag& secrets) {
    const SourceConfig& source = fetch.feed->source;
    const PaginationConfig& pages = source.pagination;
    std::string name;
    for (const std::string& part :
         {first.method, first.url.text(), first.body, source.type, source.records, pages.type, pages.path,
          pages.parameter, pages.size_parameter, std::to_string(pages.size), std::to_string(pages.start),
          pages.stop, pages.total_path, pages.more_path})
        name += part + "\n";
    return secrets.scrub(name);
}

/// A page that is not understood, or seen before, must not be decoded later.
struct DropUnlessKept {
    Spool& spool;
    bool keep = false;
    ~DropUnlessKept() {
        if (!keep) spool.drop_part();
    }
};

} // namespace

PageWalk::PageWalk(const FetchRequest& fetch, HttpRequest first, const SecretBag& secrets)
    : fetch_(fetch), secrets_(secrets), first_(std::move(first)), plan_(fetch.feed->source, first_),
      checkpoint_(fetch.checkpoint_dir, name_of_walk(fetch, first_, secrets)) {}

asio::awaitable<PageFacts> PageWalk::facts_of(Transfer& transfer, const HttpAnswer& answer) const {
    auto read = [feed = fetch_.feed, page = transfer.spool().last_part(), first = plan_.pages() == 0] {
        return read_page_facts(feed->source, page, first);
    };
    PageFacts facts = co_await offload(fetch_.cpu, read);
    if (fetch_.feed->source.pagination.type == "link-header")
        for (const auto& [name, value] : answer.head.headers)
            if (name == "link" && facts.next.empty()) facts.next = next_of_link_header(value);
    co_return facts;
}

/// Takes over the pages of an interrupted walk; true when there is more to read.
asio::awaitable<bool> PageWalk::go_on_from_checkpoint(Transfer& transfer, Snapshot& snapshot) {
    if (!fetch_.resume) co_return true;
    auto adopt = [&spool = transfer.spool(), pages = checkpoint_.load()] {
        std::vector<CheckpointPage> adopted;
        for (const CheckpointPage& page : pages) {
            if (!spool.adopt_part(page.file, page.bytes)) break;
            adopted.push_back(page);
            adopted.back().file = spool.last_part();
        }
        return adopted;
    };
    const std::vector<CheckpointPage> pages = co_await offload(fetch_.cpu, adopt);
    bool more = true;
    try {
        for (const CheckpointPage& page : pages) {
            more = more && plan_.advance(page.facts, parse_url(page.url));
            checkpoint_.add(page);
        }
    } catch (const HttpFault&) { // the rules of paging have changed
        start_again(transfer);
        started_again_ = false;
        co_return true;
    }
    transfer.count(transfer.spool().bytes());
    if (!pages.empty())
        snapshot.warnings.push_back("http.resumed: went on after " + std::to_string(pages.size()) +
                                    " pages that an interrupted run had read");
    co_return more;
}

/// A token or link that is no longer good, or a list that has moved on since the checkpoint: once, from the
/// start.
bool PageWalk::may_start_again(const HttpFault& fault) const {
    const bool stale_token = plan_.uses_cursor() && plan_.pages() > 0;
    const bool stale_checkpoint = plan_.pages() > 0 && pages_here_ == 0;
    const bool refused = fault.error().code == "portal.token-expired" ||
                         (fault.status >= 400 && fault.status < 500 && fault.status != 401 &&
                          fault.status != 403 && fault.status != 408 && fault.status != 429);
    return !started_again_ && ((stale_token && refused) || (stale_checkpoint && !fault.error().transient));
}

void PageWalk::start_again(Transfer& transfer) {
    transfer.spool().clear();
    plan_ = PagePlan(fetch_.feed->source, first_);
    started_again_ = true;
    pages_here_ = 0;
}

/// A page whose links hold a secret is read again after a crash: secrets are not written down.
void PageWalk::note(Transfer& transfer, const PageFacts& facts, const Url& page_url) {
    CheckpointPage page{transfer.spool().last_part(), facts, page_url.text(), transfer.spool().digest()};
    const bool safe = secrets_.scrub(page.url) == page.url && secrets_.scrub(facts.next) == facts.next;
    safe ? checkpoint_.add(page) : checkpoint_.clear();
}

/// A catalogue that fits one document says by its ETag that it is the same. Of several pages the first does
/// not speak for the others: their validators are forgotten, see run().
bool PageWalk::asks_condition() const { return fetch_.feed->source.pagination.type == "document"; }

HttpRequest PageWalk::next_request() const {
    HttpRequest request = plan_.request();
    if (asks_condition() && plan_.pages() == 0 && !started_again_) add_validators(request, fetch_.validators);
    return request;
}

asio::awaitable<bool> PageWalk::read_page(Transfer& transfer, Snapshot& snapshot) {
    HttpAnswer answer;
    try {
        answer = co_await transfer.get(next_request());
    } catch (const HttpFault& fault) {
        if (!fault.gone || !plan_.may_have_ended()) throw;
        co_return false;
    }
    if (answer.head.status == 304) {
        const Validators& known = fetch_.validators;
        if (!asks_condition() || known.etag.size() + known.last_modified.size() == 0)
            throw permanent_fault("http.status", answer.final_url.shown() +
                                                     " answered 304 (not modified) to a question without "
                                                     "condition: tell the producer");
        not_modified_ = true;
        co_return false;
    }
    if (pages_here_ == 0 && asks_condition()) take_validators(snapshot, answer.head);
    if (pages_here_ == 0) snapshot.charset = charset_parameter(answer.head.header("content-type"));
    if (pages_here_ == 0 && !started_again_)
        snapshot.warnings.insert(snapshot.warnings.end(), answer.warnings.begin(), answer.warnings.end());
    DropUnlessKept part{transfer.spool()};
    const PageFacts facts = co_await facts_of(transfer, answer);
    if (snapshot.cursor.empty()) snapshot.cursor = facts.time;
    part.keep = !plan_.has_seen(facts) && !(facts.records == 0 && transfer.spool().size() > 1);
    const bool more = plan_.advance(facts, answer.final_url);
    ++pages_here_;
    if (part.keep) note(transfer, facts, answer.final_url);
    co_return more;
}

/// What could not be read is not gone.
void PageWalk::note_skipped(Snapshot& snapshot) const {
    if (plan_.skipped().empty()) return;
    std::string numbers;
    for (const std::uint64_t number : plan_.skipped()) numbers += " " + std::to_string(number);
    snapshot.warnings.push_back("portal.records-skipped: the server cannot give the records number" +
                                numbers + "; nothing is withdrawn while that is so. Tell the portal");
    if (snapshot.completeness == Completeness::full) snapshot.completeness = Completeness::delta;
}

asio::awaitable<void> PageWalk::run(Transfer& transfer, Snapshot& snapshot) {
    const auto pause = fetch_.feed->source.pagination.pause;
    bool more = co_await go_on_from_checkpoint(transfer, snapshot);
    while (more) {
        try {
            more = co_await read_page(transfer, snapshot);
        } catch (const HttpFault& fault) {
            more = true;
            if (plan_.ask_otherwise(fault)) continue;
            if (!may_start_again(fault)) throw;
            snapshot.warnings.push_back("http.started-again: " + std::string(fault.what()) +
                                        "; the list was read again from its start");
            start_again(transfer);
        }
        if (!more || pause.count() == 0) continue;
        asio::steady_timer timer(co_await asio::this_coro::executor, pause);
        co_await timer.async_wait(asio::use_awaitable);
    }
    note_skipped(snapshot);
    snapshot.pages = plan_.pages();
    if (snapshot.pages > 1) snapshot.etag.clear(), snapshot.last_modified.clear();
    snapshot.total = plan_.total();
    snapshot.incomplete_reason = plan_.incomplete_reason();
    checkpoint_.clear();
}

} // namespace moisson
