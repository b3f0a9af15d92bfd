#include "core/change/staged_file.hpp"
#include "core/change/staged_format.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace moisson {

namespace {

constexpr std::size_t usual_record = 4096; ///< bytes; most records need one read

std::size_t bytes_of_texts(const staged::RecordHead& head) {
    return std::size_t{head.id_bytes} + head.date_bytes + head.body_bytes;
}

/// `texts`: id, date and body, one behind the other; the record keeps views of them.
void fill(StagedRecord& record, const staged::RecordHead& head, std::string_view texts) {
    record.change = static_cast<StagedRecord::Change>(head.change);
    record.key = head.key;
    record.local_id = head.local_id;
    record.kind = head.kind;
    record.raw = head.raw;
    record.fingerprint = head.fingerprint;
    record.presence = head.presence;
    record.date_hash = head.date_hash;
    record.date_rank = head.date_rank;
    record.id = texts.substr(0, head.id_bytes);
    record.date = texts.substr(head.id_bytes, head.date_bytes);
    record.body = texts.substr(head.id_bytes + head.date_bytes);
}

} // namespace

struct StagedReader::Impl {
    std::filesystem::path file;
    int descriptor = -1;
    std::uint64_t size = 0, records_end = 0;
    std::uint32_t records = 0, read = 0;
    std::uint64_t buffer_at = 0; ///< file offset of the buffer's first byte
    std::size_t used = 0;        ///< bytes of the buffer already handed out
    std::string buffer;
    std::uint64_t last_at = 0; ///< place of the last record
    std::string single;        ///< bytes of a record read by its place
    Difference difference;

    explicit Impl(const std::filesystem::path& path) : file(path) {
        descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        struct stat info {};
        if (descriptor < 0 || ::fstat(descriptor, &info) != 0) damaged(std::strerror(errno));
        size = static_cast<std::uint64_t>(info.st_size);
    }
    ~Impl() {
        if (descriptor >= 0) ::close(descriptor);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[noreturn]] void damaged(const std::string& what) const {
        throw std::runtime_error("the staged file " + file.string() + " cannot be used: " + what +
                                 "; run the feed again");
    }
    void read_at(std::uint64_t offset, char* data, std::size_t count) const {
        while (count > 0) {
            const ssize_t got = ::pread(descriptor, data, count, static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) damaged(std::strerror(errno));
            if (got == 0) damaged("it is shorter than it was");
            data += got;
            offset += static_cast<std::uint64_t>(got);
            count -= static_cast<std::size_t>(got);
        }
    }
    void check();
    std::string_view take(std::size_t count);
    void check(const staged::RecordHead& head) const {
        if (head.change > static_cast<std::uint8_t>(StagedRecord::Change::raw_only))
            damaged("a record has a change that does not exist");
    }
    void start() {
        read = 0;
        used = 0;
        buffer.clear();
        buffer_at = sizeof staged::magic;
    }
};

/// The digest of everything, then the difference; the records follow one by one.
void StagedReader::Impl::check() {
    if (size < sizeof staged::magic + sizeof(staged::Footer)) damaged("it is too short");
    staged::Footer footer;
    read_at(size - sizeof footer, reinterpret_cast<char*>(&footer), sizeof footer);
    const std::uint64_t covered = size - sizeof footer.digest;
    Digest128 digest;
    buffer.resize(staged::block_bytes);
    for (std::uint64_t at = 0; at < covered; at += staged::block_bytes) {
        const std::size_t count = std::min<std::uint64_t>(staged::block_bytes, covered - at);
        read_at(at, buffer.data(), count);
        if (at == 0 && std::memcmp(buffer.data(), staged::magic, sizeof staged::magic) != 0)
            damaged("it is not a staged file of this version");
        digest = staged::chain(digest, std::string_view(buffer).substr(0, count));
    }
    if (digest != footer.digest) damaged("its digest is not the one in its footer");
    const std::uint64_t difference_end = size - sizeof footer;
    if (footer.difference_at < sizeof staged::magic || footer.difference_at > difference_end ||
        footer.records > 0xffffffffu)
        damaged("its footer is wrong");
    std::string bytes(difference_end - footer.difference_at, '\0');
    read_at(footer.difference_at, bytes.data(), bytes.size());
    difference = staged::decode(bytes);
    difference.staged_file = file;
    difference.staged_digest = digest;
    records = static_cast<std::uint32_t>(footer.records);
    records_end = footer.difference_at;
}

/// The next `count` bytes, contiguous; moves the rest of the buffer to its front when it does not hold them.
std::string_view StagedReader::Impl::take(std::size_t count) {
    if (buffer.size() - used < count) {
        buffer_at += used;
        buffer.erase(0, used);
        used = 0;
        if (count > records_end - buffer_at) damaged("a record goes beyond the end");
        const std::size_t wanted =
            std::min<std::uint64_t>(std::max(count, staged::block_bytes), records_end - buffer_at);
        const std::size_t have = buffer.size();
        buffer.resize(wanted);
        read_at(buffer_at + have, buffer.data() + have, wanted - have);
    }
    used += count;
    return std::string_view(buffer).substr(used - count, count);
}

StagedReader::StagedReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {
    impl_->check();
    impl_->start();
}

StagedReader::StagedReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

StagedReader StagedReader::open_unfinished(const std::filesystem::path& file, std::uint32_t count) {
    auto impl = std::make_unique<Impl>(file);
    impl->records = count;
    impl->records_end = impl->size;
    impl->start();
    return StagedReader(std::move(impl));
}

StagedReader::~StagedReader() = default;
StagedReader::StagedReader(StagedReader&&) noexcept = default;

bool StagedReader::next(StagedRecord& record) {
    if (impl_->read == impl_->records) return false;
    impl_->last_at = impl_->buffer_at + impl_->used;
    staged::RecordHead head;
    std::memcpy(&head, impl_->take(sizeof head).data(), sizeof head);
    impl_->check(head);
    fill(record, head, impl_->take(bytes_of_texts(head)));
    ++impl_->read;
    return true;
}

std::uint64_t StagedReader::place() const { return impl_->last_at; }

void StagedReader::read(std::uint64_t place, StagedRecord& record) {
    std::string& bytes = impl_->single;
    bytes.resize(std::min<std::uint64_t>(usual_record, impl_->records_end - place));
    impl_->read_at(place, bytes.data(), bytes.size());
    staged::RecordHead head;
    if (bytes.size() < sizeof head) impl_->damaged("a record goes beyond the end");
    std::memcpy(&head, bytes.data(), sizeof head);
    impl_->check(head);
    const std::size_t whole = sizeof head + bytes_of_texts(head), have = bytes.size();
    if (whole > impl_->records_end - place) impl_->damaged("a record goes beyond the end");
    if (whole > have) {
        bytes.resize(whole);
        impl_->read_at(place + have, bytes.data() + have, whole - have);
    }
    fill(record, head, std::string_view(bytes).substr(sizeof head, whole - sizeof head));
}

void StagedReader::rewind() { impl_->start(); }
std::uint32_t StagedReader::count() const { return impl_->records; }
const Difference& StagedReader::difference() const { return impl_->difference; }

} // namespace moisson
