// One request and its answer on one connection, every read under a time limit.
#pragma once
#include "connectors/http/connection.hpp"
#include "connectors/http/content_decoder.hpp"
#include "connectors/http/http_limits.hpp"
#include "connectors/http/response_parser.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace moisson {

/// io thread; used once. Faults are thrown as HttpFault.
class Conversation {
public:
    using OnBody = std::function<void(std::string_view)>; ///< at most 64 KiB at a time; may throw (disk)

    /// The references must live as long. `body_limit`: bytes of the answer as received.
    Conversation(Connection& connection, Url url, const HttpLimits& limits, const Deadline& deadline,
                 std::uint64_t body_limit);

    using More = std::function<std::string_view()>; ///< what follows the request's head, "" at its end

    /// Sends the request and reads the head of the answer. A server may answer, and close, before it has read
    /// all of `more`: its answer counts. False when `may_be_stale` and the peer had closed
    /// the kept connection: that says nothing about the server, a fresh one will.
    boost::asio::awaitable<bool> ask(std::string_view request, bool may_be_stale, const More& more);
    /// The whole body, its Content-Encoding undone.
    boost::asio::awaitable<void> read_body(const OnBody& on_body);

    const ResponseHead& head() const { return parser_.head(); }
    /// See ResponseParser.
    bool ends_with_connection() const { return parser_.ends_with_connection(); }
    /// Nothing is left over, and the peer will take another request.
    bool may_reuse_connection() const { return parser_.may_reuse_connection() && nothing_pending(); }
    bool nothing_pending() const { return begin_ == end_; }

private:
    boost::asio::awaitable<void> send(std::string_view request, const More& more);
    boost::asio::awaitable<void> read_head();
    boost::asio::awaitable<bool> read_more(Millis time, const char* timeout_code);
    boost::asio::awaitable<void> hand_out_decoded(const OnBody& on_body);
    std::string_view pending() const { return {buffer_.get() + begin_, end_ - begin_}; }

    Connection& connection_;
    Url url_;
    const HttpLimits& limits_;
    const Deadline& deadline_;
    ResponseParser parser_;
    std::unique_ptr<ContentDecoder> decoder_;
    std::unique_ptr<char[]> buffer_;  ///< not filled with zeros: most answers are short
    std::size_t begin_ = 0, end_ = 0; ///< bytes of the buffer that the parser has not taken
    bool any_byte_ = false;
};

} // namespace moisson
