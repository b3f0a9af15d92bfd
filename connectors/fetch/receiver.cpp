#include "connectors/fetch/receiver.hpp"

#include "connectors/http/fault.hpp"
#include "connectors/http/status.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr std::size_t sniffed_bytes = 2048; // an HTML page may begin with a comment

/// RFC 9110 §13.1.5: only a validator that changes with every byte may join two parts. A Last-Modified is one
/// when it was already a minute old.
std::string strong_validator(const ResponseHead& head) {
    const std::string_view etag = head.header("etag");
    if (!etag.empty()) return etag.starts_with('"') ? std::string(etag) : std::string();
    const std::string_view modified = head.header("last-modified");
    const auto then = parse_http_date(modified), now = parse_http_date(head.header("date"));
    return then && now && *now - *then >= 60 ? std::string(modified) : std::string();
}

bool gives_parts(const ResponseHead& head) {
    return head.header("content-encoding").empty() && ascii_lower(head.header("accept-ranges")) == "bytes";
}

} // namespace

Receiver::Receiver(Spool& spool, const std::function<void(std::uint64_t)>& progress, std::uint64_t& left)
    : spool_(spool), progress_(progress), left_(left) {
    spool_.begin_part();
}

Receiver::~Receiver() {
    if (!finished_) spool_.drop_part();
}

void Receiver::head(const ResponseHead& head) {
    if (head.status == 206) return;
    if (spool_.part_bytes() > 0) {
        spool_.drop_part();
        spool_.begin_part();
        beginning_.clear();
    }
    validator_ = gives_parts(head) ? strong_validator(head) : std::string();
}

void Receiver::body(std::string_view bytes) {
    if (bytes.size() > left_)
        throw permanent_fault(
            "http.run-too-large",
            "the pages of this run are larger than max_run_bytes in [source.limits]; raise it "
            "if the list is that long, narrow the list, or tell the producer that its pages "
            "do not end");
    left_ -= bytes.size();
    if (beginning_.size() < sniffed_bytes)
        beginning_.append(bytes.substr(0, sniffed_bytes - beginning_.size()));
    spool_.write(bytes);
    if (progress_) progress_(spool_.bytes());
}

HttpResume Receiver::resume() const {
    if (validator_.empty()) return {};
    return {spool_.part_bytes(), validator_};
}

void Receiver::finish(const std::string& shown) {
    if (beginning_.empty())
        throw permanent_fault("http.empty-document",
                              shown + " is empty; that is never read as \"no records\"");
    if (looks_like_html(beginning_))
        throw permanent_fault("format.html-instead-of-data",
                              shown +
                                  " is a web page, not data: a login or maintenance page, or the address of "
                                  "the page about the file instead of the file");
    spool_.end_part();
    finished_ = true;
}

} // namespace moisson
