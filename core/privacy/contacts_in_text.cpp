#include "core/privacy/contacts_in_text.hpp"
#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"
#include "core/text/phone.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {
namespace {

bool is_local_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '%' || c == '+' || c == '-' || c == '\'';
}

bool is_domain_char(char c) { return is_local_char(c) && c != '_' && c != '%' && c != '+' && c != '\''; }

/// The address around the @ at `at`; nothing when there is none.
bool read_email(std::string_view text, std::size_t at, std::size_t from, ContactInText& contact) {
    std::size_t begin = at, end = at + 1;
    while (begin > from && is_local_char(text[begin - 1])) --begin;
    while (end < text.size() && is_domain_char(text[end])) ++end;
    while (begin < at && (text[begin] == '.' || text[begin] == '\'' || text[begin] == '-')) ++begin;
    while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    if (begin == at || domain.find('.') == domain.npos) return false;
    contact = {ContactInText::Type::email, begin, end, fold(text.substr(begin, end - begin))};
    return true;
}

/// Bytes of one separator between two digits, 0 when there is none. No-break spaces are two or three bytes.
std::size_t separator_at(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] == '\n' || text[at] == '\r') return 0;
    if (text[at] == ' ' || text[at] == '.' || text[at] == '-' || text[at] == '/' || text[at] == '\t')
        return 1;
    if (static_cast<unsigned char>(text[at]) < 0x80) return 0;
    std::size_t next = at;
    const char32_t c = next_code_point(text, next);
    return c == 0xA0 || c == 0x202F || (c >= 0x2010 && c <= 0x2015) ? next - at : 0;
}

/// Takes up to `most` digits from `at` on, with at most one separator (or "(0)") between two of them.
std::size_t take_digits(std::string_view text, std::size_t at, std::size_t most, std::string& digits) {
    std::size_t end = at;
    while (digits.size() < most) {
        std::size_t next = end;
        if (!digits.empty()) {
            next += separator_at(text, next);
            if (text.substr(next).starts_with("(0)")) next += 3;
            if (next != end) next += separator_at(text, next);
        }
        if (next >= text.size() || !is_digit(text[next])) break;
        digits += text[next];
        end = next + 1;
    }
    return end;
}

bool read_phone(std::string_view text, std::size_t at, ContactInText& contact) {
    const bool plus = text[at] == '+', zeros = !plus && text.substr(at).starts_with("00");
    if (!plus && text[at] != '0') return false;
    const std::size_t first = plus ? at + 1 : at;
    std::string digits;
    std::size_t end = first;
    if (plus || zeros) {
        std::string prefix;
        take_digits(text, first, zeros ? 4 : 2, prefix);
        const bool french = prefix == (zeros ? "0033" : "33");
        end = take_digits(text, first, (zeros ? 2 : 0) + (french ? 11u : 13u), digits);
        if (digits.size() < (zeros ? 12u : 10u)) return false;
    } else {
        end = take_digits(text, first, 10, digits);
        if (digits.size() != 10) return false;
    }
    if (end < text.size() && is_digit(text[end])) return false; // longer: an identifier
    const std::string written = (plus ? "+" : "") + digits;
    contact = {ContactInText::Type::phone, at, end, {}};
    if (!normalise_phone(written, contact.normal))
        contact.normal = plus ? written : "+" + digits.substr(zeros ? 2 : 0);
    return true;
}

bool is_apart(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    const char before = text[at - 1];
    return !is_digit(before) && before != '+' && !(before >= 'a' && before <= 'z') &&
           !(before >= 'A' && before <= 'Z');
}

} // namespace

void find_contacts(std::string_view text, std::vector<ContactInText>& found) {
    found.clear();
    ContactInText contact;
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const bool email = c == '@' && read_email(text, at, from, contact);
        const bool phone = (c == '0' || c == '+') && is_apart(text, at) && read_phone(text, at, contact);
        if (!email && !phone) continue;
        // "0612345678@example.fr": the address began where a number was seen.
        if (email && !found.empty() && found.back().end > contact.begin) found.pop_back();
        if (email) from = contact.end;
        at = contact.end - 1;
        found.push_back(std::move(contact));
    }
}

void find_words(std::string_view text, std::vector<WordInText>& words) {
    words.clear();
    std::size_t begin = std::string_view::npos;
    const auto close = [&](std::size_t end) {
        if (begin != std::string_view::npos)
            words.push_back({begin, end, fold(text.substr(begin, end - begin))});
        begin = std::string_view::npos;
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t here = at;
        const char32_t c = next_code_point(text, at);
        const bool letter =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x206F) && c < 0xFE00);
        if (letter && begin == std::string_view::npos) begin = here;
        if (!letter) close(here);
    }
    close(text.size());
}

std::string whole_email(std::string_view text) {
    std::vector<ContactInText> found;
    const std::string_view trimmed = trim(text);
    find_contacts(trimmed, found);
    const bool whole = found.size() == 1 && found[0].type == ContactInText::Type::email &&
                       found[0].begin == 0 && found[0].end + 1 >= trimmed.size();
    return whole ? found[0].normal : std::string();
}

} // namespace moisson
