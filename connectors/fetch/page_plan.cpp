#include "connectors/fetch/pages.hpp"

#include "connectors/fetch/placeholders.hpp"
#include "connectors/http/fault.hpp"

#include <algorithm>
#include <charconv>

namespace moisson {

namespace {

/// Many APIs behind a TLS proxy write http:// links to themselves; over TLS it is the same page.
Url upgraded(Url link, const Url& page) {
    if (page.secure() && !link.secure() && link.host == page.host && link.default_port()) {
        link.scheme = page.scheme;
        link.port = page.port;
    }
    return link;
}

constexpr std::size_t longest_token = 8192; // as an address

bool is_counted(const std::string& type) { return type == "page" || type == "offset"; }

} // namespace

PagePlan::PagePlan(const SourceConfig& source, HttpRequest first)
    : config_(source.pagination), max_items_(source.limits.max_items), first_url_(first.url),
      body_(first.body), request_(std::move(first)), size_(config_.size) {
    if (config_.size > 0 && !config_.size_parameter.empty())
        request_.url =
            with_query(std::move(request_.url), {{config_.size_parameter, std::to_string(config_.size)}});
    number_ = config_.type == "page" || config_.type == "position" ? config_.start : 0;
    request_.body = fill_placeholder(body_, "{size}", std::to_string(size_));
    if (is_counted(config_.type) || config_.type == "position")
        ask_for(std::to_string(number_));
    else if (config_.type == "cursor")
        request_.body = fill_placeholder(request_.body, "{cursor}", "");
    note_request();
}

/// The page's number, offset or token stands in the query, in the body, or in both.
void PagePlan::ask_for(const std::string& value) {
    const std::string size = std::to_string(size_);
    if (!config_.parameter.empty()) request_.url = with_query(request_.url, {{config_.parameter, value}});
    if (config_.type == "position" && !config_.size_parameter.empty())
        request_.url = with_query(request_.url, {{config_.size_parameter, size}});
    if (config_.type == "token")
        request_.url =
            with_query(arguments_with_token_ ? first_url_ : without_query(first_url_, config_.alone),
                       {{config_.parameter, value}});
    request_.body =
        fill_placeholder(fill_placeholder(body_, "{size}", size), "{" + config_.type + "}", value);
}

/// A server that refuses a page as such: one that wants all arguments beside its token, or one that trips
/// over a record. True: request() now asks in another way for the same records, or for the next one.
bool PagePlan::ask_otherwise(const HttpFault& fault) {
    const std::string& code = fault.error().code;
    if (config_.type == "token") {
        if (code != "portal.refused" || pages_ == 0 || arguments_with_token_) return false;
        arguments_with_token_ = true;
        ask_for(token_);
        return true;
    }
    const bool tripped = fault.status >= 500 || code.starts_with("format.") || code == "portal.refused";
    if (config_.type != "position" || !tripped) return false;
    if (size_ > 1) {
        size_ = std::max<std::uint64_t>(1, size_ / 2);
    } else {
        if ((pages_ == 0 && skipped_.size() == 3) || skipped_.size() == most_skipped) return false;
        skipped_.push_back(number_++);
    }
    ask_for(std::to_string(number_));
    note_request();
    return true;
}

/// Where the next page begins. Counters of servers lie in every direction: what came counts, unless
/// nextRecord is further on (records that the server could not write are then in between).
bool PagePlan::turn_position(const PageFacts& facts) {
    std::uint64_t said = 0;
    const char* const end = facts.next.data() + facts.next.size();
    const auto [at, error] = std::from_chars(facts.next.data(), end, said);
    const bool is_number = error == std::errc() && at == end && !facts.next.empty();
    const std::uint64_t counted = number_ + facts.records;
    const bool further = is_number && said > counted && said <= number_ + size_;
    if (!further && facts.records == 0) return false;
    number_ = further ? said : counted;
    size_ = std::min(config_.size, std::max<std::uint64_t>(size_ * 2, 1));
    if (is_number && said == 0) return false;
    return !total_ || number_ <= *total_;
}

bool PagePlan::note_request() {
    return seen_requests_.insert(digest128(request_.url.text() + "\n" + request_.body)).second;
}

/// A first page shorter than asked may be all there is, or as much as the server ever gives: only the next
/// one tells.
bool PagePlan::is_last(const PageFacts& facts) const {
    if (!is_counted(config_.type)) return facts.next.empty();
    if (facts.records == 0) return true;
    if (config_.stop == "short" && pages_ > 1) return facts.records < first_count_;
    if (config_.stop == "total" && total_) return records_ >= *total_;
    if (config_.stop == "more") return !facts.more;
    return false;
}

/// pycsw gives its last page the token "0", which is that of the first: by then all that it counts has come.
bool PagePlan::leads_back_from_end() const {
    return config_.type == "token" && total_ && records_ >= *total_;
}

bool PagePlan::advance(const PageFacts& facts, const Url& page_url) {
    const std::string shown = page_url.shown();
    if (has_seen(facts) && leads_back_from_end()) return false;
    if (has_seen(facts))
        throw permanent_fault("http.page-loop",
                              shown + " has the same content as an earlier page: the server does not "
                                      "turn the pages; check [source.pagination]");
    seen_contents_.insert(facts.content);
    ++pages_;
    if (pages_ == 1) first_count_ = facts.records;
    records_ += facts.records;
    last_count_ = facts.records;
    if (facts.total) total_ = facts.total;
    says_more_ = facts.more;
    if (max_items_ && records_ > max_items_)
        throw permanent_fault(
            "http.too-many-items",
            shown + ": more than max_items = " + std::to_string(max_items_) +
                " records; raise it in [source.limits], or narrow the list. Nothing of it is "
                "taken");
    if (config_.type == "position" ? !turn_position(facts) : is_last(facts)) return false;
    refuse_endless(facts, shown);
    refuse_beyond_limit(shown);
    follow(facts, page_url);
    const bool is_new = note_request();
    if (!is_new && leads_back_from_end()) return false;
    if (!is_new)
        throw permanent_fault("http.page-loop", shown + " leads back to a page that was read before");
    return true;
}

/// Of a page that is not the last one.
void PagePlan::refuse_endless(const PageFacts& facts, const std::string& shown) {
    empty_ = facts.records == 0 ? empty_ + 1 : 0;
    if (empty_ >= most_empty)
        throw permanent_fault("http.empty-pages",
                              shown + " is the last of " + std::to_string(empty_) +
                                  " pages in a row without a record, and says that there is "
                                  "more: tell the producer");
    if (pages_ >= config_.max_pages)
        throw permanent_fault(
            "http.too-many-pages",
            shown + ": there is more after " + std::to_string(pages_) +
                " pages; raise max_pages in [source.pagination] if that is right. Nothing of "
                "this list is taken");
}

bool crosses_limit(const HttpFault& fault) {
    const std::string& code = fault.error().code;
    return code == "http.too-many-pages" || code == "http.too-many-items" || code == "http.run-too-large";
}

/// Some servers number only the beginning of a long list; asked for more they answer with an error.
void PagePlan::refuse_beyond_limit(const std::string& shown) const {
    if (config_.max_offset == 0 || config_.type != "offset") return;
    const std::uint64_t wanted = total_ ? *total_ : records_ + config_.size;
    if (wanted <= config_.max_offset) return;
    throw permanent_fault(
        "http.offset-limit",
        shown + ": the list has " + (total_ ? std::to_string(*total_) : "more") +
            " records, and the server gives only the first " + std::to_string(config_.max_offset) +
            " page by page; write whole = true in [source.portal], or narrow the list there");
}

void PagePlan::follow(const PageFacts& facts, const Url& page_url) {
    if (config_.type == "next-url" || config_.type == "link-header" || config_.type == "document")
        return follow_link(facts.next, page_url);
    if (facts.next.size() > longest_token)
        throw permanent_fault("http.bad-url", page_url.shown() + " names a token for the next page of " +
                                                  std::to_string(facts.next.size()) +
                                                  " characters: tell the producer");
    std::string value = token_ = facts.next;
    if (config_.type == "position") value = std::to_string(number_);
    if (config_.type == "page") value = std::to_string(++number_);
    if (config_.type == "offset") value = std::to_string(number_ += facts.records);
    ask_for(value);
}

void PagePlan::follow_link(const std::string& link, const Url& page_url) {
    const Url next = upgraded(resolve_url(page_url, link), page_url);
    if (next.host != first_url_.host && next.host != page_url.host)
        throw permanent_fault("blocked.next", page_url.shown() + " names a next page on another host (" +
                                                  next.authority() + "); that is not followed");
    if (page_url.secure() && !next.secure())
        throw permanent_fault("blocked.downgrade", page_url.shown() + " names a next page without TLS");
    request_.url = next;
}

std::string PagePlan::incomplete_reason() const {
    if (says_more_)
        return "http.page-total: the producer says that there is more, and its next page is empty";
    const std::uint64_t came = records_ + skipped_.size();
    if (!total_ || *total_ == came) return {};
    // Repositories count roughly (token), and catalogues in RDF also other things than data sets (document).
    if (config_.type == "token" && came >= *total_ - *total_ / 10) return {};
    if ((config_.type == "document" || config_.type == "token") && came > *total_) return {};
    return "http.page-total: the producer counts " + std::to_string(*total_) + " records, " +
           std::to_string(records_) + " came";
}

} // namespace moisson
