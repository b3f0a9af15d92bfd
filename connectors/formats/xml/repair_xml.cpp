#include "connectors/formats/xml/repair_xml.hpp"

#include "connectors/formats/xml/xml_scan.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <vector>

namespace moisson {
namespace {

bool is_forbidden_character(std::uint32_t code) {
    return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
           (code >= 0xD800 && code < 0xE000) || code == 0xFFFE || code == 0xFFFF || code > 0x10FFFF;
}

/// Length of a reference to a forbidden character at the start of `text` ("&#…"), else 0.
std::size_t bad_reference(std::string_view text) {
    const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
    const char* from = text.data() + (hex ? 3 : 2);
    const char* end = text.data() + std::min(text.size(), longest_xml_reference);
    std::uint32_t code = 0;
    if (from >= end) return 0;
    const auto [at, error] = std::from_chars(from, end, code, hex ? 16 : 10);
    if (at == from || at == end || *at != ';') return 0;
    const bool bad = error == std::errc::result_out_of_range || is_forbidden_character(code);
    return bad ? static_cast<std::size_t>(at - text.data()) + 1 : 0;
}

class RepairedXml final : public ByteSource {
public:
    RepairedXml(std::unique_ptr<ByteSource> bytes, std::uint64_t* replaced)
        : bytes_(std::move(bytes)), replaced_(replaced) {}

    std::size_t read(char* to, std::size_t size) override {
        if (size <= 2 * longest_xml_reference) return bytes_->read(to, size); // nobody reads so little
        std::memcpy(to, held_, held_size_);
        std::size_t filled = held_size_;
        held_size_ = 0;
        // The byte order mark comes whole, however little a source hands out at once.
        const std::size_t got = begun_ ? bytes_->read(to + filled, size - filled) : bytes_->read_fully(to, 2);
        filled += got;
        if (!begun_) {
            begun_ = true;
            const std::string_view head(to, filled);
            utf16_ = head.starts_with("\xFE\xFF") || head.starts_with("\xFF\xFE");
        }
        if (utf16_) return filled;
        repair(to, filled, got == 0);
        filled -= held_size_;
        return filled == 0 && held_size_ > 0 ? read(to, size) : filled;
    }

private:
    /// What begins at the end and may go on in the next bytes is held back.
    void hold(const char* from, std::size_t size) {
        std::memcpy(held_, from, size);
        held_size_ = size;
    }

    void blank(char* at, std::size_t size) {
        std::memset(at, ' ', size);
        ++*replaced_;
    }

    void repair(char* text, std::size_t size, bool last) {
        for (std::size_t i = 0; i < size;) {
            const auto c = static_cast<unsigned char>(text[i]);
            const std::string_view rest(text + i, size - i);
            if (c >= 0x20 && c != '&' && c != 0xEF) {
                ++i;
            } else if (c < 0x20) {
                if (is_forbidden_character(c)) blank(text + i, 1);
                ++i;
            } else if (!last && rest.size() < (c == '&' ? longest_xml_reference : 3)) {
                return hold(text + i, rest.size());
            } else {
                i += c == '&' ? repair_reference(text + i, rest) : repair_mark(text + i, rest);
            }
        }
    }

    std::size_t repair_reference(char* at, std::string_view rest) {
        const std::size_t bad = rest.starts_with("&#") ? bad_reference(rest) : 0;
        if (bad) blank(at, bad);
        return std::max<std::size_t>(bad, 1);
    }

    std::size_t repair_mark(char* at, std::string_view rest) {
        const bool bad = rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF");
        if (bad) blank(at, 3);
        return bad ? 3 : 1;
    }

    std::unique_ptr<ByteSource> bytes_;
    std::uint64_t* replaced_;
    char held_[longest_xml_reference];
    std::size_t held_size_ = 0;
    bool begun_ = false, utf16_ = false;
};

} // namespace

std::unique_ptr<ByteSource> repair_xml(std::unique_ptr<ByteSource> bytes, std::uint64_t* replaced) {
    return std::make_unique<RepairedXml>(std::move(bytes), replaced);
}

} // namespace moisson
