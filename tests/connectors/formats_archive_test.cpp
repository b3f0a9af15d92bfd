#include "core/text/utf8.hpp"
#include "tests/connectors/formats_support.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

/// Compresses by libarchive: filter "gzip", "bzip2", "xz", or "" with format "zip".
std::filesystem::path pack(const std::filesystem::path& path, const std::string& filter,
                           const std::vector<std::pair<std::string, std::string>>& entries) {
    archive* writer = archive_write_new();
    if (filter.empty())
        archive_write_set_format_zip(writer);
    else
        archive_write_set_format_raw(writer), archive_write_add_filter_by_name(writer, filter.c_str());
    archive_write_open_filename(writer, path.c_str());
    for (const auto& [name, text] : entries) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(writer, entry);
        archive_write_data(writer, text.data(), text.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return path;
}

std::string rows(int count) {
    std::string text = "id;nom\n";
    for (int i = 0; i < count; ++i)
        text += std::to_string(i) + ";nom " + std::to_string(i * 7919 % 1000) + "\n";
    return text;
}

Decoded decode(const std::filesystem::path& file, SourceConfig source = source_of("csv")) {
    return decode_files(source, {file}, {"id", "nom"});
}

} // namespace

TEST_CASE("archives: names of entries are said in UTF-8, whatever they are written in") {
    TempDir directory;
    const auto decoded = decode(pack(directory / "file", "", {{"donn\xe9.bin", "x"}, {"lisez.txt", "x"}}));
    CHECK(decoded.error == "format.archive-no-entry");
    CHECK_MESSAGE(is_valid_utf8(decoded.message), decoded.message);
}

TEST_CASE("archives: compressed data is recognised by content and read as a stream") {
    TempDir directory;
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd", ""}) {
        CAPTURE(filter);
        const auto decoded = decode(pack(directory / "file", filter, {{"x.csv", rows(20000)}}));
        CHECK(decoded.error == "");
        CHECK(decoded.records.size() == 20000);
    }
    const auto json = pack(directory / "file", "gzip", {{"x", R"({"r":[{"id":1,"nom":"a"}]})"}});
    CHECK(decode(json, source_of("json", "/r")).table() == "1|a");
    const auto xml = pack(directory / "file", "",
                          {{"lisez-moi.txt", "x"}, {"x.XML", "<r><e><id>1</id><nom>a</nom></e></r>"}});
    CHECK(decode(xml, source_of("xml", "/r/e")).table() == "1|a");
}

TEST_CASE("archives: a file that was cut, damaged or continued is refused") {
    TempDir directory;
    for (const char* filter : {"gzip", "bzip2", "xz", "zstd", ""}) {
        CAPTURE(filter);
        const std::string whole = read_file(pack(directory / "file", filter, {{"x.csv", rows(20000)}}));
        CHECK(decode(write_snapshot(directory / "cut", whole.substr(0, whole.size() * 2 / 3))).error != "");
        CHECK(decode(write_snapshot(directory / "cut", whole.substr(0, whole.size() - 5))).error != "");
        std::string damaged = whole;
        for (std::size_t i = 0; i < 40; ++i) damaged[damaged.size() / 2 + i] ^= 0x55;
        CHECK(decode(write_snapshot(directory / "damaged", damaged)).error != "");
        CHECK(decode(write_snapshot(directory / "longer", whole + "something else that is not compressed"))
                  .error != "");
    }
}

TEST_CASE("archives: which entry holds the data") {
    TempDir directory;
    const auto two = pack(directory / "two", "",
                          {{"a.csv", "id;nom\n1;a\n"}, {"b.csv", "id;nom\n2;b\n"}, {"c.pdf", "%PDF"}});
    const auto ambiguous = decode(two);
    CHECK(ambiguous.error == "format.archive-ambiguous");
    CHECK(ambiguous.message.find("a.csv, b.csv") != std::string::npos);
    auto source = source_of("csv");
    source.archive_entry = "b*";
    CHECK(decode(two, source).table() == "2|b");
    source.archive_entry = "z*";
    CHECK(decode(two, source).error == "format.archive-no-entry");
    CHECK(decode(pack(directory / "f", "", {{"export", "id;nom\n1;a\n"}})).table() == "1|a");
    CHECK(decode(pack(directory / "f", "", {{"readme.pdf", "x"}})).error == "format.archive-no-entry");
    CHECK(decode(pack(directory / "f", "", {{"[Content_Types].xml", "x"}, {"xl/a.csv", "x"}})).error ==
          "format.not-csv");
    CHECK(decode(pack(directory / "f", "", {{"../a.csv", "id\n1\n"}})).error == "format.archive-entry-name");
}

TEST_CASE("archives: bombs and archives in archives are refused") {
    TempDir directory;
    const auto bomb = pack(directory / "bomb", "gzip", {{"x", "id;nom\n" + std::string(64u << 20, '\n')}});
    CHECK(decode(bomb).error == "format.archive-too-big");
    const std::string inner = read_file(pack(directory / "inner", "gzip", {{"x", "id;nom\n1;a\n"}}));
    CHECK(decode(pack(directory / "outer", "gzip", {{"x", inner}})).error == "format.archive-nested");
}

TEST_CASE("archives: a declared compression is checked") {
    TempDir directory;
    const auto plain = write_snapshot(directory / "plain", "id;nom\n1;a\n");
    auto source = source_of("csv");
    source.compression = "gzip";
    CHECK(decode(plain, source).error == "format.archive-corrupt");
    source.compression = "none";
    CHECK(decode(plain, source).table() == "1|a");
    CHECK(decode(pack(directory / "f", "gzip", {{"x", "id;nom\n1;a\n"}}), source).error == "format.not-csv");
}
