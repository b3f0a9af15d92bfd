#include "connectors/formats/bytes/inflater.hpp"

#include <cstring>
#include <new>
#include <zlib.h>

namespace moisson {

struct Inflater::State {
    z_stream stream{};
};

Inflater::Inflater(Wrapper wrapper) : state_(std::make_unique<State>()) {
    const int window_bits = wrapper == Wrapper::gzip ? 15 + 16 : -15;
    if (::inflateInit2(&state_->stream, window_bits) != Z_OK) throw std::bad_alloc();
}

Inflater::~Inflater() { ::inflateEnd(&state_->stream); }

void Inflater::restart() { ::inflateReset(&state_->stream); }

Inflater::Status Inflater::run(std::string_view& input, char* to, std::size_t size, std::size_t& written) {
    z_stream& stream = state_->stream;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(to);
    stream.avail_out = static_cast<uInt>(size);
    const int result = ::inflate(&stream, Z_NO_FLUSH);
    written = size - stream.avail_out;
    input.remove_prefix(input.size() - stream.avail_in);
    if (result == Z_STREAM_END) return Status::end;
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result == Z_DATA_ERROR && stream.msg && std::strstr(stream.msg, "check")) return Status::checksum;
    if (result != Z_OK && result != Z_BUF_ERROR) return Status::corrupt;
    return written > 0 ? Status::has_output : Status::more_input;
}

std::uint32_t crc32_of(std::uint32_t before, std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32(before, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

} // namespace moisson
