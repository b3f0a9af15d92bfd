// DEFLATE, with or without the gzip wrapper. The only user of zlib.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace moisson {

class Inflater {
public:
    enum class Wrapper { gzip, none };
    explicit Inflater(Wrapper wrapper);
    ~Inflater();

    enum class Status { more_input, has_output, end, corrupt, checksum };
    /// Takes from the front of `input`, writes up to `size` bytes; `written` says how many.
    Status run(std::string_view& input, char* to, std::size_t size, std::size_t& written);
    void restart(); ///< for the next gzip member

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes);

} // namespace moisson
