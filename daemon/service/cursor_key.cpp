#include "daemon/service/cursor_key.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <unistd.h>

namespace moisson {

namespace {

constexpr std::size_t key_bytes = 32;

std::string random_key() {
    std::random_device device;
    std::string key;
    while (key.size() < key_bytes) key += static_cast<char>(device() & 0xff);
    return key;
}

[[noreturn]] void cannot_keep(const std::filesystem::path& file) {
    throw std::runtime_error("the key of the public API cannot be kept in " + file.string() + ": " +
                             std::strerror(errno) + "; give the service's account the right to write there");
}

} // namespace

std::string load_cursor_key(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string key{std::istreambuf_iterator<char>(in), {}};
    if (key.size() == key_bytes) return key;
    key = random_key();
    const std::filesystem::path temporary = file.string() + ".new";
    const int descriptor =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) cannot_keep(file);
    const bool written = ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size());
    ::close(descriptor);
    if (!written || ::rename(temporary.c_str(), file.c_str()) != 0) cannot_keep(file);
    return key;
}

} // namespace moisson
