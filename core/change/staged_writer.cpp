#include "core/change/staged_file.hpp"
#include "core/change/staged_format.hpp"

#include <cerrno>
#include <fcntl.h>
#include <stdexcept>
#include <system_error>
#include <unistd.h>

namespace moisson {

namespace {

[[noreturn]] void refuse_write(const std::filesystem::path& file) {
    throw std::system_error(errno, std::generic_category(), "cannot write " + file.string());
}

} // namespace

struct StagedWriter::Impl {
    std::filesystem::path file;
    int descriptor = -1;
    std::string buffer;
    std::size_t on_disk = 0; ///< bytes of the buffer that flush() has already written
    std::uint64_t written = 0;
    std::uint32_t records = 0;
    Digest128 digest;

    ~Impl() {
        if (descriptor >= 0) ::close(descriptor);
    }
    void append(const char* data, std::size_t size) {
        while (size > 0) {
            const std::size_t part = std::min(size, staged::block_bytes - buffer.size());
            buffer.append(data, part);
            data += part;
            size -= part;
            if (buffer.size() == staged::block_bytes) end_block();
        }
    }
    void append(std::string_view bytes) { append(bytes.data(), bytes.size()); }
    std::uint64_t position() const { return written + buffer.size(); }
    void end_block() {
        flush();
        digest = staged::chain(digest, buffer);
        written += buffer.size();
        buffer.clear();
        on_disk = 0;
    }
    void flush() {
        while (on_disk < buffer.size()) {
            const ssize_t count = ::write(descriptor, buffer.data() + on_disk, buffer.size() - on_disk);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) refuse_write(file);
            on_disk += static_cast<std::size_t>(count);
        }
    }
};

StagedWriter::StagedWriter(const std::filesystem::path& file) : impl_(std::make_unique<Impl>()) {
    impl_->file = file;
    impl_->descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (impl_->descriptor < 0) refuse_write(file);
    impl_->buffer.reserve(staged::block_bytes);
    impl_->append(staged::magic, sizeof staged::magic);
}

StagedWriter::~StagedWriter() = default;

std::uint32_t StagedWriter::add(const StagedRecord& record) {
    if (record.id.size() > 0xffff || record.date.size() > 0xff || record.body.size() > 0x7fffffff)
        throw std::length_error("a record is too long to be staged");
    staged::RecordHead head{record.key,
                            record.raw,
                            record.fingerprint,
                            record.presence,
                            record.date_hash,
                            record.date_rank,
                            record.local_id,
                            static_cast<std::uint32_t>(record.id.size()),
                            static_cast<std::uint32_t>(record.body.size()),
                            record.kind,
                            static_cast<std::uint8_t>(record.date.size()),
                            static_cast<std::uint8_t>(record.change)};
    impl_->append(reinterpret_cast<const char*>(&head), sizeof head);
    impl_->append(record.id);
    impl_->append(record.date);
    impl_->append(record.body);
    return impl_->records++;
}

std::uint32_t StagedWriter::count() const { return impl_->records; }

void StagedWriter::flush() { impl_->flush(); }

void StagedWriter::finish(Difference& difference) {
    staged::Footer footer{impl_->position(), impl_->records, {}};
    impl_->append(staged::encode(difference));
    impl_->append(reinterpret_cast<const char*>(&footer), offsetof(staged::Footer, digest));
    impl_->end_block();
    impl_->append(reinterpret_cast<const char*>(&impl_->digest), sizeof footer.digest);
    impl_->flush();
    difference.staged_file = impl_->file;
    difference.staged_digest = impl_->digest;
}

} // namespace moisson
