#include "connectors/formats/bytes/archive_source.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <string>

namespace moisson {
namespace {

class ArchiveSource final : public ByteSource {
public:
    ArchiveSource(const std::filesystem::path& file, const OutputLimit& limit)
        : archive_(archive_read_new(), archive_read_free), file_size_(std::filesystem::file_size(file)),
          limit_(limit) {
        archive* reader = archive_.get();
        archive_read_support_filter_bzip2(reader);
        archive_read_support_filter_xz(reader);
        archive_read_support_filter_zstd(reader);
        archive_read_support_format_raw(reader);
        archive_entry* entry = nullptr;
        if (archive_read_open_filename(reader, file.c_str(), 64u << 10) != ARCHIVE_OK ||
            archive_read_next_header(reader, &entry) != ARCHIVE_OK)
            fail();
    }

    std::size_t read(char* to, std::size_t size) override {
        const la_ssize_t got = archive_read_data(archive_.get(), to, size);
        if (got < 0) fail();
        output_ += static_cast<std::uint64_t>(got);
        const auto consumed = static_cast<std::uint64_t>(archive_filter_bytes(archive_.get(), -1));
        limit_.check(consumed, output_);
        if (got == 0 && consumed < file_size_)
            throw FormatError(format_code::trailing_data, 0, 0,
                              "something follows the compressed data. Tell the producer.");
        return static_cast<std::size_t>(got);
    }

private:
    [[noreturn]] void fail() const {
        const char* reason = archive_error_string(archive_.get());
        const std::string text = reason ? reason : "unknown error";
        const bool cut = text.find("runcated") != std::string::npos;
        throw FormatError(cut ? format_code::truncated : format_code::archive_corrupt, 0, 0,
                          cut ? "the compressed file is incomplete: the transfer was cut. Run again."
                              : "the compressed file is damaged (" + text +
                                    "). Run again; if it stays, tell the producer.");
    }

    std::unique_ptr<archive, int (*)(archive*)> archive_;
    std::uint64_t file_size_;
    OutputLimit limit_;
    std::uint64_t output_ = 0;
};

} // namespace

std::unique_ptr<ByteSource> open_compressed(const std::filesystem::path& file, const OutputLimit& limit) {
    return std::make_unique<ArchiveSource>(file, limit);
}

} // namespace moisson
