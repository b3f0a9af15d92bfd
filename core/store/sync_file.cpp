#include "core/store/sync_file.hpp"

#include "core/store/store.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
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

void create_empty(const std::filesystem::path& file) {
    std::filesystem::remove(file);
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made < 0)
        throw StoreError(errno == ENOSPC ? 74 : 77,
                         "cannot write " + file.string() + ": " + std::strerror(errno));
    ::close(made);
}

void write_durably(const std::filesystem::path& file, const std::string& text) {
    const std::filesystem::path part = file.string() + ".part";
    create_empty(part);
    std::ofstream stream(part, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream) throw StoreError(74, "cannot write " + part.string());
    sync_file(part);
    std::filesystem::rename(part, file);
}

} // namespace moisson
