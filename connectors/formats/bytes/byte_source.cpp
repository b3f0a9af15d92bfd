#include "connectors/formats/bytes/byte_source.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace moisson {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
    const std::string reason = std::strerror(errno);
    throw FormatError(format_code::unreadable_file, 0, 0,
                      "cannot read " + file.string() + ": " + reason +
                          ". Check the file and its rights, then run again.");
}

class FileSource final : public ByteSource {
public:
    explicit FileSource(std::filesystem::path file) : file_(std::move(file)) {
        descriptor_ = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor_ < 0) fail(file_);
        ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;
    ~FileSource() override { ::close(descriptor_); }

    std::size_t read(char* to, std::size_t size) override {
        for (;;) {
            const ssize_t got = ::read(descriptor_, to, size);
            if (got >= 0) return static_cast<std::size_t>(got);
            if (errno != EINTR) fail(file_);
        }
    }

private:
    std::filesystem::path file_;
    int descriptor_ = -1;
};

} // namespace

std::size_t ByteSource::read_fully(char* to, std::size_t size) {
    std::size_t total = 0;
    while (total < size) {
        const std::size_t got = read(to + total, size - total);
        if (got == 0) break;
        total += got;
    }
    return total;
}

std::unique_ptr<ByteSource> open_file(const std::filesystem::path& file) {
    return std::make_unique<FileSource>(file);
}

} // namespace moisson
