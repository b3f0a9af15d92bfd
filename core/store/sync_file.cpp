#include "core/store/sync_file.hpp"

#include "core/store/store.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace moisson {

void sync_file(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!done) throw StoreError(74, "cannot make " + file.string() + " durable: " + std::strerror(error));
}

void sync_file_and_directory(const std::filesystem::path& file) {
    sync_file(file);
    sync_file(file.has_parent_path() ? file.parent_path() : std::filesystem::path("."));
}

} // namespace moisson
