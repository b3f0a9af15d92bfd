#include "core/store/lock_file.hpp"

#include "core/store/store.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace moisson {

namespace {

std::string holder_of(int descriptor) {
    char text[32] = {};
    const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
    std::string pid(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!pid.empty() && pid.back() == '\n') pid.pop_back();
    return pid.empty() ? "another process" : "process " + pid;
}

[[noreturn]] void refuse(const std::filesystem::path& file, int error) {
    const bool denied =
        error == EACCES || error == EPERM || error == EROFS || error == ENOENT || error == ELOOP;
    throw StoreError(
        denied ? 77 : 74,
        "cannot write the lock file " + file.string() + ": " + std::strerror(error) +
            (denied ? "; give the user who runs moisson the right to write this directory" : ""));
}

} // namespace

LockFile::LockFile(const std::filesystem::path& store) {
    const std::filesystem::path file = store.string() + ".lock";
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor_ < 0) refuse(file, errno);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    if (::fcntl(descriptor_, F_OFD_SETLK, &lock) != 0) {
        const int error = errno;
        const std::string holder = holder_of(descriptor_);
        ::close(descriptor_);
        if (error != EAGAIN && error != EACCES) refuse(file, error);
        throw StoreError(75, "the store " + store.string() + " is in use by " + holder +
                                 "; stop it, or send it the command through its control socket");
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor_, 0) != 0 || ::pwrite(descriptor_, pid.data(), pid.size(), 0) < 0) {
        const int error = errno;
        ::close(descriptor_);
        refuse(file, error);
    }
}

LockFile::~LockFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

} // namespace moisson
