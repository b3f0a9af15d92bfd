#include "connectors/formats/json/json_scanner.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"
#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace moisson {
namespace {

constexpr std::size_t padding = 64;
constexpr std::size_t read_beyond_limit = 1024; // bytes: what is too long shows

/// By memchr, which is several times faster than a loop over the bytes.
std::uint64_t count_lines(std::string_view text) {
    std::uint64_t lines = 0;
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        ++lines;
    return lines;
}

/// A number that no double can hold. Few are so long that it is asked at all.
bool overflows(std::string_view number) {
    return std::isinf(std::strtod(std::string(number).c_str(), nullptr));
}

/// Numbers of fewer characters and of exponents of two digits are below 10 to the 300.
constexpr std::size_t safe_number = 200;

} // namespace

JsonScanner::JsonScanner(ByteSource& bytes) : bytes_(bytes), buffer_(format_limit::window + padding) {
    at_ = end_ = kept_ = buffer_.data();
    has_at(4);
    const std::string_view head(at_, static_cast<std::size_t>(end_ - at_));
    if (head.starts_with("\xEF\xBB\xBF"))
        at_ += 3;
    else if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") ||
             head.substr(0, 2).find('\0') != head.npos)
        fail(format_code::unsupported_encoding,
             "JSON must be UTF-8, this looks like UTF-16 or UTF-32. Ask the producer for UTF-8.");
}

/// What leaves the window still counts for lines and columns.
void JsonScanner::forget_position() {
    const std::string_view gone(buffer_.data(), static_cast<std::size_t>(kept_ - buffer_.data()));
    const std::uint64_t lines = count_lines(gone);
    lines_before_ += lines;
    column_before_ = lines ? gone.size() - gone.rfind('\n') - 1 : column_before_ + gone.size();
}

/// Drops what is not kept, reads behind the rest. False at the end of the file.
bool JsonScanner::more() {
    if (ended_) return false;
    forget_position();
    const auto stays = static_cast<std::size_t>(end_ - kept_);
    const auto offset = static_cast<std::size_t>(at_ - kept_);
    if (stays > format_limit::json_element)
        fail(format_code::element_too_long,
             "one element is larger than 16 MiB. Is the path of the records right?");
    if (stays * 2 > buffer_.size()) {
        std::vector<char> larger(buffer_.size() * 2);
        std::memcpy(larger.data(), kept_, stays);
        buffer_.swap(larger);
    } else {
        std::memmove(buffer_.data(), kept_, stays);
    }
    kept_ = buffer_.data();
    at_ = kept_ + offset;
    end_ = kept_ + stays;
    return read_on(stays);
}

/// The window ends between two sequences, so that each byte is judged once, with those it belongs to.
bool JsonScanner::read_on(std::size_t stays) {
    const std::size_t room = buffer_.size() - padding - stays;
    // As much again as is kept, so that a long element is not moved over and over; but none that is too long.
    const std::size_t wanted = std::min(
        {room, std::max(format_limit::step, stays), format_limit::json_element + read_beyond_limit - stays});
    std::memcpy(end_, held_, held_size_);
    const std::size_t got = bytes_.read_fully(end_ + held_size_, wanted - held_size_);
    ended_ = got == 0;
    const std::string_view fresh(end_, held_size_ + got);
    held_size_ = ended_ ? 0 : unfinished_sequence(fresh);
    std::memcpy(held_, fresh.data() + fresh.size() - held_size_, held_size_);
    const std::size_t added = fresh.size() - held_size_;
    end_ += added;
    std::memset(end_, 0, padding);
    sound_ = is_valid_utf8({sound_ ? end_ - added : kept_, sound_ ? added : stays + added});
    return added > 0 || !ended_;
}

bool JsonScanner::has(const char* from, std::size_t count) {
    const auto offset = static_cast<std::size_t>(from - kept_);
    while (static_cast<std::size_t>(end_ - kept_) < offset + count)
        if (!more()) return false;
    return true;
}

/// `at`, moved with the window so that `count` bytes stand there; nullptr when the file ends before.
char* JsonScanner::ensure(char* at, std::size_t count) {
    const auto offset = static_cast<std::size_t>(at - kept_);
    return has(at, count) ? kept_ + offset : nullptr;
}

