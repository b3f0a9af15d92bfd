#include "connectors/fetch/spool.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace moisson {

namespace {

[[noreturn]] void disk_failed(const std::filesystem::path& path, const char* doing) {
    throw std::system_error(errno, std::generic_category(), std::string(doing) + " " + path.string());
}

} // namespace

Spool::Spool(std::filesystem::path directory) : directory_(std::move(directory)) {
    std::filesystem::create_directories(directory_);
}

Spool::~Spool() {
    if (file_ >= 0) ::close(file_);
    std::error_code ignored;
    for (const auto& part : parts_) std::filesystem::remove(part, ignored);
}

std::filesystem::path Spool::next_part() const {
    char name[24];
    std::snprintf(name, sizeof name, "part-%04zu", parts_.size());
    return directory_ / name;
}

void Spool::begin_part() {
    const std::filesystem::path path = next_part();
    std::error_code absent;
    if (std::filesystem::hard_link_count(path, absent) > 1 && !absent) // a page of a checkpoint
        std::filesystem::remove(path);
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file_ < 0) disk_failed(path, "cannot create the spool file");
    parts_.push_back(path);
    before_part_ = digest_;
    part_bytes_ = 0;
}

bool Spool::adopt_part(const std::filesystem::path& file, const Digest128& expected) {
    std::error_code failed;
    const std::filesystem::path path = next_part();
    std::filesystem::remove(path, failed);
    std::filesystem::create_hard_link(file, path, failed);
    if (failed) return false;
    parts_.push_back(path);
    before_part_ = digest_;
    part_bytes_ = 0;
    std::ifstream in(path, std::ios::binary);
    std::string chunk(1 << 16, '\0');
    while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || in.gcount() > 0) {
        digest_.update({chunk.data(), static_cast<std::size_t>(in.gcount())});
        part_bytes_ += static_cast<std::uint64_t>(in.gcount());
    }
    bytes_ += part_bytes_;
    if (digest_.value() == expected) return true;
    drop_part();
    return false;
}

void Spool::write(std::string_view bytes) {
    digest_.update(bytes);
    bytes_ += bytes.size();
    part_bytes_ += bytes.size();
    while (!bytes.empty()) {
        const ssize_t written = ::write(file_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) disk_failed(parts_.back(), "cannot write the spool file");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void Spool::end_part() { close(); }

void Spool::close() {
    const int file = std::exchange(file_, -1);
    if (file >= 0 && ::close(file) != 0) disk_failed(parts_.back(), "cannot finish the spool file");
}

void Spool::drop_part() {
    close();
    std::error_code ignored;
    std::filesystem::remove(parts_.back(), ignored);
    parts_.pop_back();
    bytes_ -= part_bytes_;
    part_bytes_ = 0;
    digest_ = before_part_;
}

void Spool::clear() {
    while (!parts_.empty()) drop_part();
    bytes_ = 0;
    digest_ = StreamDigest();
}

std::vector<std::filesystem::path> Spool::release() { return std::exchange(parts_, {}); }

} // namespace moisson
