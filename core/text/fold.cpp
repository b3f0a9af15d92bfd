#include "core/text/fold.hpp"

#include "core/text/utf8.hpp"

#include <array>
#include <utf8proc.h>

namespace moisson {
namespace {

/// Letters that Unicode does not decompose.
/// none.
std::string_view ligature(char32_t c) {
    switch (c) {
    case 0x00C6:
    case 0x00E6:
        return "ae";
    case 0x0152:
    case 0x0153:
        return "oe";
    case 0x00DF:
    case 0x1E9E:
        return "ss";
    case 0x00D8:
    case 0x00F8:
        return "o";
    case 0x00D0:
    case 0x00F0:
    case 0x0110:
    case 0x0111:
        return "d";
    case 0x0141:
    case 0x0142:
        return "l";
    case 0xFB01:
        return "fi";
    case 0xFB02:
        return "fl";
    case 0x2026:
        return "...";
    default:
        return {};
    }
}

bool is_apostrophe(char32_t c) {
    return c == '\'' || c == '`' || c == 0x00B4 || c == 0x2018 || c == 0x2019 || c == 0x201B || c == 0x02BC ||
           c == 0x2032;
}

bool is_dash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212; }

bool is_mark(utf8proc_int32_t c) {
    const auto category = utf8proc_category(c);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

bool is_invisible(char32_t c) {
    return (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF || c == 0xAD;
}

class Folding {
public:
    explicit Folding(std::string& out) : out_(out) {}

    void ascii(char c) {
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            space_ = true;
        else
            put(c == '`' ? '\'' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
    }

    void other(char32_t c) {
        std::array<utf8proc_int32_t, 24> parts{};
        int boundary = 0;
        if (simple(c)) return;
        const auto count = utf8proc_decompose_char(
            static_cast<utf8proc_int32_t>(c), parts.data(), static_cast<utf8proc_ssize_t>(parts.size()),
            static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD),
            &boundary);
        if (count <= 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) return whole(c);
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
            if (!is_mark(parts[i])) part(static_cast<char32_t>(parts[i]));
    }

    template<class Text>
    void put(Text text) {
        if (space_ && !out_.empty()) out_ += ' ';
        space_ = false;
        out_ += text;
    }

private:
    /// What does not need Unicode's tables; false for the rest.
    bool simple(char32_t c) {
        if (is_invisible(c)) return true;
        if (is_blank(c)) return space_ = true;
        const std::string_view text = is_apostrophe(c) ? "'" : is_dash(c) ? "-" : ligature(c);
        if (!text.empty()) put(text);
        return !text.empty();
    }
    /// Of a character: it may be a blank or a ligature itself ("¨" is a space and a mark, "ǽ" an æ and a
    /// mark).
    void part(char32_t c) {
        if (c < 0x80)
            ascii(static_cast<char>(c));
        else if (!simple(c))
            whole(c);
    }
    void whole(char32_t c) {
        std::string text;
        append_utf8(text, c);
        put(text);
    }

    std::string& out_;
    bool space_ = false; ///< before what comes next, if anything does
};

/// The accented letters of French and its neighbours (U+00C0 to U+017F), which Unicode's tables decompose
/// slowly: what they become when that is ASCII, else nothing.
class LatinTable {
public:
    LatinTable() {
        std::string folded;
        for (char32_t c = first; c <= last; ++c) {
            folded.clear();
            Folding(folded).other(c);
            if (is_ascii(folded) && folded.size() <= 2) texts_[c - first] = folded;
        }
    }
    /// Of a character of two bytes.
    std::string_view text(unsigned char lead, unsigned char trail) const {
        if (lead < 0xC3 || lead > 0xC5 || (trail & 0xC0U) != 0x80) return {};
        return texts_[((lead & 0x1FU) << 6 | (trail & 0x3FU)) - first];
    }

private:
    static constexpr char32_t first = 0xC0, last = 0x17F;
    std::array<std::string, last - first + 1> texts_;
};

} // namespace

void fold_into(std::string_view text, std::string& out) {
    out.clear();
    out.reserve(text.size());
    static const LatinTable latin;
    Folding folding(out);
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        if (lead < 0x80) {
            folding.ascii(text[at++]);
            continue;
        }
        const auto trail = static_cast<unsigned char>(at + 1 < text.size() ? text[at + 1] : '\0');
        if (const std::string_view known = latin.text(lead, trail); !known.empty()) {
            folding.put(known);
            at += 2;
            continue;
        }
        const std::size_t start = at;
        const char32_t c = next_code_point(text, at);
        if (c == 0xFFFD && at == start + 1)
            folding.put(text.substr(start, 1));
        else
            folding.other(c);
    }
}

std::string fold(std::string_view text) {
    std::string out;
    fold_into(text, out);
    return out;
}

} // namespace moisson