char JsonScanner::peek_behind_space() {
    for (;;) {
        if (at_ < end_) {
            skip_space();
            if (static_cast<unsigned char>(*at_) > ' ') break;
            continue;
        }
        if (!keeping_) kept_ = at_;
        if (!more()) return '\0';
        if (static_cast<unsigned char>(*at_) > ' ') break;
    }
    if (!keeping_) kept_ = at_;
    return *at_;
}

bool JsonScanner::at_end() {
    for (;;) {
        while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
        if (at_ < end_) return false;
        kept_ = at_;
        if (!more()) return true;
    }
}

void JsonScanner::expect_line_end() {
    kept_ = at_;
    while (*at_ == ' ' || *at_ == '\t' || *at_ == '\r') ++at_;
    if (at_ == end_ && more()) return expect_line_end();
    if (at_ < end_ && *at_ != '\n')
        fail(format_code::syntax,
             "NDJSON holds exactly one value per line; is [source] type \"json\" right?");
}

void JsonScanner::skip_space() {
    if (keeping_ && !cutting_) compact_.append_padded(kept_ + run_, offset() - run_);
    while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
    run_ = offset();
    if (at_ < end_ && static_cast<unsigned char>(*at_) <= ' ') fail_unexpected("a JSON value");
}

void JsonScanner::keep() {
    peek();
    kept_ = at_;
    keeping_ = true;
    cutting_ = false;
    run_ = 0;
    compact_.clear();
}

std::string_view JsonScanner::compact() {
    if (compact_.empty()) return kept(run_, cutting_ ? 0 : offset() - run_);
    if (!cutting_) compact_.append_padded(kept_ + run_, offset() - run_);
    run_ = offset();
    return compact_.view();
}

void JsonScanner::cut_compact(std::size_t size) {
    compact_.append_padded(kept_ + run_, offset() - run_);
    compact_.resize(size);
    cutting_ = true;
}

void JsonScanner::resume_compact() {
    run_ = offset();
    cutting_ = false;
}

JsonText JsonScanner::any_string() {
    const std::size_t start = offset() + 1;
    bool plain = true;
    for (char* at = at_ + 1;;) {
        at = sound_ ? find_string_stop<false>(at) : find_string_stop<true>(at);
        const char c = *at;
        if (c == '"') {
            at_ = at + 1;
            return {start, static_cast<std::size_t>(at - kept_) - start, plain};
        }
        if (at >= end_) {
            at = ensure(end_, 1);
            if (!at)
                fail(format_code::truncated,
                     "the file ends inside a string: the transfer was cut. Run again.");
        } else if (c == '\\') {
            plain = false;
            at = check_escape(at);
        } else if (static_cast<unsigned char>(c) >= 0x80) {
            const auto before = doubt_;
            at = check_sequence(at);
            plain &= doubt_ == before || doubt_ != Doubt::text;
        } else {
            at_ = at;
            fail(format_code::syntax, "a control character stands in a string; it must be written as an "
                                      "escape (\\n, \\t, \\u0000).");
        }
    }
}

/// Behind the escape at `at`. A surrogate without its other half is a doubt, not an error of syntax.
char* JsonScanner::check_escape(char* at) {
    at = ensure(at, 2);
    if (!at) fail(format_code::truncated, "the file ends inside a string: the transfer was cut. Run again.");
    if (at[1] != 'u') {
        if (at[1] != '\0' && std::strchr("\"\\/bfnrt", at[1])) return at + 2;
        at_ = at;
        fail(format_code::syntax, "an unknown escape stands in a string.");
    }
    const auto offset = static_cast<std::size_t>(at - kept_);
    at = ensure(at, 6);
    if (!at) fail(format_code::truncated, "the file ends inside a string: the transfer was cut. Run again.");
    const int unit = json_hex_unit(at + 2);
    if (unit < 0) {
        at_ = at;
        fail(format_code::syntax, "\\u must be followed by four hexadecimal digits.");
    }
    const bool complete = is_high_surrogate(unit) && has(at, 12);
    at = kept_ + offset;
    if (complete && at[6] == '\\' && at[7] == 'u' && is_low_surrogate(json_hex_unit(at + 8))) return at + 12;
    if (is_high_surrogate(unit) || is_low_surrogate(unit)) doubt_ = Doubt::text;
    return at + 6;
}

