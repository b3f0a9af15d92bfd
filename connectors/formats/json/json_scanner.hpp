// JSON tokens from a stream, strictly validated. A window moves over the file; what the caller keeps stays in
// it.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/bytes/text_buffer.hpp"
#include "connectors/formats/json/json_string.hpp"
#include "connectors/formats/json/json_token.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// A token's text in the window, relative to the start of what is kept.
struct JsonText {
    std::size_t offset = 0;
    std::size_t size = 0;
    bool plain = true; ///< strings: no escape and no bad byte, the bytes are the text
};

/// Thread: one at a time. Every function throws FormatError with line and column.
class JsonScanner {
public:
    explicit JsonScanner(ByteSource& bytes);

    /// First byte of the next token, which is not consumed; '\0' at the end of the file.
    [[gnu::always_inline]] char peek() {
        if (static_cast<unsigned char>(*at_) <= ' ') {
            if (!keeping_ || *at_ != ' ' || static_cast<unsigned char>(at_[1]) <= ' ')
                return peek_behind_space();
            cut_space(); // one blank between two tokens of a record, as most producers write it
        }
        if (!keeping_) kept_ = at_;
        return *at_;
    }
    bool at_end();          ///< nothing but white space is left
    void expect_line_end(); ///< NDJSON: one value per line
    void take() { ++at_; }  ///< the one-byte token that peek() showed
    char take_and_peek() {
        take();
        return peek();
    }
    /// At '"': between the quotes.
    JsonText string() {
        if (sound_) [[likely]] {
            char* const stop = find_string_stop<false>(at_ + 1);
            if (*stop == '"') [[likely]] {
                const JsonText text{offset() + 1, static_cast<std::size_t>(stop - at_) - 1, true};
                at_ = stop + 1;
                return text;
            }
        }
        return any_string();
    }
    /// Takes the string at '"' when it is written exactly so.
    bool take_string(const JsonToken& token) {
        if (!token.stands_at(at_)) return false;
        at_ += token.size();
        return true;
    }
    JsonText number();
    JsonText literal(std::string_view word);

    /// From the next token on, everything stays in the window until release(): offsets count from there.
    void keep();
    void release() { keeping_ = false; }
    std::size_t offset() const { return static_cast<std::size_t>(at_ - kept_); }
    std::string_view kept(std::size_t offset, std::size_t size) const { return {kept_ + offset, size}; }

    /// While keeping: the bytes so far without insignificant white space and without what was cut out.
    std::string_view compact();
    std::size_t compact_size() const { return compact_.size() + (offset() - run_); }
    void cut_compact(std::size_t size); ///< what stands behind the first `size` compact bytes is cut out …
    void resume_compact();              ///< … up to here
    bool is_cutting() const { return cutting_; }

    /// Strings that are not Unicode (bad bytes, lone surrogates) or numbers out of range, since the last
    /// call.
    enum class Doubt : std::uint8_t { none, text, number };
    Doubt take_doubt();
    Doubt doubt() const { return doubt_; } ///< since the last take_doubt()

    std::uint64_t line() const; ///< of the next byte, 1 = first line
    [[noreturn]] void fail(const char* code, const std::string& message) const;
    [[noreturn]] void fail_unexpected(const std::string& expected) const;

private:
    bool more();
    bool read_on(std::size_t stays);
    void forget_position();
    bool has(const char* from, std::size_t count);
    bool has_at(std::size_t count) { return has(at_, count); }
    char peek_behind_space();
    void skip_space();
    void cut_space() {
        if (!cutting_) compact_.append_padded(kept_ + run_, offset() - run_);
        ++at_;
        run_ = offset();
    }
    JsonText any_string();
    char* check_escape(char* at);
    char* check_sequence(char* at);
    char* ensure(char* at, std::size_t count);
    bool digits();

    ByteSource& bytes_;
    std::vector<char> buffer_; ///< zeros behind end_
    char *at_ = nullptr, *end_ = nullptr;
    char* kept_ = nullptr; ///< what must stay in the window starts here
    char held_[4];         ///< start of a UTF-8 sequence that the window would cut: read, but not in it yet
    std::size_t held_size_ = 0;
    bool ended_ = false, keeping_ = false;
    bool sound_ = true; ///< the window is well-formed UTF-8
    TextBuffer compact_;
    std::size_t run_ = 0; ///< start of the bytes that are not in compact_ yet
    bool cutting_ = false;
    Doubt doubt_ = Doubt::none;
    std::uint64_t lines_before_ = 0;  ///< line ends that left the window
    std::uint64_t column_before_ = 0; ///< bytes of the current line that left the window
};

} // namespace moisson
