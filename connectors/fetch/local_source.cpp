#include "connectors/fetch/local_source.hpp"

#include "connectors/fetch/inbox.hpp"
#include "connectors/fetch/spool.hpp"
#include "connectors/http/fault.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace moisson {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t chunk_bytes = 128 * 1024;

/// Read side of a copy: notices what another program does to the file meanwhile.
class SourceFile {
public:
    explicit SourceFile(const fs::path& path) : path_(path), buffer_(chunk_bytes) {
        // O_NONBLOCK: opening a pipe that nobody writes must not hang; regular files ignore it.
        file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (file_ < 0) throw cannot_open();
        if (::fstat(file_, &before_) != 0 || !S_ISREG(before_.st_mode)) {
            ::close(file_);
            throw permanent_fault("file.not-a-file", path.string() + " is not an ordinary file");
        }
    }
    ~SourceFile() { ::close(file_); }
    SourceFile(const SourceFile&) = delete;
    SourceFile& operator=(const SourceFile&) = delete;

    std::uint64_t size() const { return static_cast<std::uint64_t>(before_.st_size); }

    template<class Take>
    void for_each_chunk(const Take& take) {
        std::uint64_t total = 0;
        for (::lseek(file_, 0, SEEK_SET);;) {
            const ssize_t got = ::read(file_, buffer_.data(), buffer_.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) throw transient_fault("file.unreadable", cannot("read"));
            if (got == 0) break;
            total += static_cast<std::uint64_t>(got);
            if (total > size()) throw changed(); // grows while we read: would never end
            take(std::string_view(buffer_.data(), static_cast<std::size_t>(got)));
        }
        check_same();
    }

private:
    std::string cannot(const char* verb) const {
        return std::string("cannot ") + verb + " " + path_.string() + ": " + std::strerror(errno);
    }
    HttpFault cannot_open() const {
        if (errno == ENOENT || errno == ENOTDIR)
            return transient_fault("file.missing", path_.string() +
                                                       " does not exist: check the url of the feed, or "
                                                       "wait for the file to be delivered");
        return transient_fault("file.unreadable",
                               cannot("open") + "; the service's user needs the right to read it");
    }
    HttpFault changed() const {
        return transient_fault("file.changed", path_.string() +
                                                   " changed while it was read; it is read again at the "
                                                   "next run (write beside it and rename)");
    }
    void check_same() const {
        struct stat now {};
        if (::fstat(file_, &now) != 0 || now.st_size != before_.st_size ||
            now.st_mtim.tv_sec != before_.st_mtim.tv_sec || now.st_mtim.tv_nsec != before_.st_mtim.tv_nsec)
            throw changed();
    }

    fs::path path_;
    std::vector<char> buffer_;
    struct stat before_ {};
    int file_ = -1;
};

bool is_known(SourceFile& file, const Digest128& known) {
    if (!known) return false;
    StreamDigest digest;
    file.for_each_chunk([&](std::string_view chunk) { digest.update(chunk); });
    return digest.value() == known;
}

void check_size(const fs::path& path, const SourceFile& file, std::uint64_t limit) {
    if (file.size() == 0)
        throw permanent_fault("file.empty",
                              path.string() + " is empty; that is never read as \"no records\"");
    if (file.size() > limit)
        throw permanent_fault("file.too-large", path.string() + " has " + std::to_string(file.size()) +
                                                    " bytes, more than the limit of " +
                                                    std::to_string(limit) +
                                                    "; raise max_bytes in [source.limits] if that is right");
}

FetchOutcome copy_file(const LocalCopy& request, const fs::path& path) {
    SourceFile file(path);
    check_size(path, file, request.max_bytes);
    if (is_known(file, request.known)) return NotModified{};
    Spool spool(request.spool_dir);
    spool.begin_part();
    file.for_each_chunk([&](std::string_view chunk) { spool.write(chunk); });
    spool.end_part();
    Snapshot snapshot;
    snapshot.bytes = spool.bytes();
    snapshot.digest = spool.digest();
    snapshot.parts = spool.release();
    return snapshot;
}

FetchOutcome copy_inbox(const LocalCopy& request) {
    const std::vector<fs::path> waiting = inbox_files(request.place.path);
    if (waiting.empty()) return NotModified{};
    LocalCopy one = request;
    one.known = {}; // the same content again must still be taken out of the inbox
    try {
        FetchOutcome outcome = copy_file(one, waiting.front());
        auto& snapshot = std::get<Snapshot>(outcome);
        snapshot.inbox_files = {waiting.front()};
        snapshot.more_waiting = waiting.size() > 1;
        return outcome;
    } catch (const HttpFault& fault) {
        FetchFailure failure(fault.error());
        if (!fault.error().transient)
            failure.inbox_files = {waiting.front()}; // else it would block the others for ever
        failure.more_waiting = waiting.size() > 1;
        return failure;
    }
}

} // namespace

std::optional<LocalPlace> local_place(const FeedConfig& feed) {
    std::string text = feed.source.url;
    LocalPlace place;
    if (text.starts_with("inbox:")) {
        place.inbox = true;
        text.erase(0, 6);
    } else if (text.starts_with("file:")) {
        text.erase(0, 5);
    } else if (const std::size_t colon = text.find(':');
               colon != std::string::npos && colon < text.find('/')) {
        return std::nullopt;
    }
    if (text.starts_with("//localhost/")) text.erase(0, 11);
    if (text.starts_with("//")) text.erase(0, 2); // file:///path
    place.path = text;
    if (place.path.is_relative()) place.path = feed.file.parent_path() / place.path;
    std::error_code ignored;
    place.inbox = place.inbox || fs::is_directory(place.path, ignored);
    return place;
}

FetchOutcome copy_local(const LocalCopy& request) {
    try {
        return request.place.inbox ? copy_inbox(request) : copy_file(request, request.place.path);
    } catch (const HttpFault& fault) {
        return FetchFailure(fault.error());
    }
}

} // namespace moisson
