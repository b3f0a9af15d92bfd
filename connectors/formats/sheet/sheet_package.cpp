#include "connectors/formats/sheet/sheet_package.hpp"

#include "connectors/formats/bytes/zip_source.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/sniff.hpp"
#include "core/text/fold.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::uint64_t ole_bytes_looked_at = 64ull << 20;

/// An OLE container is an old .xls, or an .xlsx behind a password: then it has a stream of this name.
bool has_encrypted_package(ByteSource& bytes) {
    std::string name;
    for (const char c : std::string_view("EncryptedPackage")) name += std::string{c, '\0'};
    std::string window;
    std::array<char, 1 << 16> chunk;
    for (std::uint64_t seen = 0; seen < ole_bytes_looked_at;) {
        const std::size_t got = bytes.read(chunk.data(), chunk.size());
        if (got == 0) return false;
        window.append(chunk.data(), got);
        if (window.find(name) != std::string::npos) return true;
        if (window.size() > name.size()) window.erase(0, window.size() - name.size());
        seen += got;
    }
    return false;
}

[[noreturn]] void refuse_password() {
    refuse_zip(format_code::encrypted_spreadsheet,
               "the spreadsheet is protected by a password. Ask the producer to save it without one; protect "
               "the address instead.");
}

[[noreturn]] void refuse_kind(const std::string& kind) {
    refuse_zip(format_code::unsupported_spreadsheet,
               "the file is " + kind +
                   ", which is not read. Ask the producer to save it as .xlsx, .ods or CSV, and correct "
                   "[source] type.");
}

/// Nothing but ZIP goes on from here.
void check_start(const std::filesystem::path& file) {
    std::array<char, 512> buffer;
    const std::string_view head(buffer.data(), open_file(file)->read_fully(buffer.data(), buffer.size()));
    if (head.starts_with("\xD0\xCF\x11\xE0")) {
        if (has_encrypted_package(*open_file(file))) refuse_password();
        refuse_kind("an old Excel workbook (.xls)");
    }
    if (head.starts_with("\x09\x08") || head.starts_with("\x09\x04"))
        refuse_kind("a very old Excel workbook (.xls)");
    if (head.starts_with("PK")) return;
    refuse_wrong_content(head, Expected::sheet);
    refuse_content(Expected::sheet, "something else",
                   "If it is CSV, write [source] type = \"csv\"; else check the address");
}

} // namespace

SheetPackage::SheetPackage(std::filesystem::path file, std::string_view type, const OutputLimit& limit)
    : file_(std::move(file)), limit_(limit) {
    check_start(file_);
    std::ifstream zip = open_zip_file(file_);
    entries_ = read_zip_directory(zip);
    const bool is_xlsx = has("[Content_Types].xml");
    const bool is_ods = has("content.xml") && has("mimetype");
    if (has("xl/workbook.bin")) refuse_kind("a binary Excel workbook (.xlsb)");
    if (!is_xlsx && !is_ods)
        refuse_content(Expected::sheet, "a ZIP archive that holds no spreadsheet",
                       "Check the address; for an archive of CSV files write [source] type = \"csv\"");
    if (is_xlsx != (type == "xlsx"))
        refuse_content(Expected::sheet,
                       is_xlsx ? "an Excel workbook or another Office document" : "an OpenDocument file",
                       std::string("If it is a spreadsheet, write [source] type = \"") +
                           (is_xlsx ? "xlsx" : "ods") + "\"");
    if (is_ods && has("META-INF/manifest.xml") &&
        read("META-INF/manifest.xml").find("encryption-data") != std::string::npos)
        refuse_password();
}

const ZipEntry* SheetPackage::find(std::string_view part) const {
    const auto same = [&](const ZipEntry& entry) { return entry.name == part; };
    auto found = std::find_if(entries_.begin(), entries_.end(), same);
    if (found == entries_.end()) { // the standard says that case does not matter
        const std::string folded = fold(part);
        found = std::find_if(entries_.begin(), entries_.end(),
                             [&](const ZipEntry& entry) { return fold(entry.name) == folded; });
    }
    return found == entries_.end() ? nullptr : &*found;
}

std::uint64_t SheetPackage::size_of(std::string_view part) const {
    const ZipEntry* entry = find(part);
    return entry ? entry->size : 0;
}

std::unique_ptr<ByteSource> SheetPackage::open(std::string_view part) const {
    const ZipEntry* entry = find(part);
    if (!entry)
        refuse_zip(format_code::sheet_part_missing,
                   "the spreadsheet lacks its part \"" + std::string(part.substr(0, 200)) +
                       "\": it was not written to the end, or not by a spreadsheet program. Ask the "
                       "producer to save it again.");
    return open_zip_entry(file_, *entry, limit_);
}

std::string SheetPackage::read(std::string_view part) const {
    constexpr std::size_t most = 1u << 20;
    std::string text(most, '\0');
    text.resize(open(part)->read_fully(text.data(), most));
    return text;
}

} // namespace moisson
