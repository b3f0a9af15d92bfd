// Walking through the pages of an API: which request comes next, when it is over, and whether all of it came.
#pragma once
#include "connectors/fetch/transfer.hpp"

#include <optional>
#include <set>

namespace moisson {

/// What one page says about the others.
struct PageFacts {
    std::uint64_t records = 0;
    Digest128 content;                  ///< over the records, without the links around them
    std::optional<std::uint64_t> total; ///< as the producer counts
    std::string next; ///< next-url, link-header: a link; cursor: the next value; "" at the end
};

/// Blocking; values only. Throws HttpFault "format.…" when the page is not what the feed describes.
PageFacts read_page_facts(const SourceConfig& source, const std::filesystem::path& page);

/// The target of rel="next" in Link headers, or "".
std::string next_of_link_header(std::string_view value);

/// Pure: from page to page.
class PagePlan {
public:
    PagePlan(const SourceConfig& source, HttpRequest first);

    const HttpRequest& request() const { return request_; }
    /// Prepares the next request; false when this page was the last. Throws HttpFault "http.page-loop",
    /// "http.too-many-pages", "http.too-many-items", "blocked.next", "blocked.downgrade", "http.bad-url".
    bool advance(const PageFacts& facts, const Url& page_url);
    bool has_seen(const PageFacts& facts) const {
        return facts.records > 0 && seen_contents_.count(facts.content) > 0;
    }
    /// A 404 for the page that comes now would be the way in which some servers say that there is none.
    bool may_have_ended() const { return pages_ > 0 && config_.size > 0 && last_count_ < config_.size; }
    /// "" when the numbers fit, else why the snapshot cannot be complete.
    std::string incomplete_reason() const;
    std::uint64_t records() const { return records_; }

private:
    bool is_last(const PageFacts& facts) const;
    void follow(const PageFacts& facts, const Url& page_url);
    void follow_link(const std::string& link, const Url& page_url);

    PaginationConfig config_;
    std::uint64_t max_items_;
    Url first_url_;
    HttpRequest request_;
    std::uint64_t pages_ = 0, records_ = 0, first_count_ = 0, last_count_ = 0, number_ = 0;
    std::optional<std::uint64_t> total_;
    std::set<std::string> seen_urls_;
    std::set<Digest128> seen_contents_;
};

/// Carries the plan out. One part of the spool per page; a page without records at the end is left out.
class PageWalk {
public:
    PageWalk(const FetchRequest& fetch, HttpRequest first)
        : fetch_(fetch), plan_(fetch.feed->source, std::move(first)) {}
    /// Fills warnings, validators-free description and incomplete_reason. Throws HttpFault at the page that
    /// failed.
    boost::asio::awaitable<void> run(Transfer& transfer, Snapshot& snapshot);

private:
    boost::asio::awaitable<PageFacts> facts_of(Transfer& transfer, const HttpAnswer& answer) const;
    const FetchRequest& fetch_;
    PagePlan plan_;
};

} // namespace moisson
