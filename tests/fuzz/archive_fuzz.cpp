// Compressed files and archives: opened by content, read to the end or refused; twice the same.
#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/bytes/zip_source.hpp"
#include "connectors/formats/decoder.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <array>
#include <fstream>

using namespace moisson;

namespace {

constexpr std::size_t most_kept = 1 << 20;

/// The first bytes that come out, how many there are, or the code of the refusal.
std::string unpacked(const std::filesystem::path& file, const SourceConfig& source) {
    std::string out;
    std::uint64_t total = 0;
    try {
        const auto bytes = byte_opener(file, source, Expected::csv)();
        std::array<char, 5000> chunk;
        while (const std::size_t got = bytes->read(chunk.data(), chunk.size())) {
            if (out.size() < most_kept) out.append(chunk.data(), got);
            total += got;
        }
    } catch (const FormatError& error) {
        return out.substr(0, most_kept) + " refused: " + error.code(); // what came before is not used
    }
    return out.substr(0, most_kept) + " in all: " + std::to_string(total);
}

void check_directory(const std::filesystem::path& file) {
    try {
        std::ifstream zip = open_zip_file(file);
        for (const ZipEntry& entry : read_zip_directory(zip)) {
            const bool safe = !entry.name.starts_with('/') && entry.name.find("../") == std::string::npos &&
                              entry.name.find('\\') == std::string::npos &&
                              entry.name.find('\0') == std::string::npos;
            fuzz::require(safe, "no entry has a name that leads elsewhere", entry.name);
            try {
                zip_data_offset(zip, entry);
            } catch (const FormatError&) {
            }
        }
    } catch (const FormatError&) {
    }
}

std::string without_refused_bytes(std::string text) {
    const std::size_t at = text.rfind(" refused: ");
    return at == std::string::npos ? text : text.substr(at);
}

} // namespace

FUZZ_TARGET(input) {
    const fuzz::MemoryFile file(input);
    for (const char* entry : {"", "*.csv"}) {
        SourceConfig source;
        source.archive_entry = entry;
        const std::string whole = unpacked(file.path(), source);
        const fuzz::ReadInPieces pieces(input);
        fuzz::require(without_refused_bytes(whole) == without_refused_bytes(unpacked(file.path(), source)),
                      "reads in pieces change nothing", whole);
    }
    if (input.starts_with("PK")) check_directory(file.path());
}
