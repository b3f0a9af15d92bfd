// A file as UTF-8 text, whatever its encoding: byte order mark, declared, from Content-Type, or found out.
#pragma once
#include "connectors/formats/bytes/byte_source.hpp"
#include "connectors/formats/charset/charset.hpp"
#include "connectors/formats/charset/survey.hpp"
#include "connectors/formats/charset/utf16.hpp"
#include "core/model/issue.hpp"

#include <string>
#include <vector>

namespace moisson {

/// Thread: one at a time. Bytes handed out are UTF-8, except that a UTF-8 file may hold bad sequences (and a
/// bad UTF-16 unit becomes one): the reader refuses the row they stand in.
class Utf8Source final : public ByteSource {
public:
    /// `declared`: "auto" or an encoding of the feed file; `hint`: from Content-Type, may be empty.
    Utf8Source(OpenBytes open, std::string_view declared, std::string_view hint);

    std::size_t read(char* to, std::size_t size) override;

    const std::string& encoding() const { return charset_.name; }
    const std::vector<Issue>& warnings() const { return warnings_; }
    std::uint32_t revision() const { return revision_; } ///< changes with encoding() and warnings()

private:
    enum class Basis { content, byte_order_mark, declared, hint };
    void choose(std::string_view declared, std::string_view hint);
    bool choose_by_mark();
    void choose_label(std::string_view label, Basis basis);
    void check_nul_bytes() const;
    void decide();
    void decide_against_label(const EncodingSurvey& survey);
    void warn_about(const EncodingSurvey& survey);
    void warn(const char* code, std::string message);

    std::size_t read_raw(char* to, std::size_t size);
    std::size_t read_single_byte(char* to, std::size_t size);
    std::size_t read_utf16(char* to, std::size_t size);
    std::size_t fill_raw(std::size_t wanted);
    bool refill_units();

    OpenBytes open_;
    std::unique_ptr<ByteSource> bytes_;
    std::string head_; ///< first bytes, read to look at them
    std::size_t head_used_ = 0;
    Charset charset_;
    Basis basis_ = Basis::content;
    std::string label_;
    bool decided_ = false; ///< false: only ASCII so far
    std::string raw_;      ///< bytes still to convert
    std::size_t raw_used_ = 0;
    Utf16Decoder utf16_;
    std::vector<Issue> warnings_;
    std::uint32_t revision_ = 0;
};

} // namespace moisson
