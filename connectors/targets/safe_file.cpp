#include "connectors/targets/safe_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace moisson {
namespace {

constexpr std::string_view temporary_prefix = ".moisson-";
constexpr std::string_view temporary_suffix = ".tmp";

std::string_view remedy(int error_number) {
    switch (error_number) {
    case ENOSPC:
    case EDQUOT:
        return "free some space on that file system; the published file is still the one of before";
    case EFBIG:
        return "raise the file size limit of the service; the published file is still the one of before";
    case EROFS:
        return "the file system is read-only: mount it for writing, or choose another [[target]] path";
    case EACCES:
    case EPERM:
        return "let the service's user write there (with systemd: ReadWritePaths=), or choose another "
               "[[target]] path";
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
        return "correct the path of [[target]]";
    case EISDIR:
    case ENOTEMPTY:
    case EEXIST:
        return "a directory stands where the file must go: move it away";
    case EIO:
        return "the disk reports an error: look at the kernel's log";
    default:
        return "correct that; publishing is tried again";
    }
}

void sync_directory(const std::filesystem::path& directory) {
    const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) throw FileError(errno, "cannot open the directory", directory);
    const int failed = ::fsync(fd) != 0 ? errno : 0;
    ::close(fd);
    if (failed) throw FileError(failed, "cannot bring to disk the directory", directory);
}

} // namespace

FileError::FileError(int error_number, const std::string& doing, const std::filesystem::path& path)
    : std::runtime_error(doing + " " + path.string() + ": " + std::strerror(error_number) + "; " +
                         std::string(remedy(error_number))),
      error_number_(error_number) {}

bool FileError::permanent() const {
    return error_number_ == ENOTDIR || error_number_ == ELOOP || error_number_ == ENAMETOOLONG ||
           error_number_ == EISDIR;
}

std::streamsize DigestBuffer::xsputn(const char* text, std::streamsize count) {
    if (error_number_) return 0;
    for (std::streamsize done = 0; fd_ >= 0 && done < count;) {
        const ssize_t written = ::write(fd_, text + done, static_cast<std::size_t>(count - done));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            error_number_ = errno;
            return 0;
        }
        done += written;
    }
    digest_.update({text, static_cast<std::size_t>(count)});
    bytes_ += static_cast<std::uint64_t>(count);
    return count;
}

DigestBuffer::int_type DigestBuffer::overflow(int_type c) {
    if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
    const char byte = traits_type::to_char_type(c);
    return xsputn(&byte, 1) == 1 ? c : traits_type::eof();
}

std::string temporary_name(const std::string& name) {
    return std::string(temporary_prefix) + name + std::string(temporary_suffix);
}

bool is_temporary_name(const std::string& name) {
    return name.starts_with(temporary_prefix) && name.ends_with(temporary_suffix);
}

SafeFile::SafeFile(const std::filesystem::path& directory, const std::string& name)
    : directory_(directory), final_(directory / name), temporary_(directory / temporary_name(name)),
      fd_(open_temporary()), buffer_(std::in_place, fd_), stream_(&*buffer_) {}

int SafeFile::open_temporary() const {
    std::error_code failed;
    std::filesystem::create_directories(directory_, failed);
    if (failed) throw FileError(failed.value(), "cannot create the directory", directory_);
    ::unlink(temporary_.c_str());
    const int fd = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0) throw FileError(errno, "cannot create", temporary_);
    ::fchmod(fd, 0644); // readable by the web server whatever the service's umask
    return fd;
}

SafeFile::~SafeFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!committed_) ::unlink(temporary_.c_str());
}

std::string SafeFile::finish() {
    stream_.flush();
    if (buffer_->error_number()) throw FileError(buffer_->error_number(), "cannot write", temporary_);
    if (!stream_) throw FileError(EIO, "cannot write", temporary_);
    return buffer_->finish_hex();
}

void SafeFile::sync() {
    if (::fsync(fd_) != 0) throw FileError(errno, "cannot bring to disk", temporary_);
    ::posix_fadvise(fd_, 0, 0, POSIX_FADV_DONTNEED);
}

void SafeFile::commit() {
    const int fd = fd_;
    fd_ = -1;
    if (::close(fd) != 0) throw FileError(errno, "cannot close", temporary_);
    if (::rename(temporary_.c_str(), final_.c_str()) != 0)
        throw FileError(errno, "cannot put in place", final_);
    committed_ = true;
    sync_directory(directory_);
}

} // namespace moisson
