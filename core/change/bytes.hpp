// Plain values to bytes and back, for files that only this program reads.
#pragma once
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace moisson {

template<class T>
void put_value(std::string& out, const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

inline void put_text(std::string& out, std::string_view text) {
    put_value(out, static_cast<std::uint32_t>(text.size()));
    out.append(text);
}

template<class T>
void put_array(std::string& out, const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    put_value(out, static_cast<std::uint64_t>(values.size()));
    out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

/// Reads what the functions above wrote; throws std::runtime_error beyond the end.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    template<class T>
    T value() {
        T result;
        std::memcpy(&result, take(sizeof result).data(), sizeof result);
        return result;
    }
    std::string_view text() { return take(value<std::uint32_t>()); }
    template<class T>
    std::vector<T> array() {
        const auto size = value<std::uint64_t>();
        if (size > bytes_.size() / sizeof(T)) throw std::runtime_error("an array is longer than the file");
        std::vector<T> result(size);
        if (size) std::memcpy(result.data(), take(size * sizeof(T)).data(), size * sizeof(T));
        return result;
    }
    std::string_view take(std::size_t count) {
        if (count > bytes_.size()) throw std::runtime_error("the file ends in the middle of a value");
        const std::string_view result = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return result;
    }

private:
    std::string_view bytes_;
};

} // namespace moisson
