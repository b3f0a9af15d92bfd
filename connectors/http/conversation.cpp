#include "connectors/http/conversation.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cstring>
#include <optional>

namespace moisson {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t buffer_bytes = 2 * chunk_bytes + 1024;

/// Average over windows, so that a server that sends one byte a second is not mistaken for a slow one.
class SpeedCheck {
public:
    explicit SpeedCheck(const HttpLimits& limits) : limits_(limits), start_(Clock::now()) {}

    void count(std::size_t bytes, const Url& url) {
        bytes_ += bytes;
        const auto age = Clock::now() - start_;
        if (age < limits_.low_speed_window) return;
        const double seconds = std::chrono::duration<double>(age).count();
        if (static_cast<double>(bytes_) < static_cast<double>(limits_.low_speed) * seconds)
            throw transient_fault("timeout.low-speed", url.shown() + " sends less than " +
                                                           std::to_string(limits_.low_speed) +
                                                           " bytes a second");
        start_ = Clock::now();
        bytes_ = 0;
    }

private:
    const HttpLimits& limits_;
    Clock::time_point start_;
    std::uint64_t bytes_ = 0;
};

} // namespace

Conversation::Conversation(Connection& connection, Url url, const HttpLimits& limits,
                           const Deadline& deadline, std::uint64_t body_limit)
    : connection_(connection), url_(std::move(url)), limits_(limits), deadline_(deadline),
      parser_(url_.shown(), body_limit), buffer_(std::make_unique_for_overwrite<char[]>(buffer_bytes)) {}

asio::awaitable<void> Conversation::send(std::string_view request, const More& more) {
    co_await connection_.write(request, deadline_.within(limits_.idle));
    if (!more) co_return;
    std::optional<HttpFault> cut;
    try {
        for (std::string_view piece = more(); !piece.empty(); piece = more())
            co_await connection_.write(piece, deadline_.within(limits_.idle));
    } catch (const HttpFault& fault) {
        if (fault.error().code != "network.reset") throw;
        cut = fault;
    }
    if (!cut) co_return;
    try { // "413", then closed
        co_await read_head();
    } catch (const HttpFault&) {
        throw *cut;
    }
}

asio::awaitable<bool> Conversation::ask(std::string_view request, bool may_be_stale, const More& more) {
    try {
        co_await send(request, more);
        co_await read_head();
    } catch (const HttpFault& fault) {
        if (!may_be_stale || any_byte_ || !fault.error().code.starts_with("network.")) throw;
        co_return false;
    }
    co_return true;
}

/// False when the stream has ended; the parser then decides whether it may.
asio::awaitable<bool> Conversation::read_more(Millis time, const char* timeout_code) {
    if (begin_ > 0) { // the parser wants the rest of what it did not take, followed by more
        std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    const std::size_t room = std::min(buffer_bytes - end_, chunk_bytes);
    const Millis limit = deadline_.within(time);
    if (limit < time) timeout_code = "timeout.total";
    const ReadResult result =
        co_await connection_.read_some(asio::buffer(buffer_.get() + end_, room), limit, timeout_code);
    end_ += result.bytes;
    any_byte_ = any_byte_ || result.bytes > 0;
    if (!result.clean_end && !result.torn_end) co_return true;
    parser_.end_of_stream(result.torn_end);
    co_return false;
}

asio::awaitable<void> Conversation::read_head() {
    const auto latest = Clock::now() + limits_.first_byte + limits_.idle;
    const ResponseParser::OnBody no_body = [](std::string_view) {};
    while (!parser_.head_complete()) {
        const auto left = std::chrono::duration_cast<Millis>(latest - Clock::now());
        const Millis time = any_byte_ ? std::max(left, Millis(1)) : limits_.first_byte;
        if (!co_await read_more(time, any_byte_ ? "timeout.headers" : "timeout.first-byte")) break;
        begin_ += parser_.feed(pending(), no_body);
    }
}

asio::awaitable<void> Conversation::hand_out_decoded(const OnBody& on_body) {
    for (auto slice = decoder_->next(); !slice.empty(); slice = decoder_->next()) {
        on_body(slice);
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); // let others in
    }
}

asio::awaitable<void> Conversation::read_body(const OnBody& on_body) {
    decoder_ = ContentDecoder::make(head(), url_.shown(), limits_.decoded);
    SpeedCheck speed(limits_);
    const ResponseParser::OnBody take = [&](std::string_view bytes) {
        decoder_ ? decoder_->add(bytes) : on_body(bytes);
    };
    bool open = true;
    while (open) {
        begin_ += parser_.feed(pending(), take);
        if (decoder_) co_await hand_out_decoded(on_body);
        if (parser_.complete()) break;
        const std::size_t before = pending().size();
        open = co_await read_more(limits_.idle, "timeout.idle");
        speed.count(pending().size() - before, url_);
    }
    if (decoder_) decoder_->finish();
}

} // namespace moisson
