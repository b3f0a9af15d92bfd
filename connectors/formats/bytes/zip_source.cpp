#include "connectors/formats/bytes/zip_source.hpp"

#include "connectors/formats/bytes/choose_entry.hpp"
#include "connectors/formats/bytes/inflater.hpp"
#include "connectors/formats/bytes/zip_directory.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"

#include <algorithm>
#include <fstream>

namespace moisson {
namespace {

/// "xlsx" or "ods" when the entries are those of a spreadsheet.
std::string_view spreadsheet_type(const std::vector<ZipEntry>& entries) {
    for (const ZipEntry& entry : entries) {
        if (entry.name == "[Content_Types].xml") return "xlsx";
        if (entry.name == "mimetype" && entry.offset == 0) return "ods";
    }
    return {};
}

/// A spreadsheet that was cut has no directory; its first entry still shows what it is.
std::string_view spreadsheet_type(std::ifstream& file) {
    std::string head(64, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    file.clear();
    if (head.find("[Content_Types]") != std::string::npos) return "xlsx";
    return head.find("mimetypeapplication") != std::string::npos ? "ods" : std::string_view();
}

void refuse_spreadsheet(Expected expected, std::string_view type) {
    if (type.empty()) return;
    refuse_content(expected, "a spreadsheet (" + std::string(type) + ")",
                   "Write [source] type = \"" + std::string(type) + "\" to read it");
}

ZipEntry choose(const std::vector<ZipEntry>& entries, const std::string& pattern, Expected expected) {
    if (pattern.empty()) refuse_spreadsheet(expected, spreadsheet_type(entries));
    std::vector<const ZipEntry*> files;
    std::vector<std::string> names;
    for (const auto& entry : entries)
        if (!entry.is_directory()) files.push_back(&entry), names.push_back(entry.name);
    return *files[choose_entry(names, pattern, expected, "ZIP file")];
}

void check(const ZipEntry& entry) {
    if (entry.is_special())
        refuse_zip(format_code::archive_entry_kind,
                   "the entry of the ZIP file is a link or a device, not a file. Tell the producer.");
    if (entry.is_encrypted())
        refuse_zip(format_code::archive_encrypted,
                   "the ZIP file is encrypted. Ask the producer for one without a password.");
    if (entry.method != 0 && entry.method != 8)
        refuse_zip(format_code::archive_entry_kind, "the ZIP file uses compression method " +
                                                        std::to_string(entry.method) +
                                                        "; only stored and deflate are read.");
}

class ZipSource final : public ByteSource {
public:
    ZipSource(std::ifstream file, ZipEntry entry, const OutputLimit& limit)
        : file_(std::move(file)), entry_(std::move(entry)), limit_(limit), buffer_(64u << 10) {
        check(entry_);
        const std::uint64_t offset = zip_data_offset(file_, entry_);
        file_.clear();
        file_.seekg(static_cast<std::streamoff>(offset));
    }

    std::size_t read(char* to, std::size_t size) override {
        std::size_t written = 0;
        while (!ended_ && written == 0) {
            if (entry_.method == 0)
                read_stored(to, size, written);
            else
                inflate(to, size, written);
        }
        crc_ = crc32_of(crc_, {to, written});
        output_ += written;
        limit_.check(consumed_, output_);
        if (output_ > entry_.size || (ended_ && output_ != entry_.size))
            refuse_zip(format_code::archive_mismatch,
                       "the ZIP entry has not the size that it declares. Tell the producer.");
        if (ended_ && crc_ != entry_.crc)
            refuse_zip(format_code::archive_checksum,
                       "the checksum of the ZIP entry is wrong: the transfer damaged it. Run again; "
                       "if it stays, tell the producer.");
        return written;
    }

private:
    void read_stored(char* to, std::size_t size, std::size_t& written) {
        const std::size_t wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>(size, entry_.compressed - consumed_));
        file_.read(to, static_cast<std::streamsize>(wanted));
        written = static_cast<std::size_t>(file_.gcount());
        if (written < wanted)
            refuse_zip(format_code::truncated,
                       "the ZIP file is incomplete: the transfer was cut. Run again.");
        consumed_ += written;
        ended_ = consumed_ == entry_.compressed;
    }

    void inflate(char* to, std::size_t size, std::size_t& written) {
        const auto status = inflater_.run(input_, to, size, written);
        if (status == Inflater::Status::end)
            ended_ = true;
        else if (status == Inflater::Status::more_input)
            refill();
        else if (status != Inflater::Status::has_output)
            refuse_zip(format_code::archive_corrupt,
                       "the ZIP data is damaged. Run again; if it stays, tell the producer.");
    }

    void refill() {
        const auto wanted = std::min<std::uint64_t>(buffer_.size(), entry_.compressed - consumed_);
        file_.read(buffer_.data(), static_cast<std::streamsize>(wanted));
        const auto got = static_cast<std::size_t>(file_.gcount());
        if (got == 0)
            refuse_zip(format_code::archive_corrupt,
                       "the ZIP data ends too early. Run again; if it stays, tell the producer.");
        consumed_ += got;
        input_ = {buffer_.data(), got};
    }

    std::ifstream file_;
    ZipEntry entry_;
    OutputLimit limit_;
    Inflater inflater_{Inflater::Wrapper::none};
    std::vector<char> buffer_;
    std::string_view input_;
    std::uint64_t consumed_ = 0, output_ = 0;
    std::uint32_t crc_ = 0;
    bool ended_ = false;
};

} // namespace

std::ifstream open_zip_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) refuse_zip(format_code::unreadable_file, "cannot read " + path.string() + ".");
    return file;
}

std::unique_ptr<ByteSource> open_zip(const std::filesystem::path& path, const std::string& pattern,
                                     Expected expected, const OutputLimit& limit) {
    std::ifstream file = open_zip_file(path);
    if (pattern.empty()) refuse_spreadsheet(expected, spreadsheet_type(file));
    ZipEntry entry = choose(read_zip_directory(file), pattern, expected);
    return std::make_unique<ZipSource>(std::move(file), std::move(entry), limit);
}

std::unique_ptr<ByteSource> open_zip_entry(const std::filesystem::path& path, const ZipEntry& entry,
                                           const OutputLimit& limit) {
    return std::make_unique<ZipSource>(open_zip_file(path), entry, limit);
}

} // namespace moisson
