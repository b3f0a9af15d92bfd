#include "daemon/service/cursor_key.hpp"
#include "core/store/sync_file.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace moisson {

namespace {

constexpr std::size_t key_bytes = 32;

std::string random_key() {
    std::random_device device;
    std::string key;
    while (key.size() < key_bytes) key += static_cast<char>(device() & 0xff);
    return key;
}

} // namespace

std::string load_cursor_key(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string key{std::istreambuf_iterator<char>(in), {}};
    if (key.size() == key_bytes) return key;
    key = random_key();
    try {
        write_durably(file, key);
    } catch (const std::exception& error) {
        throw std::runtime_error("the key of the public API cannot be kept in " + file.string() + ": " +
                                 error.what() + "; give the service's account the right to write there");
    }
    return key;
}

} // namespace moisson