/// Behind the UTF-8 sequence at `at`; one byte further when it is malformed, which is a doubt.
char* JsonScanner::check_sequence(char* at) {
    const auto lead = static_cast<unsigned char>(*at);
    if (lead >= 0xC2 && lead <= 0xDF && (static_cast<unsigned char>(at[1]) & 0xC0) == 0x80 && at + 1 < end_)
        return at + 2;
    const auto offset = static_cast<std::size_t>(at - kept_);
    has(at, 4);
    at = kept_ + offset;
    std::size_t next = 0;
    next_code_point({at, std::min<std::size_t>(4, static_cast<std::size_t>(end_ - at))}, next);
    if (next == 1) doubt_ = Doubt::text;
    return at + next;
}

bool JsonScanner::digits() {
    bool any = false;
    for (;; ++at_) {
        if (is_digit(*at_))
            any = true;
        else if (at_ < end_ || !more())
            return any;
        else
            --at_; // look at the same place in the moved window
    }
}

JsonText JsonScanner::number() {
    const std::size_t start = offset();
    if (*at_ == '-') ++at_;
    has_at(2);
    const bool zero = *at_ == '0';
    if (zero)
        ++at_;
    else if (!digits())
        fail_unexpected("a JSON value");
    has_at(2);
    if (*at_ == '.') {
        ++at_;
        if (!digits()) fail_unexpected("a digit");
    }
    bool large = false;
    has_at(3);
    if (*at_ == 'e' || *at_ == 'E') {
        ++at_;
        if (*at_ == '+' || *at_ == '-') ++at_;
        const std::size_t exponent = offset();
        if (!digits()) fail_unexpected("a digit");
        large = offset() - exponent > 2;
    }
    const std::size_t size = offset() - start;
    if ((large || size > safe_number) && overflows(kept(start, size))) doubt_ = Doubt::number;
    return {start, size, true};
}

JsonText JsonScanner::literal(std::string_view word) {
    const std::size_t start = offset();
    if (!has_at(word.size()) && std::string_view(at_, static_cast<std::size_t>(end_ - at_)) ==
                                    word.substr(0, static_cast<std::size_t>(end_ - at_)))
        fail(format_code::truncated, "the file ends inside a value: the transfer was cut. Run again.");
    if (std::string_view(at_, word.size()) != word) fail_unexpected("a JSON value");
    at_ += word.size();
    return {start, word.size(), true};
}

JsonScanner::Doubt JsonScanner::take_doubt() { return std::exchange(doubt_, Doubt::none); }

std::uint64_t JsonScanner::line() const {
    return 1 + lines_before_ + count_lines({buffer_.data(), static_cast<std::size_t>(at_ - buffer_.data())});
}

void JsonScanner::fail(const char* code, const std::string& message) const {
    std::uint64_t column = 1 + column_before_;
    for (const char* p = buffer_.data(); p < at_; ++p) column = *p == '\n' ? 1 : column + 1;
    const std::uint64_t at_line = line();
    throw FormatError(code, at_line, column,
                      "line " + std::to_string(at_line) + ", column " + std::to_string(column) + ": " +
                          message);
}

void JsonScanner::fail_unexpected(const std::string& expected) const {
    if (at_ >= end_)
        fail(format_code::truncated,
             "the file ends where " + expected + " should follow: the transfer was cut. Run again.");
    const auto byte = static_cast<unsigned char>(*at_);
    char shown[8];
    if (byte > ' ' && byte < 0x7F)
        std::snprintf(shown, sizeof shown, "\"%c\"", *at_);
    else
        std::snprintf(shown, sizeof shown, "<%02X>", byte);
    fail(format_code::syntax, "this is not JSON: found " + std::string(shown) + " where " + expected +
                                  " should stand. Ask the producer to validate the export.");
}

} // namespace moisson
