#include "connectors/formats/bytes/open_bytes.hpp"

#include "connectors/formats/bytes/archive_source.hpp"
#include "connectors/formats/bytes/gzip_source.hpp"
#include "connectors/formats/bytes/tar_source.hpp"
#include "connectors/formats/bytes/zip_source.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace moisson {
namespace {

enum class Packing { none, gzip, zip, other };

Packing packing_of(std::string_view head) {
    using namespace std::string_view_literals;
    if (head.starts_with("\x1F\x8B")) return Packing::gzip;
    if (head.starts_with("PK\x03\x04"sv) || head.starts_with("PK\x05\x06"sv)) return Packing::zip;
    if (head.starts_with("BZh") ||
        head.starts_with("\xFD"
                         "7zXZ\0"sv) ||
        head.starts_with("\x28\xB5\x2F\xFD"sv))
        return Packing::other;
    return Packing::none;
}

/// The first bytes of a source, and whether they are those of an archive.
struct Beginning {
    explicit Beginning(ByteSource& bytes) : size(bytes.read_fully(head.data(), head.size())) {}
    std::string_view text() const { return {head.data(), size}; }
    bool is_archive() const { return packing_of(text()) != Packing::none || is_tar(text()); }
    std::array<char, tar_header_bytes> head;
    std::size_t size;
};

struct Opening {
    std::filesystem::path file;
    std::string compression, entry;
    Expected expected;
    OutputLimit limit;

    /// Number of the entry of a tar: finding it reads all of the archive, and a file is opened several times.
    std::shared_ptr<std::optional<std::size_t>> tar_entry = std::make_shared<std::optional<std::size_t>>();

    std::unique_ptr<ByteSource> decompressed(Packing packing) const {
        if (packing == Packing::none) return open_file(file);
        if (packing == Packing::gzip) return open_gzip(open_file(file), limit);
        if (packing == Packing::zip) return open_zip(file, entry, expected, limit);
        return open_compressed(file, limit);
    }

    std::unique_ptr<ByteSource> from_tar(Packing packing) const {
        if (!*tar_entry) *tar_entry = choose_tar_entry(decompressed(packing), entry, expected);
        return open_tar_entry(decompressed(packing), **tar_entry);
    }

    std::unique_ptr<ByteSource> operator()() const {
        if (compression == "none") return open_file(file);
        const Packing packing = packing_of(Beginning(*open_file(file)).text());
        const Beginning inside(*decompressed(packing));
        const bool tar = packing != Packing::zip && is_tar(inside.text());
        if (packing == Packing::none && !tar) return not_packed();
        const bool nested = tar ? Beginning(*from_tar(packing)).is_archive() : inside.is_archive();
        if (nested)
            throw FormatError(
                format_code::archive_nested, 0, 0,
                "the archive holds another archive, which is never opened. Ask the producer for the data "
                "compressed once.");
        return tar ? from_tar(packing) : decompressed(packing);
    }

    std::unique_ptr<ByteSource> not_packed() const {
        if (compression != "auto" && std::filesystem::file_size(file) > 0)
            throw FormatError(format_code::archive_corrupt, 0, 0,
                              "the feed declares compression = \"" + compression +
                                  "\" but the file is not compressed. Write \"auto\", or look at what "
                                  "the source sends.");
        return open_file(file);
    }
};

} // namespace

void OutputLimit::check(std::uint64_t input, std::uint64_t output) const {
    const bool bomb =
        output > format_limit::archive_ratio_from && output / format_limit::archive_ratio > input;
    if (output <= max_bytes && !bomb) return;
    throw FormatError(format_code::archive_too_big, 0, 0,
                      "the compressed file becomes too large (" + std::to_string(output >> 20) +
                          " MiB so far, from " + std::to_string(input >> 10) +
                          " KiB). If this is right, raise [source.limits] max_bytes.");
}

OutputLimit output_limit(const SourceConfig& source) {
    return {std::max(format_limit::archive_floor, source.limits.max_bytes * 4)};
}

OpenBytes byte_opener(std::filesystem::path file, const SourceConfig& source, Expected expected) {
    const std::string compression = source.compression.empty() ? "auto" : source.compression;
    return Opening{std::move(file), compression, source.archive_entry, expected, output_limit(source)};
}

OpenBytes byte_opener(std::filesystem::path file, Expected expected) {
    return byte_opener(std::move(file), SourceConfig{}, expected);
}

} // namespace moisson
