#include "connectors/http/response_parser.hpp"

#include "connectors/http/fault.hpp"
#include "core/text/ascii.hpp"

// Beast 1.81 asserts on a last chunk that arrives in pieces ("0\r\n", then "\r"), which a release build
// handles well: a server must not be able to end a debug build.
#define BOOST_DISABLE_ASSERTS
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace moisson {

namespace http = boost::beast::http;
using boost::beast::string_view;

namespace {

constexpr std::uint32_t header_limit = 64 * 1024;
constexpr unsigned max_interim = 5;

std::string_view plain(string_view text) { return {text.data(), text.size()}; }

} // namespace

std::string_view ResponseHead::header(std::string_view lower_name) const {
    for (const auto& [name, value] : headers)
        if (name == lower_name) return value;
    return {};
}

class ResponseParser::Machine final : public http::basic_parser<false> {
public:
    explicit Machine(std::uint64_t limit) {
        header_limit(moisson::header_limit);
        body_limit(limit);
    }

    ResponseHead head;
    const OnBody* on_body = nullptr;
    bool head_checked = false;

private:
    using Error = boost::beast::error_code;
    void on_request_impl(http::verb, string_view, string_view, int, Error&) override {}
    void on_response_impl(int status, string_view, int, Error&) override {
        head.status = static_cast<unsigned>(status);
    }
    void on_field_impl(http::field, string_view name, string_view value, Error&) override {
        if (!is_header_done()) head.headers.emplace_back(ascii_lower(plain(name)), std::string(plain(value)));
    }
    void on_header_impl(Error&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    std::size_t on_body_impl(string_view body, Error&) override {
        (*on_body)(plain(body));
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view, Error&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, Error& error) override {
        return on_body_impl(body, error);
    }
    void on_finish_impl(Error&) override {}
};

ResponseParser::ResponseParser(std::string shown, std::uint64_t body_limit)
    : shown_(std::move(shown)), body_limit_(body_limit), machine_(std::make_unique<Machine>(body_limit)) {}

ResponseParser::~ResponseParser() = default;

bool ResponseParser::head_complete() const { return machine_->is_header_done(); }
bool ResponseParser::complete() const { return machine_->is_done(); }
const ResponseHead& ResponseParser::head() const { return machine_->head; }

bool ResponseParser::ends_with_connection() const {
    return head_complete() && !machine_->chunked() && !machine_->content_length();
}

namespace {

HttpFault fault_of(const boost::beast::error_code& error, const std::string& shown,
                   std::uint64_t body_limit) {
    if (error == http::error::body_limit)
        return permanent_fault("http.too-large",
                               shown + " is larger than the limit of " + std::to_string(body_limit) +
                                   " bytes; raise max_bytes in [source.limits] if that is right");
    if (error == http::error::header_limit)
        return permanent_fault("http.header-too-large", shown + " answered with more than 64 KiB of headers");
    return permanent_fault(
        "http.protocol",
        shown + " did not answer in proper HTTP/1.1 (" + error.message() +
            "): tell the producer, or check that the address and port are those of a web server");
}

} // namespace

std::size_t ResponseParser::feed(std::string_view bytes, const OnBody& on_body) {
    std::size_t taken = 0;
    bare_ = bare_ && bytes.empty();
    while (taken < bytes.size() && !complete()) {
        if (at_start_) check_start(bytes.substr(taken));
        boost::beast::error_code error;
        machine_->on_body = &on_body;
        taken += machine_->put(boost::asio::buffer(bytes.data() + taken, bytes.size() - taken), error);
        if (error == http::error::need_more) break;
        if (error) throw fault_of(error, shown_, body_limit_);
        if (!head_complete() || machine_->head_checked) continue;
        check_head();
        if (head_complete()) return taken; // the caller decides what becomes of the body
    }
    if (taken == 0 && bytes.size() > header_limit) // a chunk header or trailer without end
        throw permanent_fault("http.header-too-large", shown_ + " sends a line without end");
    return taken;
}

/// Beast waits for the end of the head before it complains; garbage may never have one.
void ResponseParser::check_start(std::string_view bytes) {
    const std::string_view start = "HTTP/";
    if (bytes.substr(0, start.size()) != start.substr(0, bytes.size()))
        throw fault_of(http::error::bad_version, shown_, body_limit_);
    at_start_ = bytes.size() < start.size();
}

void ResponseParser::check_head() {
    const unsigned status = head().status;
    if (status == 101 || status < 100)
        throw permanent_fault("http.protocol", shown_ + " answered with status " + std::to_string(status));
    if (status < 200) {
        if (++interim_ > max_interim)
            throw permanent_fault("http.too-many-interim", shown_ + " sends interim answers without end");
        machine_ = std::make_unique<Machine>(body_limit_);
        at_start_ = true;
        return;
    }
    machine_->head_checked = true;
    std::string encoding;
    for (const auto& [name, value] : head().headers)
        if (name == "transfer-encoding") encoding += (encoding.empty() ? "" : ", ") + ascii_lower(value);
    if (!encoding.empty() && encoding != "chunked")
        throw permanent_fault("http.transfer-encoding",
                              shown_ + " uses a transfer encoding that is not read: tell the producer");
}

void ResponseParser::end_of_stream(bool torn) {
    if (complete()) return;
    if (bare_ && interim_ == 0)
        throw transient_fault("network.closed",
                              shown_ + ": the server closed the connection without an answer");
    boost::beast::error_code error;
    if (head_complete()) machine_->put_eof(error);
    if (error || !head_complete())
        throw transient_fault("http.truncated",
                              shown_ + ": the answer was cut short; nothing of it is used, it is read again");
    if (torn)
        throw transient_fault("http.truncated", shown_ +
                                                    ": the TLS connection ended without its closing mark, so "
                                                    "that the answer may be cut short; it is read again");
}

bool ResponseParser::may_reuse_connection() const { return complete() && machine_->keep_alive(); }

} // namespace moisson
