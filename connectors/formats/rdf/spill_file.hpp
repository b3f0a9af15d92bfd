// Bytes that are appended and then read at any place: in memory while they are few, then in a file without a
// name.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Thread: one at a time. Throws std::system_error when the disk fails.
class SpillFile {
public:
    /// The file is made in `directory`, or in the system's directory for temporary files when that cannot be
    /// written to. It disappears with the object, also in a crash.
    explicit SpillFile(std::filesystem::path directory);
    ~SpillFile();
    SpillFile(const SpillFile&) = delete;
    SpillFile& operator=(const SpillFile&) = delete;

    std::uint64_t append(std::string_view bytes);                        ///< returns where they stand
    void read(std::uint64_t offset, std::size_t size, std::string& out); ///< replaces `out`
    std::uint64_t size() const { return written_ + buffer_.size(); }

private:
    struct Page {
        std::uint64_t number = static_cast<std::uint64_t>(-1);
        std::string bytes;
    };
    void flush();
    const std::string& page(std::uint64_t number);

    std::filesystem::path directory_;
    std::string buffer_; ///< what is not in the file yet
    std::uint64_t written_ = 0;
    std::vector<Page> pages_; ///< read last; by number modulo their count
    int file_ = -1;
};

} // namespace moisson
