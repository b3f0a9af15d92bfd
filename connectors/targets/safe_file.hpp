// A file that appears under its name complete or not at all.
#pragma once
#include "core/text/sha256.hpp"

#include <filesystem>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <streambuf>
#include <string>

namespace moisson {

/// An operation on a file failed; `what()` names the path, the cause and what to do.
class FileError : public std::runtime_error {
public:
    FileError(int error_number, const std::string& doing, const std::filesystem::path& path);
    /// Trying again cannot help: the path itself is wrong.
    bool permanent() const;

private:
    int error_number_;
};

/// Counts and digests what passes; with a file descriptor, writes it too. A failed write shows as the
/// stream's badbit and in error_number().
class DigestBuffer : public std::streambuf {
public:
    explicit DigestBuffer(int fd = -1) : fd_(fd) {}
    std::uint64_t bytes() const { return bytes_; }
    int error_number() const { return error_number_; }
    std::string finish_hex() { return digest_.finish_hex(); }

protected:
    std::streamsize xsputn(const char* text, std::streamsize count) override;
    int_type overflow(int_type c) override;

private:
    int fd_;
    std::uint64_t bytes_ = 0;
    int error_number_ = 0;
    Sha256 digest_;
};

/// Name of the temporary file that becomes `name`: hidden, in the same directory, so that the rename is
/// atomic.
std::string temporary_name(const std::string& name);
bool is_temporary_name(const std::string& name);

/// Created under a temporary name (never through a link), removed again unless commit() was reached. Throws
/// FileError.
class SafeFile {
public:
    SafeFile(const std::filesystem::path& directory, const std::string& name);
    ~SafeFile();
    SafeFile(const SafeFile&) = delete;
    SafeFile& operator=(const SafeFile&) = delete;

    std::ostream& stream() { return stream_; }
    const std::filesystem::path& temporary() const { return temporary_; }
    std::uint64_t bytes() const { return buffer_->bytes(); }
    /// Digest of what was written; once. Throws FileError when a write had failed.
    std::string finish();
    void sync();   ///< on disk, and dropped from the cache so that reading it back reads the disk
    void commit(); ///< rename to the final name, directory on disk

private:
    int open_temporary() const;
    std::filesystem::path directory_, final_, temporary_;
    int fd_;
    std::optional<DigestBuffer> buffer_;
    std::ostream stream_;
    bool committed_ = false;
};

} // namespace moisson
