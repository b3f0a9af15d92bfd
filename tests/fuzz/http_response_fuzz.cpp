// HTTP answers: the same verdict however the bytes are cut, then what Content-Encoding packed into the body.
#include "connectors/http/content_decoder.hpp"
#include "connectors/http/fault.hpp"
#include "connectors/http/response_parser.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

using namespace moisson;

namespace {

constexpr std::uint64_t body_limit = 5000, decoded_limit = 1 << 20;

struct Answer {
    std::string code, body;
    std::size_t taken = 0; ///< bytes of the input
    bool reuse = false, to_the_end = false;
    ResponseHead head;
};

/// Bytes arrive `least` at a time and up to 16 more, as `random` says.
Answer receive(std::string_view input, std::size_t least, std::uint64_t random) {
    Answer answer;
    ResponseParser parser("https://a.example/x", body_limit);
    const ResponseParser::OnBody on_body = [&](std::string_view bytes) { answer.body += bytes; };
    try {
        std::string waiting;
        for (std::size_t at = 0; at < input.size() && !parser.complete();) {
            const std::string_view arrived = input.substr(at, least + random % 16);
            random = random >> 4 | random << 60;
            at += arrived.size();
            waiting += arrived;
            for (std::size_t taken = 1; taken > 0 && !waiting.empty() && !parser.complete();) {
                taken = parser.feed(waiting, on_body);
                fuzz::require(taken <= waiting.size(), "no more is taken than there is");
                answer.taken += taken;
                waiting.erase(0, taken);
            }
        }
        answer.to_the_end = parser.ends_with_connection();
        if (!parser.complete()) parser.end_of_stream(false);
        answer.reuse = parser.may_reuse_connection();
    } catch (const HttpFault& fault) {
        answer.code = fault.error().code;
    }
    answer.head = parser.head();
    return answer;
}

/// Garbage that comes in pieces may be taken for an answer that was cut.
bool is_same_verdict(const std::string& a, const std::string& b) {
    const auto is_garbage = [](const std::string& code) {
        return code == "http.protocol" || code == "http.truncated" || code == "http.header-too-large" ||
               code == "http.too-large";
    };
    return a == b || (is_garbage(a) && is_garbage(b));
}

void check_same(const Answer& whole, const Answer& pieces) {
    fuzz::require(is_same_verdict(whole.code, pieces.code), "the same verdict however the bytes are cut",
                  whole.code, pieces.code);
    if (!whole.code.empty()) return;
    fuzz::require(whole.body == pieces.body, "the same body", whole.body, pieces.body);
    fuzz::require(whole.head.status == pieces.head.status && whole.head.headers == pieces.head.headers,
                  "the same head");
    fuzz::require(whole.reuse == pieces.reuse, "the connection is used again or not");
    fuzz::require(whole.taken == pieces.taken, "the answer ends at the same byte",
                  std::to_string(whole.taken), std::to_string(pieces.taken));
}

std::string unpacked(const Answer& answer, std::size_t step) {
    std::string out;
    try {
        const auto decoder = ContentDecoder::make(answer.head, "x", decoded_limit);
        if (!decoder) return "not coded";
        for (std::size_t at = 0; at < answer.body.size(); at += step) {
            decoder->add(std::string_view(answer.body).substr(at, step));
            for (auto slice = decoder->next(); !slice.empty(); slice = decoder->next()) out += slice;
        }
        decoder->finish();
    } catch (const HttpFault& fault) {
        return "refused: " + fault.error().code;
    }
    return out;
}

} // namespace

FUZZ_TARGET(input) {
    const Answer whole = receive(input, input.size() + 1, 0);
    check_same(whole, receive(input, 1, 0));
    check_same(whole, receive(input, 1, fuzz::hash_of(input)));
    if (!whole.code.empty()) return;
    fuzz::require(whole.head.status >= 200 && whole.head.status != 101, "a final status");
    fuzz::require(whole.body.size() <= body_limit, "the limit of the body holds");
    fuzz::require(unpacked(whole, 1 << 20) == unpacked(whole, 3), "pieces of a packed body change nothing",
                  unpacked(whole, 1 << 20), unpacked(whole, 3));
}
