#include "connectors/formats/rdf/spill_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace moisson {
namespace {

constexpr std::size_t in_memory = 1u << 20, page_size = 16u << 10, page_count = 64;

[[noreturn]] void spill_failed(const std::filesystem::path& directory) {
    throw std::system_error(errno, std::generic_category(),
                            "cannot use a temporary file in " + directory.string());
}

int open_unnamed(const std::filesystem::path& directory) {
    return ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

} // namespace

SpillFile::SpillFile(std::filesystem::path directory) : directory_(std::move(directory)) {}

SpillFile::~SpillFile() {
    if (file_ >= 0) ::close(file_);
}

std::uint64_t SpillFile::append(std::string_view bytes) {
    const std::uint64_t at = size();
    buffer_.append(bytes);
    if (buffer_.size() > in_memory) flush();
    return at;
}

void SpillFile::flush() {
    if (file_ < 0) file_ = open_unnamed(directory_.empty() ? "." : directory_);
    if (file_ < 0) file_ = open_unnamed(directory_ = std::filesystem::temp_directory_path());
    if (file_ < 0) spill_failed(directory_);
    for (std::size_t done = 0; done < buffer_.size();) {
        const ssize_t count = ::write(file_, buffer_.data() + done, buffer_.size() - done);
        if (count < 0 && errno != EINTR) spill_failed(directory_);
        if (count > 0) done += static_cast<std::size_t>(count);
    }
    written_ += buffer_.size();
    buffer_.clear();
}

/// A whole page of the file; the last one is shorter.
const std::string& SpillFile::page(std::uint64_t number) {
    if (pages_.empty()) pages_.resize(page_count);
    Page& page = pages_[number % page_count];
    if (page.number == number) return page.bytes;
    const std::uint64_t start = number * page_size;
    page.bytes.resize(static_cast<std::size_t>(std::min<std::uint64_t>(page_size, written_ - start)));
    page.number = number;
    for (std::size_t done = 0; done < page.bytes.size();) {
        const ssize_t count = ::pread(file_, page.bytes.data() + done, page.bytes.size() - done,
                                      static_cast<off_t>(start + done));
        if (count == 0) errno = EIO;
        if (count == 0 || (count < 0 && errno != EINTR)) spill_failed(directory_);
        if (count > 0) done += static_cast<std::size_t>(count);
    }
    return page.bytes;
}

void SpillFile::read(std::uint64_t offset, std::size_t size, std::string& out) {
    if (file_ >= 0 && offset + size > written_) flush(), pages_.clear();
    if (file_ < 0) {
        out.assign(buffer_, static_cast<std::size_t>(offset), size);
        return;
    }
    out.clear();
    while (out.size() < size) {
        const std::uint64_t at = offset + out.size();
        const std::size_t within = static_cast<std::size_t>(at % page_size);
        out.append(page(at / page_size), within, size - out.size());
    }
}

} // namespace moisson
