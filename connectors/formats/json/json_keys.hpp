// Keys of JSON objects: none may come twice in one object, and each may lead to a path.
#pragma once
#include "connectors/formats/json/json_token.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace moisson {

/// Keys of the objects that are open, to refuse a key that comes twice in one of them.
class JsonKeys {
public:
    std::size_t open() const { return hashes_.size(); } ///< mark of a new object
    /// True when `key` already stands in the object that began at `mark`.
    bool add(std::size_t mark, std::string_view key);
    bool has_any(std::size_t mark) const { return hashes_.size() > mark; }
    void close(std::size_t mark) { hashes_.resize(mark); }

private:
    std::vector<std::uint64_t> hashes_;
    std::vector<std::uint64_t> sorted_; ///< of the one large object that is being filled
    std::size_t sorted_mark_ = 0;
};

/// The keys that were seen in the objects at one place of the records. They are numbered, so that a key that
/// is written as before costs one comparison, and one that comes twice shows as a bit; what is not here (too
/// many, too long, written with escapes) goes to JsonKeys.
class JsonShape {
public:
    static constexpr std::size_t most = 64; ///< keys: bits of Seen
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    using Seen = std::uint64_t;

    struct Key {
        JsonToken token;
        int child = 0;            ///< selector node of the value
        std::size_t next = 0;     ///< number of the key that probably follows
        std::size_t below = none; ///< shape of the objects in the value
    };

    /// Of an object at the selector node `node`; the first one counts, for what the keys lead to. False: this
    /// object is read without the shape.
    bool begin(int node) {
        if (keys_.empty()) node_ = node;
        expected_ = 0;
        last_ = none;
        return node == node_ && strangers_ < strangers_allowed;
    }
    /// Number of the key that probably comes next, or none.
    std::size_t expected() const { return expected_ < keys_.size() ? expected_ : none; }
    Key& key(std::size_t number) { return keys_[number]; }
    std::size_t find(std::string_view name) const;     ///< number, or none
    std::size_t add(std::string_view name, int child); ///< number, or none when there is no room
    /// The key has come. True when it came before in the object.
    bool take(std::size_t number, Seen& seen) {
        if (last_ != none) keys_[last_].next = number;
        last_ = number;
        expected_ = keys_[number].next;
        const Seen bit = Seen{1} << number;
        const bool twice = (seen & bit) != 0;
        seen |= bit;
        return twice;
    }

private:
    static constexpr std::size_t strangers_allowed = 256; ///< then the objects are tables, or in no order

    std::vector<Key> keys_;
    int node_ = 0;
    std::size_t expected_ = 0, last_ = none;
    std::size_t strangers_ = 0; ///< keys that found no room
};

} // namespace moisson
