#include "core/store/public_ids.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr std::uint64_t low_mask = (std::uint64_t{1} << 62) - 1;
constexpr std::uint64_t high_mask = (std::uint64_t{1} << 12) - 1;

std::uint64_t big_endian(const unsigned char* bytes, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[i];
    return value;
}

void put_big_endian(unsigned char* bytes, std::size_t count, std::uint64_t value) {
    for (std::size_t i = count; i-- > 0; value >>= 8) bytes[i] = static_cast<unsigned char>(value);
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

} // namespace

std::string to_text(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "mo_";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        const auto byte = static_cast<unsigned char>(bytes[i]);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<PublicId> parse_public_id(std::string_view text) {
    constexpr std::size_t length = 39;
    if (text.size() != length || !text.starts_with("mo_")) return std::nullopt;
    PublicId id{};
    std::size_t digits = 0;
    for (const char c : text.substr(3)) {
        if (c == '-') continue;
        const int value = hex_digit(c);
        if (value < 0 || digits == 32) return std::nullopt;
        id[digits / 2] = static_cast<unsigned char>(id[digits / 2] << 4 | value);
        ++digits;
    }
    if (digits != 32) return std::nullopt;
    return id;
}

PublicIds::PublicIds(UnixTime now, std::uint64_t random_seed, std::string_view last) : state_(random_seed) {
    milliseconds_ = static_cast<std::uint64_t>(std::max<UnixTime>(now, 0)) * 1000;
    high_ = random() & (high_mask >> 1); // the upper half is room to count
    low_ = random() & low_mask;
    if (last.size() != id_.size()) return;
    const auto* bytes = reinterpret_cast<const unsigned char*>(last.data());
    const std::uint64_t last_milliseconds = big_endian(bytes, 6);
    if (milliseconds_ > last_milliseconds) return;
    milliseconds_ = last_milliseconds;
    high_ = big_endian(bytes + 6, 2) & high_mask;
    low_ = big_endian(bytes + 8, 8) & low_mask;
}

const PublicId& PublicIds::next() {
    low_ += 1 + (random() >> 32);
    if (low_ > low_mask) {
        low_ &= low_mask;
        if (++high_ > high_mask) {
            high_ = 0;
            ++milliseconds_;
        }
    }
    put_big_endian(id_.data(), 6, milliseconds_);
    put_big_endian(id_.data() + 6, 2, 0x7000 | high_);
    put_big_endian(id_.data() + 8, 8, (std::uint64_t{2} << 62) | low_);
    return id_;
}

/// splitmix64
std::uint64_t PublicIds::random() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

std::optional<std::int64_t> find_cluster(Database& database, const PublicId& id) {
    const std::string_view wanted(reinterpret_cast<const char*>(id.data()), id.size());
    std::int64_t low = 1, high = database.number("SELECT max(cluster) FROM cluster");
    Statement from(database,
                   "SELECT cluster, public_id FROM cluster WHERE cluster >= ?1 ORDER BY cluster LIMIT 1");
    while (low <= high) {
        const std::int64_t middle = low + (high - low) / 2;
        from.with(middle);
        if (!from.step()) return std::nullopt;
        if (from.text(1) == wanted) return from.integer(0);
        if (from.text(1) < wanted)
            low = from.integer(0) + 1;
        else
            high = middle - 1;
    }
    return std::nullopt;
}

} // namespace moisson
