#include "connectors/formats/bytes/gzip_source.hpp"

#include "connectors/formats/bytes/inflater.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"

#include <algorithm>
#include <vector>

namespace moisson {
namespace {

class GzipSource final : public ByteSource {
public:
    GzipSource(std::unique_ptr<ByteSource> compressed, const OutputLimit& limit)
        : compressed_(std::move(compressed)), limit_(limit), buffer_(64u << 10) {}

    std::size_t read(char* to, std::size_t size) override {
        while (!ended_) {
            std::size_t written = 0;
            const auto status = inflater_.run(input_, to, size, written);
            output_ += written;
            limit_.check(consumed_ - input_.size(), output_);
            judge(status);
            if (written > 0) return written;
        }
        return 0;
    }

private:
    void judge(Inflater::Status status) {
        switch (status) {
        case Inflater::Status::has_output:
            return;
        case Inflater::Status::end:
            return next_member();
        case Inflater::Status::more_input:
            if (!refill())
                throw FormatError(
                    format_code::truncated, 0, 0,
                    "the gzip file ends before its last block: the transfer was cut. Run again.");
            return;
        case Inflater::Status::checksum:
            throw FormatError(
                format_code::archive_checksum, 0, 0,
                "the checksum of the gzip file is wrong: the transfer damaged it. Run again; if it stays, "
                "tell the producer.");
        case Inflater::Status::corrupt:
            throw FormatError(format_code::archive_corrupt, 0, 0,
                              "the gzip data is damaged. Run again; if it stays, tell the producer.");
        }
    }

    bool refill() {
        if (!input_.empty()) return true;
        const std::size_t got = compressed_->read(buffer_.data(), buffer_.size());
        consumed_ += got;
        input_ = {buffer_.data(), got};
        return got > 0;
    }

    /// Concatenated members are one file; zero padding is accepted, anything else is not.
    void next_member() {
        if (!refill()) {
            ended_ = true;
            return;
        }
        if (input_.front() == '\x1F') return inflater_.restart();
        for (; refill(); input_ = {})
            if (std::any_of(input_.begin(), input_.end(), [](char c) { return c != '\0'; }))
                throw FormatError(format_code::trailing_data, 0, 0,
                                  "something that is not gzip follows the gzip data. Tell the producer.");
        ended_ = true;
    }

    std::unique_ptr<ByteSource> compressed_;
    OutputLimit limit_;
    Inflater inflater_{Inflater::Wrapper::gzip};
    std::vector<char> buffer_;
    std::string_view input_;
    std::uint64_t consumed_ = 0, output_ = 0;
    bool ended_ = false;
};

} // namespace

std::unique_ptr<ByteSource> open_gzip(std::unique_ptr<ByteSource> compressed, const OutputLimit& limit) {
    return std::make_unique<GzipSource>(std::move(compressed), limit);
}

} // namespace moisson
