#include "core/linkage/normal/contact.hpp"

#include "core/linkage/normal/words.hpp"
#include "core/text/ascii.hpp"
#include "core/text/generic_mailbox.hpp"
#include "core/text/phone.hpp"
#include "core/text/utf8.hpp"
#include "core/text/web.hpp"

#include <algorithm>

namespace moisson {
namespace {

/// One figure again and again, or counting up: what a form demanded and nobody knew.
bool is_placeholder_number(std::string_view digits) {
    const std::string_view last = digits.substr(digits.size() - std::min<std::size_t>(digits.size(), 8));
    if (last.find_first_not_of(last[0]) == last.npos) return true;
    return digits.ends_with("123456789") || digits.ends_with("1234567890");
}

std::string as_evidence(std::string_view text) {
    std::string number;
    if (!normalise_phone(text, number) || number[0] != '+' || is_placeholder_number(number.substr(1)))
        return {};
    return number;
}

/// Numbers of other countries, as they are written there: "404/231-1368". A letter begins an extension.
std::string plain_digits(std::string_view text) {
    std::string digits;
    for (std::size_t at = 0; at < text.size() && !(is_letter(text[at]) && digits.size() >= 7); ++at)
        if (is_digit(text[at])) digits += text[at];
    if (digits.size() < 7 || digits.size() > 15 || is_placeholder_number(digits)) return {};
    // A French or an international number that is none (too short, too long) is no evidence.
    if (text.find('+') != text.npos || digits[0] == '0') return {};
    // A spreadsheet ate the zero; eight digits of Polynésie française.
    std::string known;
    return normalise_phone(digits, known) ? as_evidence(digits) : digits;
}

std::size_t end_of_part(std::string_view text, std::size_t from) {
    std::size_t end = std::min(text.find_first_of("/;,|\n", from), text.size());
    for (std::string_view word : {" ou ", " et ", " or ", " and "})
        end = std::min(end, text.find(word, from));
    return end;
}

bool is_hosting_platform(std::string_view host) {
    static const WordRow row[] = {
        {"facebook.com",
         "m.facebook.com fr-fr.facebook.com fb.com instagram.com twitter.com x.com linkedin.com "
         "fr.linkedin.com "
         "youtube.com tiktok.com pinterest.com linktr.ee helloasso.com sites.google.com google.com google.fr "
         "goo.gl maps.google.com drive.google.com docs.google.com doctolib.fr pagesjaunes.fr calameo.com "
         "github.com "
         "wikipedia.org fr.wikipedia.org bit.ly tripadvisor.fr tripadvisor.com"}};
    static const WordIndex index(row);
    return index.find(host) >= 0;
}

bool names_no_owner(std::string_view path) {
    return path == "pages" || path == "company" || path == "school" || path == "in" || path == "view" ||
           path == "site" || path == "people" || path == "profile.php" || path == "groups" ||
           path == "associations" || path == "channel" || path == "c" || path == "user" || path == "p";
}

/// First part of the path that is a name.
std::string first_name(std::string_view path) {
    for (std::size_t from = 0; from < path.size();) {
        const std::size_t end = std::min(path.find_first_of("/?#", from), path.size());
        const std::string part = ascii_lower(path.substr(from, end - from));
        if (!part.empty() && !names_no_owner(part)) return part;
        if (end < path.size() && path[end] != '/') return {};
        from = end + 1;
    }
    return {};
}

} // namespace

std::string normal_phone(std::string_view text) {
    std::string number;
    if (normalise_phone(text, number)) return as_evidence(text);
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = end_of_part(text, from);
        std::string_view part = text.substr(from, end - from);
        part.remove_prefix(std::min(part.find_first_of("+(0123456789"), part.size())); // "ou", "accueil :"
        number = as_evidence(trim(part));
        if (!number.empty()) return number;
        from = end + 1;
    }
    return plain_digits(text);
}

std::string normal_email(std::string_view text) {
    std::string email;
    text = trim(text);
    if (normalise_email(text, email)) return email;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" ;,/|\n\t", from), text.size());
        if (normalise_email(text.substr(from, end - from), email)) return email;
        from = end + 1;
    }
    return {};
}

std::string_view email_domain(std::string_view email) {
    const std::size_t at = email.rfind('@');
    if (at == email.npos) return {};
    const std::string_view domain = email.substr(at + 1);
    return is_mailbox_provider(domain) ? std::string_view() : domain;
}

std::string website_key(std::string_view url) {
    std::string whole;
    if (!normalise_url(trim(url), whole)) return {};
    std::string_view rest = std::string_view(whole).substr(whole.find("//") + 2);
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view host = rest.substr(0, end), path = rest.substr(end);
    host = host.substr(0, host.find(':'));
    if (host.starts_with("www.")) host.remove_prefix(4);
    if (!is_hosting_platform(host)) return std::string(host);
    const std::string name = first_name(path);
    return name.empty() ? std::string() : std::string(host) + '/' + name;
}

} // namespace moisson
