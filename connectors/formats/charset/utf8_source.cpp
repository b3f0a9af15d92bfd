#include "connectors/formats/charset/utf8_source.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <cstring>

namespace moisson {
namespace {

constexpr std::size_t head_size = 4096;
constexpr std::size_t raw_chunk = 32u << 10;

[[noreturn]] void refuse_label(std::string_view label) {
    throw FormatError(
        format_code::unsupported_encoding, 1, 1,
        "the encoding \"" + std::string(label) +
            "\" is not read. Ask the producer for UTF-8, or declare [source.csv] encoding (utf-8, "
            "windows-1252, iso-8859-15, macintosh, cp850, utf-16le, utf-16be).");
}

std::size_t first_high_byte(std::string_view text) {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        if (word & 0x8080808080808080ull) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
    return at;
}

} // namespace

Utf8Source::Utf8Source(OpenBytes open, std::string_view declared, std::string_view hint)
    : open_(std::move(open)), bytes_(open_()) {
    head_.resize(head_size);
    head_.resize(bytes_->read_fully(head_.data(), head_size));
    choose(declared, hint);
}

void Utf8Source::warn(const char* code, std::string message) {
    warnings_.push_back({Severity::warning, code, "", "", std::move(message)});
    ++revision_;
}

void Utf8Source::choose(std::string_view declared, std::string_view hint) {
    const bool automatic = declared.empty() || declared == "auto";
    if (!automatic)
        choose_label(declared, Basis::declared);
    else if (const std::string label = charset_label(hint); !label.empty())
        choose_label(label, Basis::hint);
    if (choose_by_mark()) return;
    if (charset_.encoding == Encoding::utf16le || charset_.encoding == Encoding::utf16be)
        decided_ = true;
    else
        check_nul_bytes();
}

void Utf8Source::choose_label(std::string_view label, Basis basis) {
    auto charset = charset_of(label);
    if (!charset) refuse_label(label);
    charset_ = std::move(*charset);
    basis_ = basis;
    label_ = label;
}

bool Utf8Source::choose_by_mark() {
    const std::string_view head = head_;
    if (head.starts_with(std::string_view("\xFF\xFE\0\0", 4)) ||
        head.starts_with(std::string_view("\0\0\xFE\xFF", 4)))
        refuse_label("utf-32");
    struct Mark {
        std::string_view bytes;
        const char* label;
    };
    for (const auto& [bytes, label] :
         {Mark{"\xEF\xBB\xBF", "utf-8"}, {"\xFF\xFE", "utf-16le"}, {"\xFE\xFF", "utf-16be"}}) {
        if (!head.starts_with(bytes)) continue;
        head_used_ = bytes.size();
        auto marked = *charset_of(label);
        const bool same_family = marked.encoding == charset_.encoding || charset_.name.starts_with("utf-16");
        if (basis_ != Basis::content && !same_family)
            warn(format_code::encoding_mismatch,
                 "Le fichier est annoncé en " + label_ + " mais commence par la marque " + marked.name +
                     " : il est lu en " + marked.name + ". Corrigez l'encodage annoncé.");
        charset_ = std::move(marked);
        basis_ = Basis::byte_order_mark;
        decided_ = charset_.encoding != Encoding::utf8;
        return true;
    }
    return false;
}

/// UTF-16 without a mark and without a label is refused, never read as UTF-8 with holes.
void Utf8Source::check_nul_bytes() const {
    std::size_t even = 0, odd = 0;
    for (std::size_t i = 0; i < head_.size(); ++i)
        if (head_[i] == '\0') ++(i % 2 ? odd : even);
    if ((even + odd) * 10 < head_.size() || even + odd < 2) return;
    const char* remedy =
        odd > even * 4   ? "It looks like UTF-16: declare [source.csv] encoding = \"utf-16le\"."
        : even > odd * 4 ? "It looks like UTF-16: declare [source.csv] encoding = \"utf-16be\"."
                         : "It is not a text file: check the address.";
    throw FormatError(format_code::nul_bytes, 1, 1,
                      std::string("the file is full of NUL bytes and no encoding is given. ") + remedy);
}

/// Called at the first byte above 0x7F: looks ahead from the start of the file.
void Utf8Source::decide() {
    decided_ = true;
    ++revision_;
    const EncodingSurvey survey = survey_encoding(*open_());
    if (basis_ == Basis::content && !survey.is_utf8()) {
        charset_ = guess_single_byte(survey);
        warn(format_code::encoding_guessed,
             "L'encodage n'est pas annoncé et n'est pas UTF-8 : le fichier est lu en " + charset_.name +
                 ". Publiez en UTF-8 ou annoncez l'encodage.");
    } else if (basis_ == Basis::declared || basis_ == Basis::hint) {
        decide_against_label(survey);
    }
    warn_about(survey);
}

void Utf8Source::decide_against_label(const EncodingSurvey& survey) {
    if (charset_.encoding == Encoding::utf8 && !survey.is_utf8()) {
        Charset found = guess_single_byte(survey);
        if (basis_ == Basis::declared)
            throw FormatError(format_code::encoding_mismatch, 1, 1,
                              "the feed declares encoding = \"" + label_ +
                                  "\" but most accented characters are not "
                                  "UTF-8; the file looks like " +
                                  found.name + ". Correct [source.csv] encoding, or write \"auto\".");
        charset_ = std::move(found);
    } else if (charset_.encoding == Encoding::single_byte && survey.invalid == 0 && survey.valid >= 3) {
        charset_ = Charset{};
    } else {
        return;
    }
    warn(format_code::encoding_mismatch, "Le fichier est annoncé en " + label_ + " mais son contenu est en " +
                                             charset_.name +
                                             " : il est lu ainsi. Corrigez l'encodage annoncé.");
}

void Utf8Source::warn_about(const EncodingSurvey& survey) {
    if (charset_.encoding != Encoding::utf8) return;
    if (survey.mojibake > 0 && survey.mojibake * 4 >= survey.valid)
        warn(format_code::mojibake,
             "Le texte semble encodé deux fois (« Ã© » au lieu de « é ») : rien n'est corrigé d'office. "
             "Vérifiez l'export.");
    if (survey.replacement > 0)
        warn(format_code::replacement_character,
             "Le fichier contient « \uFFFD » : des caractères ont été perdus avant l'envoi. "
             "Vérifiez l'encodage de l'export.");
    if (survey.bidi > 0)
        warn(format_code::bidi_control,
             "Le fichier contient des caractères invisibles qui changent le sens d'écriture. "
             "Retirez-les de l'export.");
}

std::size_t Utf8Source::read(char* to, std::size_t size) {
    if (decided_ && charset_.encoding == Encoding::single_byte) return read_single_byte(to, size);
    if (charset_.encoding == Encoding::utf16le || charset_.encoding == Encoding::utf16be)
        return read_utf16(to, size);
    const std::size_t got = read_raw(to, size);
    if (decided_) return got;
    const std::size_t ascii = first_high_byte({to, got});
    if (ascii == got) return got;
    decide();
    if (charset_.encoding == Encoding::utf8) return got;
    raw_.assign(to + ascii, got - ascii);
    raw_used_ = 0;
    return ascii > 0 ? ascii : read_single_byte(to, size);
}

std::size_t Utf8Source::read_raw(char* to, std::size_t size) {
    if (head_used_ == head_.size()) return bytes_->read(to, size);
    const std::size_t count = std::min(size, head_.size() - head_used_);
    std::memcpy(to, head_.data() + head_used_, count);
    head_used_ += count;
    return count;
}

/// At least one byte in raw_ unless the file has ended.
std::size_t Utf8Source::fill_raw(std::size_t wanted) {
    if (raw_used_ == raw_.size()) {
        raw_.resize(wanted);
        raw_used_ = 0;
        raw_.resize(read_raw(raw_.data(), wanted));
    }
    return raw_.size() - raw_used_;
}

std::size_t Utf8Source::read_single_byte(char* to, std::size_t size) {
    const std::size_t available = std::min(fill_raw(std::max<std::size_t>(size / 3, 1)), size / 4);
    char* out = to;
    const ByteTable& table = *charset_.table;
    for (std::size_t i = 0; i < available; ++i) {
        const auto byte = static_cast<unsigned char>(raw_[raw_used_ + i]);
        if (byte < 0x80) {
            *out++ = static_cast<char>(byte);
            continue;
        }
        const auto& text = table.of[byte];
        std::memcpy(out, text.bytes, 4); // room: at most a quarter of `size` bytes are taken at once
        out += text.size;
    }
    raw_used_ += available;
    return static_cast<std::size_t>(out - to);
}

/// Up to a whole unit in raw_; false at the end of the file.
bool Utf8Source::refill_units() {
    std::string left = raw_.substr(raw_used_);
    const std::size_t kept = left.size();
    left.resize(kept + raw_chunk);
    left.resize(kept + read_raw(left.data() + kept, raw_chunk));
    raw_ = std::move(left);
    raw_used_ = 0;
    return raw_.size() > kept;
}

std::size_t Utf8Source::read_utf16(char* to, std::size_t size) {
    utf16_.set_big_endian(charset_.encoding == Encoding::utf16be);
    for (;;) {
        std::string_view input = std::string_view(raw_).substr(raw_used_);
        const std::size_t written = utf16_.convert(input, to, size);
        raw_used_ = raw_.size() - input.size();
        if (written > 0) return written;
        if (!refill_units()) break;
    }
    if (!raw_.empty() || utf16_.is_inside_pair())
        throw FormatError(
            format_code::truncated, 0, 0,
            "the UTF-16 file ends in the middle of a character: the transfer was cut. Run again.");
    return 0;
}

} // namespace moisson
