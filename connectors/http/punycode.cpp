#include "connectors/http/host_name.hpp"

namespace moisson {

namespace {

constexpr std::uint32_t base = 36, t_min = 1, t_max = 26, skew = 38, damp = 700, initial_bias = 72,
                        initial_n = 128;

std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool first) {
    delta = first ? delta / damp : delta / 2;
    delta += delta / points;
    std::uint32_t k = 0;
    for (; delta > ((base - t_min) * t_max) / 2; k += base) delta /= base - t_min;
    return k + (base - t_min + 1) * delta / (delta + skew);
}

char digit(std::uint32_t value) { return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26)); }

std::optional<std::uint32_t> digit_value(char c) {
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a');
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 26);
    return std::nullopt;
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
    return k <= bias ? t_min : k >= bias + t_max ? t_max : k - bias;
}

void append_delta(std::string& out, std::uint32_t delta, std::uint32_t bias) {
    for (std::uint32_t k = base;; k += base) {
        const std::uint32_t t = threshold(k, bias);
        if (delta < t) break;
        out += digit(t + (delta - t) % (base - t));
        delta = (delta - t) / (base - t);
    }
    out += digit(delta);
}

} // namespace

std::optional<std::string> punycode_encode(std::u32string_view label) {
    if (label.size() > 63)
        return std::nullopt; // the result would be longer still; keeps the sums below 32 bits
    std::string out;
    for (char32_t c : label)
        if (c < 0x80) out += static_cast<char>(c);
    std::uint32_t n = initial_n, delta = 0, bias = initial_bias;
    const auto basic = static_cast<std::uint32_t>(out.size());
    std::uint32_t handled = basic;
    if (basic) out += '-';
    while (handled < label.size()) {
        std::uint32_t next = 0x110000;
        for (char32_t c : label)
            if (c >= n && c < next) next = c;
        delta += (next - n) * (handled + 1);
        n = next;
        for (char32_t c : label) {
            if (c < n) ++delta;
            if (c != n) continue;
            append_delta(out, delta, bias);
            bias = adapt(delta, handled + 1, handled == basic);
            delta = 0;
            ++handled;
        }
        ++delta, ++n;
    }
    return out;
}

std::optional<std::u32string> punycode_decode(std::string_view label) {
    if (label.size() > 63) return std::nullopt;
    std::u32string out;
    const std::size_t dash = label.rfind('-');
    if (dash != std::string_view::npos)
        for (char c : label.substr(0, dash)) out += static_cast<char32_t>(static_cast<unsigned char>(c));
    std::uint64_t n = initial_n, i = 0;
    std::uint32_t bias = initial_bias;
    std::size_t at = dash == std::string_view::npos ? 0 : dash + 1;
    while (at < label.size()) {
        const std::uint64_t before = i;
        std::uint64_t weight = 1;
        for (std::uint32_t k = base;; k += base) {
            if (at == label.size()) return std::nullopt;
            const auto value = digit_value(label[at++]);
            if (!value) return std::nullopt;
            i += *value * weight;
            const std::uint32_t t = threshold(k, bias);
            if (*value < t) break;
            weight *= base - t;
            if (weight > 0xffffffff || i > 0xffffffff) return std::nullopt;
        }
        const auto points = static_cast<std::uint32_t>(out.size() + 1);
        bias = adapt(static_cast<std::uint32_t>(i - before), points, before == 0);
        n += i / points;
        i %= points;
        if (n > 0x10ffff || n < 0x80 || (n >= 0xd800 && n < 0xe000)) return std::nullopt;
        out.insert(out.begin() + static_cast<std::ptrdiff_t>(i++), static_cast<char32_t>(n));
    }
    return out;
}

} // namespace moisson
