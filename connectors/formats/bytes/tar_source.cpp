#include "connectors/formats/bytes/tar_source.hpp"

#include "connectors/formats/bytes/choose_entry.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/formats/limits.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <exception>
#include <utility>
#include <vector>

namespace moisson {
namespace {

[[noreturn]] void refuse_tar(const char* code, const std::string& message) {
    throw FormatError(code, 0, 0, message);
}

/// Entries one after the other, through libarchive; its input is ours, with its limits and checksums.
class TarReader {
public:
    explicit TarReader(std::unique_ptr<ByteSource> bytes)
        : bytes_(std::move(bytes)), buffer_(64u << 10), archive_(archive_read_new(), archive_read_free) {
        archive_read_support_format_tar(archive_.get());
        check(archive_read_open(archive_.get(), this, nullptr, &feed, nullptr));
    }

    /// Null at the end.
    archive_entry* next() {
        archive_entry* entry = nullptr;
        if (const int result = archive_read_next_header(archive_.get(), &entry); result != ARCHIVE_EOF) {
            check(result);
            return entry;
        }
        return nullptr;
    }

    std::size_t read(char* to, std::size_t size) {
        const la_ssize_t got = archive_read_data(archive_.get(), to, size);
        if (got < 0) check(static_cast<int>(got));
        return static_cast<std::size_t>(got);
    }

    /// Behind the last entry only zeros may follow, and at least one block of them must.
    void finish() {
        while (read_bytes() > 0) {
        }
        if (zeros_ < tar_header_bytes)
            refuse_tar(format_code::truncated,
                       "the tar archive does not end as one does: it was cut, or something follows it. Run "
                       "again; if it stays, tell the producer.");
    }

private:
    /// What our source throws waits until libarchive has returned.
    static la_ssize_t feed(archive*, void* self, const void** data) {
        auto& reader = *static_cast<TarReader*>(self);
        try {
            *data = reader.buffer_.data();
            return static_cast<la_ssize_t>(reader.read_bytes());
        } catch (...) {
            reader.thrown_ = std::current_exception();
            return ARCHIVE_FATAL;
        }
    }

    std::size_t read_bytes() {
        const std::size_t got = bytes_->read(buffer_.data(), buffer_.size());
        const std::string_view text(buffer_.data(), got);
        const std::size_t last = text.find_last_not_of('\0');
        const std::size_t trailing = last == std::string_view::npos ? got : got - last - 1;
        zeros_ = trailing == got ? zeros_ + got : trailing;
        return got;
    }

    void check(int result) {
        if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
        if (result == ARCHIVE_OK || result == ARCHIVE_WARN) return;
        const char* reason = archive_error_string(archive_.get());
        const std::string text = reason ? reason : "unknown error";
        if (text.find("runcated") != std::string::npos)
            refuse_tar(format_code::truncated,
                       "the tar archive is incomplete: the transfer was cut. Run again.");
        refuse_tar(format_code::archive_corrupt,
                   "the tar archive is damaged (" + text + "). Run again; if it stays, tell the producer.");
    }

    std::unique_ptr<ByteSource> bytes_;
    std::vector<char> buffer_;
    std::exception_ptr thrown_;
    std::size_t zeros_ = 0;                               ///< at the end of what was read
    std::unique_ptr<archive, int (*)(archive*)> archive_; ///< freed first
};

class TarSource final : public ByteSource {
public:
    TarSource(std::unique_ptr<ByteSource> bytes, std::size_t number) : reader_(std::move(bytes)) {
        for (std::size_t i = 0; i <= number; ++i)
            if (!reader_.next())
                refuse_tar(format_code::archive_corrupt,
                           "the tar archive changed while it was read. Run again.");
    }
    std::size_t read(char* to, std::size_t size) override { return reader_.read(to, size); }

private:
    TarReader reader_;
};

std::string tar_name(archive_entry* entry) {
    const char* name = archive_entry_pathname(entry);
    std::string text = name ? name : "";
    while (text.starts_with("./")) text.erase(0, 2); // as "tar -C directory ." writes them
    return text;
}

/// "" for an ordinary file.
std::string special_kind(archive_entry* entry) {
    if (archive_entry_hardlink(entry)) return "a hard link";
    if (archive_entry_filetype(entry) == AE_IFLNK) return "a symbolic link";
    if (archive_entry_filetype(entry) != AE_IFREG) return "a device or a pipe";
    return archive_entry_sparse_count(entry) > 0 ? "a file with holes" : "";
}

std::uint64_t octal(std::string_view field) {
    std::uint64_t value = 0;
    for (const char c : field)
        if (c >= '0' && c <= '7') value = value * 8 + static_cast<std::uint64_t>(c - '0');
    return value;
}

} // namespace

/// The checksum is in every kind of tar since 1979, "ustar" is not.
bool is_tar(std::string_view head) {
    constexpr std::size_t at = 148, size = 8;
    if (head.size() < tar_header_bytes || head[0] == '\0') return false;
    std::uint64_t sum = size * ' ';
    for (std::size_t i = 0; i < tar_header_bytes; ++i)
        if (i < at || i >= at + size) sum += static_cast<unsigned char>(head[i]);
    return octal(head.substr(at, size)) == sum;
}

std::size_t choose_tar_entry(std::unique_ptr<ByteSource> bytes, const std::string& pattern,
                             Expected expected) {
    TarReader reader(std::move(bytes));
    std::vector<std::string> names, kinds;
    std::vector<std::size_t> numbers;
    std::size_t number = 0;
    for (; archive_entry* entry = reader.next(); ++number) {
        if (number == format_limit::tar_entries)
            refuse_tar(format_code::archive_too_many_entries,
                       "the tar archive has more than 100,000 entries. Ask the producer for one file.");
        const std::string name = tar_name(entry);
        const bool directory = archive_entry_filetype(entry) == AE_IFDIR;
        if (is_dangerous_entry_name(name) && !(directory && name.empty()))
            refuse_tar(
                format_code::archive_entry_name,
                "an entry of the tar archive has a dangerous name (control characters, \"..\", a backslash "
                "or an absolute path). Tell the producer.");
        if (directory) continue;
        names.push_back(name);
        kinds.push_back(special_kind(entry));
        numbers.push_back(number);
    }
    reader.finish();
    const std::size_t chosen = choose_entry(names, pattern, expected, "tar archive");
    if (!kinds[chosen].empty())
        refuse_tar(format_code::archive_entry_kind, "the entry \"" + names[chosen] +
                                                        "\" of the tar archive is " + kinds[chosen] +
                                                        ", not a file. Tell the producer.");
    return numbers[chosen];
}

std::unique_ptr<ByteSource> open_tar_entry(std::unique_ptr<ByteSource> bytes, std::size_t number) {
    return std::make_unique<TarSource>(std::move(bytes), number);
}

} // namespace moisson
