// HTTP/1.1 answers, byte by byte, with the framing rules that matter when the answer may be hostile or cut
// short. Beast does the syntax; it is included by response_parser.cpp alone.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

struct ResponseHead {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers;   ///< names in lower case, in order of arrival
    std::string_view header(std::string_view lower_name) const; ///< the first, or ""
};

/// One final answer; interim ones (100, 103, …) are skipped, at most five. Faults come as HttpFault:
/// "http.protocol", "http.header-too-large", "http.too-many-interim", "http.transfer-encoding",
/// "http.too-large", "http.truncated".
class ResponseParser {
public:
    using OnBody = std::function<void(std::string_view)>;

    /// `shown`: the URL for messages. `body_limit`: in bytes as received.
    ResponseParser(std::string shown, std::uint64_t body_limit);
    ~ResponseParser();

    /// Takes what it can of the bytes and returns how many that were; the rest must come again with more
    /// behind it. Returns early when the head becomes complete. Body bytes go to `on_body` before this
    /// returns.
    std::size_t feed(std::string_view bytes, const OnBody& on_body);

    bool head_complete() const;
    bool complete() const;
    const ResponseHead& head() const;
    /// The body ends where the connection does: nobody can see whether all of it came.
    bool ends_with_connection() const;

    /// The peer closed. `torn`: TLS ended without close_notify. Throws when the answer was not complete.
    void end_of_stream(bool torn);
    /// The answer is complete and the peer will take another request on this connection.
    bool may_reuse_connection() const;

private:
    class Machine;
    void check_start(std::string_view bytes);
    void check_head();
    std::string shown_;
    std::uint64_t body_limit_;
    unsigned interim_ = 0;
    bool bare_ = true;     ///< not one byte has come
    bool at_start_ = true; ///< of an answer: it has not yet said "HTTP/"
    std::unique_ptr<Machine> machine_;
};

} // namespace moisson
