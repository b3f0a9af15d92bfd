#include "connectors/formats/charset/charset.hpp"

#include "core/text/utf8.hpp"

#include <algorithm>
#include <iconv.h>
#include <map>

namespace moisson {
namespace {

// The upper halves of the encodings that French producers send; the others come from iconv.
constexpr std::string_view windows_1252_80_9f = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
constexpr std::string_view macintosh_80_ff =
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø"
    "¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uf8ffÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
constexpr std::string_view cp850_80_ff =
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐"
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";

void set(ByteTable& table, unsigned byte, std::string_view utf8) {
    auto& text = table.of[byte];
    text.size = static_cast<std::uint8_t>(utf8.size());
    std::copy_n(utf8.data(), std::min<std::size_t>(utf8.size(), 4), text.bytes);
}

void set(ByteTable& table, unsigned byte, char32_t code_point) {
    std::string utf8;
    append_utf8(utf8, code_point);
    set(table, byte, utf8);
}

ByteTable latin_1() {
    ByteTable table{};
    for (unsigned byte = 0; byte < 256; ++byte) set(table, byte, static_cast<char32_t>(byte));
    return table;
}

/// Latin-1 with the bytes from `first` on replaced by the code points of `utf8`.
ByteTable with_upper(unsigned first, std::string_view utf8) {
    ByteTable table = latin_1();
    for (std::size_t at = 0; at < utf8.size(); ++first) set(table, first, next_code_point(utf8, at));
    return table;
}

ByteTable latin_9() {
    ByteTable table = latin_1();
    constexpr std::pair<unsigned, char32_t> differences[] = {{0xA4, U'€'}, {0xA6, U'Š'}, {0xA8, U'š'},
                                                             {0xB4, U'Ž'}, {0xB8, U'ž'}, {0xBC, U'Œ'},
                                                             {0xBD, U'œ'}, {0xBE, U'Ÿ'}};
    for (const auto& [byte, code_point] : differences) set(table, byte, code_point);
    return table;
}

std::optional<ByteTable> from_iconv(const std::string& name) {
    const iconv_t converter = ::iconv_open("UTF-8", name.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    ByteTable table = latin_1();
    for (unsigned byte = 0x80; byte < 256; ++byte) {
        char in = static_cast<char>(byte), out[8];
        char *from = &in, *to = out;
        std::size_t in_left = 1, out_left = sizeof out;
        const bool bad = ::iconv(converter, &from, &in_left, &to, &out_left) == static_cast<std::size_t>(-1);
        const std::size_t size = sizeof out - out_left;
        if (bad || size == 0 || size > 4)
            set(table, byte, U'\uFFFD');
        else
            set(table, byte, std::string_view(out, size));
    }
    ::iconv_close(converter);
    return table;
}

Charset single(std::string name, ByteTable table) {
    return {Encoding::single_byte, std::move(name), std::make_shared<const ByteTable>(table)};
}

std::string normal_label(std::string_view label) {
    std::string result;
    for (const char c : label) {
        if (c == '_' || c == ' ')
            result += '-';
        else
            result += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return result;
}

/// Labels that mean the same, each with the name that we report.
const std::map<std::string, std::string, std::less<>>& aliases() {
    static const std::map<std::string, std::string, std::less<>> table{{"utf8", "utf-8"},
                                                                       {"unicode-1-1-utf-8", "utf-8"},
                                                                       {"utf-8-sig", "utf-8"},
                                                                       {"utf16", "utf-16"},
                                                                       {"utf-16", "utf-16"},
                                                                       {"ucs-2", "utf-16"},
                                                                       {"utf16le", "utf-16le"},
                                                                       {"utf16be", "utf-16be"},
                                                                       {"latin-1", "windows-1252"},
                                                                       {"latin1", "windows-1252"},
                                                                       {"iso-8859-1", "windows-1252"},
                                                                       {"iso8859-1", "windows-1252"},
                                                                       {"iso88591", "windows-1252"},
                                                                       {"l1", "windows-1252"},
                                                                       {"ascii", "windows-1252"},
                                                                       {"us-ascii", "windows-1252"},
                                                                       {"ansi", "windows-1252"},
                                                                       {"cp1252", "windows-1252"},
                                                                       {"cp-1252", "windows-1252"},
                                                                       {"win-1252", "windows-1252"},
                                                                       {"x-cp1252", "windows-1252"},
                                                                       {"windows1252", "windows-1252"},
                                                                       {"latin-9", "iso-8859-15"},
                                                                       {"latin9", "iso-8859-15"},
                                                                       {"iso8859-15", "iso-8859-15"},
                                                                       {"l9", "iso-8859-15"},
                                                                       {"mac", "macintosh"},
                                                                       {"macroman", "macintosh"},
                                                                       {"mac-roman", "macintosh"},
                                                                       {"x-mac-roman", "macintosh"},
                                                                       {"ibm850", "cp850"},
                                                                       {"850", "cp850"},
                                                                       {"cp-850", "cp850"},
                                                                       {"ibm437", "cp437"}};
    return table;
}

/// Further single-byte encodings, by iconv: ISO-8859-2 … 16, windows-125x, cp437, koi8-r.
bool is_iconv_name(const std::string& name) {
    const auto numbered = [&](std::string_view prefix) {
        return name.starts_with(prefix) && name.size() > prefix.size() && name.size() <= prefix.size() + 2 &&
               std::all_of(name.begin() + static_cast<std::ptrdiff_t>(prefix.size()), name.end(),
                           [](char c) { return c >= '0' && c <= '9'; });
    };
    return numbered("iso-8859-") || numbered("windows-125") || name == "cp437" || name == "koi8-r";
}

} // namespace

std::optional<Charset> charset_of(std::string_view label) {
    std::string name = normal_label(label);
    if (const auto alias = aliases().find(name); alias != aliases().end()) name = alias->second;
    if (name == "utf-8") return Charset{};
    if (name == "utf-16le" || name == "utf-16") return Charset{Encoding::utf16le, "utf-16le", nullptr};
    if (name == "utf-16be") return Charset{Encoding::utf16be, "utf-16be", nullptr};
    if (name == "windows-1252") return single(name, with_upper(0x80, windows_1252_80_9f));
    if (name == "iso-8859-15") return single(name, latin_9());
    if (name == "macintosh") return single(name, with_upper(0x80, macintosh_80_ff));
    if (name == "cp850") return single(name, with_upper(0x80, cp850_80_ff));
    if (!is_iconv_name(name)) return std::nullopt;
    const auto table = from_iconv(name);
    return table ? std::optional(single(name, *table)) : std::nullopt;
}

std::string charset_label(std::string_view text) {
    std::string folded = normal_label(text);
    if (const auto at = folded.find("charset="); at != std::string::npos)
        folded = folded.substr(at + 8);
    else if (folded.find('/') != std::string::npos)
        return {};
    if (const auto end = folded.find(';'); end != std::string::npos) folded.resize(end);
    while (!folded.empty() && folded.back() == '-') folded.pop_back();
    if (folded.size() >= 2 && folded.front() == '"' && folded.back() == '"')
        folded = folded.substr(1, folded.size() - 2);
    const bool token = std::all_of(folded.begin(), folded.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':' ||
               c == '+';
    });
    return token ? folded : std::string();
}

} // namespace moisson
