#include "core/text/web.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::size_t max_local = 64, max_domain = 253, max_label = 63;

constexpr bool in_class(char c, std::string_view special) {
    return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
           special.find(c) != special.npos;
}

/// Which of the 256 characters a part may hold, looked up instead of compared.
constexpr std::array<bool, 256> char_class(std::string_view special) {
    std::array<bool, 256> table{};
    for (int c = 0; c < 256; ++c)
        table[static_cast<std::size_t>(c)] = in_class(static_cast<char>(c), special);
    return table;
}

constexpr auto local_chars = char_class("!#$%&'*+-/=?^_`{|}~");
constexpr auto label_chars = char_class("-_");

bool has(const std::array<bool, 256>& table, char c) { return table[static_cast<unsigned char>(c)]; }

bool is_local_part(std::string_view local) {
    if (local.empty() || local.size() > max_local) return false;
    bool dot = true; // neither first, nor last, nor doubled
    for (char c : local) {
        if (c == '.' ? dot : !has(local_chars, c)) return false;
        dot = c == '.';
    }
    return !dot;
}

bool is_label(std::string_view label) {
    if (label.empty() || label.size() > max_label || label.front() == '-' || label.back() == '-')
        return false;
    return std::all_of(label.begin(), label.end(), [](char c) { return has(label_chars, c); });
}

/// Two labels at least; the last one is not a number.
bool is_domain(std::string_view domain) {
    if (domain.size() > max_domain) return false;
    std::size_t labels = 0;
    std::string_view last;
    while (true) {
        const std::size_t dot = domain.find('.');
        last = domain.substr(0, dot);
        if (!is_label(last)) return false;
        ++labels;
        if (dot == domain.npos) break;
        domain.remove_prefix(dot + 1);
    }
    return labels >= 2 && last.size() >= 2 && !is_digit(last[0]);
}

bool starts_with_folded(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                      [](char p, char c) { return p == lower(c); });
}

std::string_view bare_email(std::string_view text) {
    if (starts_with_folded(text, "mailto:")) text.remove_prefix(7);
    if (text.size() > 2 && text.front() == '<' && text.back() == '>') text = text.substr(1, text.size() - 2);
    return text;
}

/// Removes the scheme, however it was mistyped; the returned view starts with the host.
std::string_view cut_scheme(std::string_view text, bool& secure) {
    secure = true;
    if (!starts_with_folded(text, "http")) return text;
    std::string_view rest = text.substr(4);
    const bool has_s = !rest.empty() && lower(rest[0]) == 's';
    if (has_s) rest.remove_prefix(1);
    const std::size_t marks = std::min(rest.find_first_not_of(":/\\"), rest.size());
    if (marks == 0) return text; // a host that begins with "http…"
    secure = has_s;
    rest.remove_prefix(marks);
    if (starts_with_folded(rest, "http")) return cut_scheme(rest, secure); // "http://https://…"
    return rest;
}

bool is_port(std::string_view port) {
    return all_digits(port) && port.size() <= 5 && to_unsigned(port) > 0 && to_unsigned(port) < 65536;
}

bool is_host(std::string_view host) {
    const std::size_t colon = host.find(':');
    if (colon != host.npos && !is_port(host.substr(colon + 1))) return false;
    return is_domain(host.substr(0, colon));
}

bool is_path(std::string_view path) {
    const bool two_addresses = path.find(" http") != path.npos || path.find(" www.") != path.npos;
    return !two_addresses && std::all_of(path.begin(), path.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '<' && c != '>' && c != '"';
    });
}

void append_path(std::string_view path, std::string& out) {
    for (char c : path)
        if (c == ' ')
            out += "%20";
        else
            out += c;
}

} // namespace

bool normalise_email(std::string_view text, std::string& out) {
    out.clear();
    text = bare_email(text);
    const std::size_t at = text.find('@');
    if (at == text.npos || !is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1)))
        return false;
    out.resize(text.size());
    std::transform(text.begin(), text.end(), out.begin(), lower);
    return true;
}

std::string_view bare_address(std::string_view url) {
    if (const auto scheme = url.find("://"); scheme != url.npos) url.remove_prefix(scheme + 3);
    if (url.starts_with("www.")) url.remove_prefix(4);
    while (url.ends_with('/')) url.remove_suffix(1);
    return url;
}

bool normalise_url(std::string_view text, std::string& out) {
    out.clear();
    bool secure = true;
    const std::string_view rest = cut_scheme(text, secure);
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    const std::string_view host = rest.substr(0, end), path = rest.substr(end);
    if (!is_host(host) || !is_path(path)) return false;
    out = secure ? "https://" : "http://";
    for (char c : host) out += lower(c);
    append_path(path, out);
    return true;
}

} // namespace moisson
