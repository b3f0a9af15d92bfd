// Content-Encoding gzip and deflate, unpacked in slices that never hold the io thread for long.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace moisson {

struct ResponseHead;

/// One coding. Faults come as HttpFault: "http.corrupt-coding", "http.truncated",
/// "http.decompressed-too-large".
class ContentDecoder {
public:
    /// Null when the answer is not coded. Throws "http.content-coding" for several codings or one that was
    /// not offered.
    static std::unique_ptr<ContentDecoder> make(const ResponseHead& head, std::string shown,
                                                std::uint64_t decoded_limit);
    ~ContentDecoder();

    void add(std::string_view encoded); ///< kept until next() has used it
    /// At most 64 KiB, valid until the next call; empty when more input is needed.
    std::string_view next();
    void finish(); ///< the input has ended: throws when the coded data has not

private:
    struct Zlib;
    ContentDecoder(bool gzip, std::string shown, std::uint64_t decoded_limit);
    bool begin_member();
    void check_limits(std::size_t produced);

    std::unique_ptr<Zlib> zlib_;
    bool gzip_;
    std::string shown_, input_, output_;
    std::uint64_t decoded_limit_, encoded_ = 0, decoded_ = 0;
    bool in_member_ = false, any_member_ = false;
};

} // namespace moisson
