#include "connectors/http/content_decoder.hpp"

#include "connectors/http/fault.hpp"
#include "connectors/http/response_parser.hpp"

#include <zlib.h>

namespace moisson {

namespace {

constexpr std::size_t slice_bytes = 64 * 1024;
constexpr std::uint64_t ratio_free_bytes = 10 << 20; ///< below it the expansion ratio does not matter
constexpr std::uint64_t max_ratio = 200;

std::string coding_of(const ResponseHead& head, const std::string& shown) {
    std::string coding;
    for (const auto& [name, value] : head.headers) {
        if (name != "content-encoding") continue;
        if (!coding.empty() || value.find(',') != std::string::npos)
            throw permanent_fault("http.content-coding",
                                  shown + " is packed several times over; one coding is read");
        for (char c : value) coding += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return coding;
}

} // namespace

struct ContentDecoder::Zlib {
    z_stream stream{};
    bool open = false;
    ~Zlib() {
        if (open) inflateEnd(&stream);
    }
};

ContentDecoder::ContentDecoder(bool gzip, std::string shown, std::uint64_t decoded_limit)
    : zlib_(std::make_unique<Zlib>()), gzip_(gzip), shown_(std::move(shown)), output_(slice_bytes, '\0'),
      decoded_limit_(decoded_limit) {}

ContentDecoder::~ContentDecoder() = default;

std::unique_ptr<ContentDecoder> ContentDecoder::make(const ResponseHead& head, std::string shown,
                                                     std::uint64_t decoded_limit) {
    const std::string coding = coding_of(head, shown);
    if (coding.empty() || coding == "identity") return nullptr;
    const bool gzip = coding == "gzip" || coding == "x-gzip";
    if (!gzip && coding != "deflate")
        throw permanent_fault("http.content-coding", shown + " is packed as \"" + coding.substr(0, 40) +
                                                         "\" although only gzip was offered");
    return std::unique_ptr<ContentDecoder>(new ContentDecoder(gzip, std::move(shown), decoded_limit));
}

void ContentDecoder::add(std::string_view encoded) {
    input_.append(encoded);
    encoded_ += encoded.size();
}

/// False when more input is needed to know. "deflate" means zlib's wrapping (RFC 9110) or, from many servers,
/// none.
bool ContentDecoder::begin_member() {
    if (input_.size() < 2) return false;
    const auto first = static_cast<unsigned char>(input_[0]), second = static_cast<unsigned char>(input_[1]);
    if (any_member_ && !(gzip_ && first == 0x1f && second == 0x8b))
        throw permanent_fault("http.corrupt-coding", shown_ + ": other bytes follow the packed data");
    const bool wrapped = (first & 0x0f) == 8 && (first * 256 + second) % 31 == 0;
    const int window = gzip_ ? 15 + 16 : wrapped ? 15 : -15;
    if (zlib_->open)
        inflateReset2(&zlib_->stream, window);
    else if (inflateInit2(&zlib_->stream, window) != Z_OK)
        throw std::bad_alloc();
    zlib_->open = in_member_ = any_member_ = true;
    return true;
}

std::string_view ContentDecoder::next() {
    if (input_.empty() && !in_member_) return {};
    if (!in_member_ && !begin_member()) return {};
    z_stream& stream = zlib_->stream;
    stream.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream.avail_in = static_cast<uInt>(input_.size());
    stream.next_out = reinterpret_cast<Bytef*>(output_.data());
    stream.avail_out = static_cast<uInt>(output_.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    input_.erase(0, input_.size() - stream.avail_in);
    if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END)
        throw permanent_fault("http.corrupt-coding", shown_ +
                                                         " says that it is packed, but cannot be unpacked (" +
                                                         (stream.msg ? stream.msg : "bad data") + ")");
    if (result == Z_STREAM_END) in_member_ = false;
    const std::size_t produced = output_.size() - stream.avail_out;
    check_limits(produced);
    if (produced == 0 && result == Z_STREAM_END && !input_.empty()) return next();
    return std::string_view(output_).substr(0, produced);
}

void ContentDecoder::check_limits(std::size_t produced) {
    decoded_ += produced;
    const bool bomb = decoded_ > ratio_free_bytes && decoded_ / max_ratio > encoded_;
    if (decoded_ > decoded_limit_ || bomb)
        throw permanent_fault("http.decompressed-too-large",
                              shown_ + " unpacks to more than " +
                                  (bomb ? std::to_string(max_ratio) + " times its size"
                                        : std::to_string(decoded_limit_) + " bytes") +
                                  "; nothing of it is used");
}

void ContentDecoder::finish() {
    if (in_member_ || !any_member_ || !input_.empty())
        throw transient_fault(
            "http.truncated",
            shown_ + ": the packed data ends too early; nothing of it is used, it is read again");
}

} // namespace moisson
