// One row of a packed table: entries in the order of their keys, each a difference to the key before it, a
// length and bytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Varint, seven bits a byte, the lowest first.
void append_varint(std::string& bytes, std::uint64_t value);
/// Throws StoreError 65 when the bytes end before the number does.
std::uint64_t take_varint(std::string_view& bytes);

/// Reads the entries of one row, front to back.
class PackedCursor {
public:
    PackedCursor() = default;
    PackedCursor(std::int64_t first_key, std::string_view row) : key_(first_key), rest_(row) {}
    bool next(); ///< false: the row has ended
    std::int64_t key() const { return key_; }
    std::string_view value() const { return value_; } ///< lives as long as the row

private:
    std::int64_t key_ = 0;
    std::string_view rest_, value_;
};

/// Makes one row; the first entry's key is the row's.
class PackedRow {
public:
    void add(std::int64_t key, std::string_view value); ///< above the keys before it
    /// Bytes after one more value of this size, at most.
    std::size_t bytes_with(std::size_t value) const { return bytes_.size() + value + 20; }
    bool empty() const { return entries_ == 0; }
    std::int64_t first_key() const { return first_key_; }
    std::uint64_t entries() const { return entries_; }
    const std::string& bytes() const { return bytes_; }
    void clear();

private:
    std::int64_t first_key_ = 0, last_key_ = 0;
    std::uint64_t entries_ = 0;
    std::string bytes_;
};

} // namespace moisson
