#include "core/store/packed/packed_page.hpp"

#include "core/store/store.hpp"

namespace moisson {

namespace {

[[noreturn]] void fail_packed() {
    throw StoreError(65,
                     "a packed row of the store ends too early; run `moisson verify` and restore a backup");
}

} // namespace

void append_varint(std::string& bytes, std::uint64_t value) {
    for (; value >= 128; value >>= 7) bytes += static_cast<char>(value | 128);
    bytes += static_cast<char>(value);
}

std::uint64_t take_varint(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size() && i < 10; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        value |= static_cast<std::uint64_t>(byte & 127) << (7 * i);
        if (byte < 128) {
            bytes.remove_prefix(i + 1);
            return value;
        }
    }
    fail_packed();
}

bool PackedCursor::next() {
    if (rest_.empty()) return false;
    // Keys are spread over all 64 bits: differences may wrap, and come back the same way.
    key_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(key_) + take_varint(rest_));
    const std::uint64_t size = take_varint(rest_);
    if (size > rest_.size()) fail_packed();
    value_ = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
}

void PackedRow::add(std::int64_t key, std::string_view value) {
    if (entries_ == 0) first_key_ = last_key_ = key;
    append_varint(bytes_, static_cast<std::uint64_t>(key) - static_cast<std::uint64_t>(last_key_));
    append_varint(bytes_, value.size());
    bytes_ += value;
    last_key_ = key;
    ++entries_;
}

void PackedRow::clear() {
    bytes_.clear();
    entries_ = 0;
}

} // namespace moisson
