#include "connectors/formats/charset/survey.hpp"

#include "connectors/formats/limits.hpp"
#include "core/text/utf8.hpp"

#include <string_view>
#include <vector>

namespace moisson {
namespace {

constexpr std::uint64_t enough = 4096; // sequences: the verdict does not change any more

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

void look_at(EncodingSurvey& survey, std::string_view sequence) {
    if (sequence == "\xEF\xBF\xBD") ++survey.replacement;
    if (sequence.starts_with("\xE2\x80") && byte_at(sequence, 2) >= 0xAA && byte_at(sequence, 2) <= 0xAE)
        ++survey.bidi;
    if (sequence.starts_with("\xE2\x81") && byte_at(sequence, 2) >= 0xA6 && byte_at(sequence, 2) <= 0xA9)
        ++survey.bidi;
}

/// "Ã" or "Â" followed by U+0080..U+00BF.
bool is_mojibake(std::string_view text, std::size_t at) {
    return at + 3 < text.size() && text[at] == '\xC3' && (text[at + 1] == '\x83' || text[at + 1] == '\x82') &&
           text[at + 2] == '\xC2';
}

/// Returns how many bytes were judged; the rest may continue in the next chunk.
std::size_t judge(EncodingSurvey& survey, std::string_view text, bool last) {
    std::size_t at = 0;
    while (at < text.size() && survey.valid + survey.invalid < enough) {
        if (byte_at(text, at) < 0x80) {
            ++at;
            continue;
        }
        if (!last && text.size() - at < 4) return at;
        ++survey.high[byte_at(text, at) - 0x80u];
        if (is_mojibake(text, at)) ++survey.mojibake;
        const std::size_t start = at;
        next_code_point(text, at);
        if (at - start > 1) {
            ++survey.valid;
            look_at(survey, text.substr(start, at - start));
        } else {
            ++survey.invalid;
        }
    }
    return at;
}

bool is_french_letter(char32_t c) {
    constexpr std::u32string_view letters = U"éèêëàâäçîïôöûùüÿœæÉÈÊËÀÂÇÎÏÔÛÙŒ’«»°€\u00a0";
    return letters.find(c) != std::u32string_view::npos;
}

std::uint64_t french_score(const EncodingSurvey& survey, const Charset& charset) {
    std::uint64_t score = 0;
    for (std::size_t i = 0; i < 128; ++i) {
        if (survey.high[i] == 0) continue;
        const auto& text = charset.table->of[i + 0x80];
        std::size_t at = 0;
        if (is_french_letter(next_code_point({text.bytes, text.size}, at))) score += survey.high[i];
    }
    return score;
}

} // namespace

EncodingSurvey survey_encoding(ByteSource& bytes) {
    EncodingSurvey survey;
    std::vector<char> chunk(format_limit::chunk);
    std::size_t kept = 0;
    for (;;) {
        const std::size_t got = bytes.read(chunk.data() + kept, chunk.size() - kept);
        const std::string_view text(chunk.data(), kept + got);
        const std::size_t judged = judge(survey, text, got == 0);
        if (got == 0) {
            survey.cut_at_end = unfinished_sequence(text) > 0;
            return survey;
        }
        if (survey.valid + survey.invalid >= enough) return survey;
        kept = text.size() - judged;
        std::copy_n(chunk.data() + judged, kept, chunk.data());
    }
}

Charset guess_single_byte(const EncodingSurvey& survey) {
    Charset best = *charset_of("windows-1252");
    std::uint64_t best_score = french_score(survey, best);
    for (const char* name : {"iso-8859-15", "macintosh", "cp850"}) {
        Charset candidate = *charset_of(name);
        const std::uint64_t score = french_score(survey, candidate);
        if (score > best_score + best_score / 4) {
            best = std::move(candidate);
            best_score = score;
        }
    }
    return best;
}

} // namespace moisson
