#include "connectors/formats/bytes/zip_directory.hpp"

#include "connectors/formats/bytes/choose_entry.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"

#include <algorithm>

namespace moisson {

void refuse_zip(const char* code, const std::string& message) { throw FormatError(code, 0, 0, message); }

namespace {

constexpr std::size_t end_size = 22, central_size = 46, local_size = 30;

[[noreturn]] void refuse_truncated() {
    refuse_zip(format_code::truncated, "the ZIP file is incomplete: the transfer was cut. Run again.");
}

[[noreturn]] void refuse_mismatch(const std::string& what) {
    refuse_zip(format_code::archive_mismatch,
               "the ZIP file contradicts itself (" + what + "). Tell the producer.");
}

std::uint64_t little_endian(const std::string& bytes, std::size_t at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
    return value;
}

std::uint16_t u16(const std::string& bytes, std::size_t at) {
    return static_cast<std::uint16_t>(little_endian(bytes, at, 2));
}
std::uint32_t u32(const std::string& bytes, std::size_t at) {
    return static_cast<std::uint32_t>(little_endian(bytes, at, 4));
}

std::string read_at(std::ifstream& file, std::uint64_t offset, std::size_t size) {
    std::string bytes(size, '\0');
    file.clear();
    file.seekg(static_cast<std::streamoff>(offset));
    if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) refuse_truncated();
    return bytes;
}

struct Directory {
    std::uint64_t entries = 0, size = 0, offset = 0;
};

/// A ZIP64 end record stands before the plain one when a number does not fit.
Directory read_zip64_end(std::ifstream& file, std::uint64_t end_at) {
    constexpr std::size_t locator_size = 20;
    if (end_at < locator_size) refuse_truncated();
    const std::string locator = read_at(file, end_at - locator_size, locator_size);
    if (!locator.starts_with("PK\x06\x07")) refuse_mismatch("the ZIP64 locator is missing");
    const std::string end = read_at(file, little_endian(locator, 8, 8), 56);
    if (!end.starts_with("PK\x06\x06")) refuse_mismatch("the ZIP64 record is missing");
    return {little_endian(end, 32, 8), little_endian(end, 40, 8), little_endian(end, 48, 8)};
}

Directory find_directory(std::ifstream& file) {
    file.seekg(0, std::ios::end);
    const auto file_size = static_cast<std::uint64_t>(file.tellg());
    const std::size_t tail_size =
        static_cast<std::size_t>(std::min<std::uint64_t>(file_size, end_size + 0xFFFF));
    const std::string tail = read_at(file, file_size - tail_size, tail_size);
    for (std::size_t at = tail_size; at-- > 0;) {
        if (tail.compare(at, 4, "PK\x05\x06") != 0 || at + end_size > tail.size()) continue;
        if (at + end_size + u16(tail, at + 20) != tail.size()) continue;
        const Directory plain{u16(tail, at + 10), u32(tail, at + 12), u32(tail, at + 16)};
        const bool zip64 = plain.entries == 0xFFFF || plain.size == 0xFFFFFFFF || plain.offset == 0xFFFFFFFF;
        return zip64 ? read_zip64_end(file, file_size - tail_size + at) : plain;
    }
    refuse_truncated();
}

void check_name(const std::string& name) {
    if (is_dangerous_entry_name(name))
        refuse_zip(format_code::archive_entry_name,
                   "an entry of the ZIP file has a dangerous name (control characters, \"..\", a "
                   "backslash or an absolute path). Tell the producer.");
}

/// Numbers that do not fit in 32 bits stand in an extra field.
void read_zip64_extra(ZipEntry& entry, const std::string& extra) {
    for (std::size_t at = 0; at + 4 <= extra.size();) {
        const std::size_t id = u16(extra, at), size = u16(extra, at + 2);
        at += 4;
        if (at + size > extra.size()) return;
        if (id == 1) {
            std::size_t field = at;
            for (std::uint64_t* value : {&entry.size, &entry.compressed, &entry.offset})
                if (*value == 0xFFFFFFFF && field + 8 <= at + size) {
                    *value = little_endian(extra, field, 8);
                    field += 8;
                }
        }
        at += size;
    }
}

void check_overlap(std::vector<ZipEntry> entries) {
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.offset < b.offset; });
    for (std::size_t i = 1; i < entries.size(); ++i) {
        const auto& before = entries[i - 1];
        if (before.offset + local_size + before.name.size() + before.compressed > entries[i].offset)
            refuse_mismatch("its entries overlap, as in a decompression bomb");
    }
}

} // namespace

std::vector<ZipEntry> read_zip_directory(std::ifstream& file) {
    const Directory directory = find_directory(file);
    if (directory.entries > format_limit::archive_entries)
        refuse_zip(format_code::archive_too_many_entries,
                   "the ZIP file has " + std::to_string(directory.entries) +
                       " entries (limit 1,000). Ask the producer for one file.");
    if (directory.size > 64u << 20) refuse_mismatch("its directory is larger than 64 MiB");
    const std::string bytes = read_at(file, directory.offset, static_cast<std::size_t>(directory.size));
    std::vector<ZipEntry> entries;
    std::size_t at = 0;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        if (at + central_size > bytes.size() || bytes.compare(at, 4, "PK\x01\x02") != 0)
            refuse_mismatch("its directory is damaged");
        const std::size_t name = u16(bytes, at + 28), extra = u16(bytes, at + 30),
                          comment = u16(bytes, at + 32);
        if (at + central_size + name + extra + comment > bytes.size())
            refuse_mismatch("its directory is damaged");
        ZipEntry entry{bytes.substr(at + central_size, name),
                       u16(bytes, at + 8),
                       u16(bytes, at + 10),
                       u32(bytes, at + 16),
                       u32(bytes, at + 20),
                       u32(bytes, at + 24),
                       u32(bytes, at + 42),
                       0};
        if (u16(bytes, at + 4) >> 8 == 3) entry.unix_mode = u32(bytes, at + 38) >> 16;
        read_zip64_extra(entry, bytes.substr(at + central_size + name, extra));
        check_name(entry.name);
        entries.push_back(std::move(entry));
        at += central_size + name + extra + comment;
    }
    check_overlap(entries);
    return entries;
}

std::uint64_t zip_data_offset(std::ifstream& file, const ZipEntry& entry) {
    const std::string header = read_at(file, entry.offset, local_size);
    if (!header.starts_with("PK\x03\x04")) refuse_mismatch("an entry is not where the directory says");
    const std::size_t name = u16(header, 26), extra = u16(header, 28);
    if (read_at(file, entry.offset + local_size, name) != entry.name)
        refuse_mismatch("an entry has two names");
    if (u16(header, 8) != entry.method) refuse_mismatch("an entry has two methods");
    const bool sizes_follow = entry.flags & 8;
    const std::uint32_t compressed = u32(header, 18), size = u32(header, 22);
    const bool zip64 = compressed == 0xFFFFFFFF || size == 0xFFFFFFFF;
    if (!sizes_follow && !zip64 &&
        (compressed != entry.compressed || size != entry.size || u32(header, 14) != entry.crc))
        refuse_mismatch("an entry has two sizes");
    return entry.offset + local_size + name + extra;
}

} // namespace moisson
