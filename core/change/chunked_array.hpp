// An array that grows without ever copying what it holds, so that its peak is its size.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

namespace moisson {

template<class T>
class ChunkedArray {
public:
    void push_back(const T& value) {
        if (size_ == chunks_.size() * chunk_size) chunks_.push_back(std::make_unique<T[]>(chunk_size));
        chunks_.back()[size_++ % chunk_size] = value;
    }
    T& operator[](std::size_t i) { return chunks_[i / chunk_size][i % chunk_size]; }
    const T& operator[](std::size_t i) const { return chunks_[i / chunk_size][i % chunk_size]; }
    std::size_t size() const { return size_; }

private:
    static constexpr std::size_t chunk_size = 16384;
    std::vector<std::unique_ptr<T[]>> chunks_;
    std::size_t size_ = 0;
};

} // namespace moisson
