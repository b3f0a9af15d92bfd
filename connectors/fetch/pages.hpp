// Walking through the pages of an API: which request comes next, when it is over, and whether all of it came.
#pragma once
#include "connectors/fetch/checkpoint.hpp"
#include "connectors/fetch/page_facts.hpp"
#include "connectors/fetch/transfer.hpp"

#include <optional>
#include <set>

namespace moisson {

/// Pure: from page to page.
class PagePlan {
public:
    /// `first`: the request without anything of [source.pagination].
    PagePlan(const SourceConfig& source, HttpRequest first);

    const HttpRequest& request() const { return request_; }
    /// Prepares the next request; false when this page was the last. Throws HttpFault "http.page-loop",
    /// "http.empty-pages", "http.too-many-pages", "http.too-many-items", "blocked.next", "blocked.downgrade",
    /// "http.bad-url".
    bool advance(const PageFacts& facts, const Url& page_url);
    bool has_seen(const PageFacts& facts) const {
        return facts.records > 0 && seen_contents_.count(facts.content) > 0;
    }
    /// A 404 for the page that comes now would be the way in which some servers say that there is none.
    bool may_have_ended() const { return pages_ > 0 && config_.size > 0 && last_count_ < config_.size; }
    /// What leads from page to page is good for a while only: a token or link that the server made up.
    bool uses_cursor() const {
        return config_.type == "cursor" || config_.type == "after" || config_.type == "next-url" ||
               config_.type == "link-header" || config_.type == "document" || config_.type == "token";
    }
    /// After a fault; see page_plan.cpp. False: there is no other way.
    bool ask_otherwise(const HttpFault& fault);
    /// position: numbers of the records that the server could not give.
    const std::vector<std::uint64_t>& skipped() const { return skipped_; }
    /// "" when the numbers fit, else why the snapshot cannot be complete.
    std::string incomplete_reason() const;
    std::uint64_t records() const { return records_; }
    std::uint64_t pages() const { return pages_; }
    std::optional<std::uint64_t> total() const { return total_; } ///< as the producer counts

private:
    bool is_last(const PageFacts& facts) const;
    void refuse_endless(const PageFacts& facts, const std::string& shown);
    bool leads_back_from_end() const;
    void ask_for(const std::string& value);
    bool turn_position(const PageFacts& facts);
    void refuse_beyond_limit(const std::string& shown) const;
    void follow(const PageFacts& facts, const Url& page_url);
    void follow_link(const std::string& link, const Url& page_url);
    bool note_request();

    PaginationConfig config_;
    std::uint64_t max_items_;
    Url first_url_;
    std::string body_; ///< with its placeholders
    HttpRequest request_;
    std::uint64_t size_; ///< position: asked for now
    std::vector<std::uint64_t> skipped_;
    std::string token_;                 ///< of the last page
    bool says_more_ = false;            ///< the last page
    bool arguments_with_token_ = false; ///< token: the server wants them again
    static constexpr std::size_t most_skipped = 100;
    static constexpr std::uint64_t most_empty =
        50; ///< pages in a row that say "there is more" and give nothing
    std::uint64_t empty_ = 0;
    std::uint64_t pages_ = 0, records_ = 0, first_count_ = 0, last_count_ = 0, number_ = 0;
    std::optional<std::uint64_t> total_;
    std::set<Digest128> seen_requests_, seen_contents_; ///< digests: tokens may be long
};

/// Beyond a limit of the feed file the list is refused whole: cut there, it would be taken for what it is
/// not.
bool crosses_limit(const HttpFault& fault);

/// The condition of a request: what is known need not be sent.
void add_validators(HttpRequest& request, const Validators& validators);
void take_validators(Snapshot& snapshot, const ResponseHead& head);

/// Carries the plan out. One part of the spool per page; a page without records at the end is left out.
/// Starts where an earlier run was interrupted, if its pages are still good.
class PageWalk {
public:
    PageWalk(const FetchRequest& fetch, HttpRequest first, const SecretBag& secrets);
    /// Fills warnings, charset, total and incomplete_reason. Throws HttpFault at the page that failed.
    boost::asio::awaitable<void> run(Transfer& transfer, Snapshot& snapshot);
    /// document: the server said that nothing has changed; there is no page.
    bool not_modified() const { return not_modified_; }
    void forget_pages() { checkpoint_.clear(); } ///< no later run goes on behind them

private:
    boost::asio::awaitable<bool> go_on_from_checkpoint(Transfer& transfer, Snapshot& snapshot);
    boost::asio::awaitable<bool> read_page(Transfer& transfer, Snapshot& snapshot);
    boost::asio::awaitable<PageFacts> facts_of(Transfer& transfer, const HttpAnswer& answer) const;
    bool may_start_again(const HttpFault& fault) const;
    void start_again(Transfer& transfer);
    void note_skipped(Snapshot& snapshot) const;
    bool asks_condition() const;
    HttpRequest next_request() const;
    void note(Transfer& transfer, const PageFacts& facts, const Url& page_url);

    const FetchRequest& fetch_;
    const SecretBag& secrets_;
    HttpRequest first_;
    PagePlan plan_;
    Checkpoint checkpoint_;
    bool started_again_ = false, not_modified_ = false;
    std::uint64_t pages_here_ = 0; ///< read in this run since its (new) start
};

} // namespace moisson
