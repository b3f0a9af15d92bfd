// Text that grows by short pieces and is emptied for each record: a string without its zero at the end.
#pragma once
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

namespace moisson {

class TextBuffer {
public:
    void append(std::string_view text) {
        if (size_ + text.size() > bytes_.size()) grow(text.size());
        if (!text.empty()) std::memcpy(bytes_.data() + size_, text.data(), text.size());
        size_ += text.size();
    }
    void append(char byte) {
        if (size_ == bytes_.size()) grow(1);
        bytes_.data()[size_++] = byte;
    }
    /// Copies 16 bytes at a time: 15 bytes behind the text must be readable. For pieces of a window, twice
    /// for each member of each record.
    [[gnu::always_inline]] void append_padded(const char* from, std::size_t size) {
        if (size_ + size + 16 > bytes_.size()) [[unlikely]]
            grow(size + 16);
        char* to = bytes_.data() + size_;
        for (std::size_t done = 0; done < size; done += 16) std::memcpy(to + done, from + done, 16);
        size_ += size;
    }
    void resize(std::size_t size) { size_ = size; } ///< smaller only
    void clear() { size_ = 0; }
    void erase(std::size_t from, std::size_t count) {
        std::memmove(bytes_.data() + from, bytes_.data() + from + count, size_ - from - count);
        size_ -= count;
    }
    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    const char* data() const { return bytes_.data(); }
    std::string_view view() const { return {bytes_.data(), size_}; }

private:
    [[gnu::noinline]] void grow(std::size_t more) { bytes_.resize((size_ + more) * 2); }

    std::vector<char> bytes_;
    std::size_t size_ = 0;
};

} // namespace moisson
