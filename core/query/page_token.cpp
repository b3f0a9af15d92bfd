#include "core/query/page_token.hpp"

#include "core/text/base64.hpp"
#include "core/text/sha256.hpp"

#include <algorithm>
#include <charconv>

namespace moisson {

namespace {

constexpr std::size_t seal_digits = 32; ///< half of a SHA-256: what is left out cannot be extended

/// The key stands on both sides of the text.
std::string seal_of(std::string_view text, std::string_view key) {
    std::string sealed(key);
    sealed.append(text).append(key);
    return sha256_hex(sealed).substr(0, seal_digits);
}

bool same_seal(std::string_view a, std::string_view b) {
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
    return difference == 0;
}

template<class Number>
bool take_token_number(std::string_view& text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto used = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || used >= text.size() || text[used] != ' ') return false;
    text.remove_prefix(used + 1);
    return true;
}

} // namespace

std::string write_page_token(const WalkPosition& position, std::uint64_t list, std::string_view key) {
    const std::string text = std::to_string(position.epoch) + ' ' + std::to_string(position.revision) + ' ' +
                             std::to_string(list) + ' ' + position.after;
    std::string token = base64_encode(seal_of(text, key) + text);
    std::replace(token.begin(), token.end(), '+', '-');
    std::replace(token.begin(), token.end(), '/', '_');
    token.erase(std::find(token.begin(), token.end(), '='), token.end());
    return token;
}

std::optional<WalkPosition> read_page_token(std::string_view token, std::uint64_t list,
                                            std::string_view key) {
    constexpr std::size_t longest = 400;
    if (token.size() > longest) return std::nullopt;
    std::string standard(token);
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    const auto bytes = base64_decode(standard);
    if (!bytes || bytes->size() < seal_digits) return std::nullopt;
    std::string_view text = std::string_view(*bytes).substr(seal_digits);
    if (!same_seal(std::string_view(*bytes).substr(0, seal_digits), seal_of(text, key))) return std::nullopt;
    WalkPosition position;
    std::uint64_t of_list = 0;
    if (!take_token_number(text, position.epoch) || !take_token_number(text, position.revision) ||
        !take_token_number(text, of_list) || of_list != list)
        return std::nullopt;
    position.after = text;
    return position;
}

} // namespace moisson
