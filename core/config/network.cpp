#include "core/config/network.hpp"

#include <charconv>
#include <cstddef>

namespace moisson {
namespace {

bool is_number(std::string_view text, unsigned most) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number <= most;
}

bool is_ipv4(std::string_view text) {
    for (int part = 0; part < 4; ++part) {
        const std::size_t end = part < 3 ? text.find('.') : text.size();
        if (end == std::string_view::npos || end > 3 || !is_number(text.substr(0, end), 255)) return false;
        text.remove_prefix(part < 3 ? end + 1 : end);
    }
    return true;
}

bool is_group(std::string_view text) {
    return !text.empty() && text.size() <= 4 &&
           text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Number of groups of a part without "::", or 9 when one is wrong. A dotted tail counts for two.
std::size_t count_groups(std::string_view text) {
    std::size_t groups = 0;
    while (!text.empty()) {
        const std::size_t end = text.find(':');
        const std::string_view group = text.substr(0, end);
        const bool last = end == std::string_view::npos;
        if (last && is_ipv4(group)) return groups + 2;
        if (!is_group(group) || (!last && end + 1 == text.size())) return 9;
        ++groups;
        text.remove_prefix(last ? text.size() : end + 1);
    }
    return groups;
}

bool is_ipv6(std::string_view text) {
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) return count_groups(text) == 8;
    return count_groups(text.substr(0, gap)) + count_groups(text.substr(gap + 2)) <= 7;
}

} // namespace

bool is_listen_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0 || !is_number(text.substr(colon + 1), 65535))
        return false;
    const std::string_view host = text.substr(0, colon);
    if (host.front() == '[') return host.back() == ']' && is_ipv6(host.substr(1, host.size() - 2));
    return host.find_first_of(": /") == std::string_view::npos;
}

bool is_network(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    const bool v4 = is_ipv4(address);
    if (!v4 && !is_ipv6(address)) return false;
    return slash == std::string_view::npos || is_number(text.substr(slash + 1), v4 ? 32 : 128);
}

} // namespace moisson
