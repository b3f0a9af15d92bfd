#include "core/config/text_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace moisson {

std::string read_text_file(const std::filesystem::path& file) {
    constexpr std::size_t most = (4 << 20) + 1;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"),
                                                                 &std::fclose);
    if (!stream) throw std::runtime_error(std::strerror(errno));
    std::string text;
    char buffer[16384];
    while (text.size() < most) {
        const std::size_t got =
            std::fread(buffer, 1, std::min(sizeof buffer, most - text.size()), stream.get());
        if (got == 0) break;
        text.append(buffer, got);
    }
    if (std::ferror(stream.get())) throw std::runtime_error(std::strerror(errno));
    return text;
}

} // namespace moisson
