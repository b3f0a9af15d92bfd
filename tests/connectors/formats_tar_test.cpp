// tar archives behind any compression: which entry is read, and everything that is refused.
#include "tests/connectors/formats_support.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

namespace {

struct TarEntry {
    std::string name, text;
    unsigned type = AE_IFREG;
    std::string hard_link = {};
    std::int64_t hole = 0; ///< bytes of nothing behind the text
};

std::filesystem::path pack_tar(const std::filesystem::path& path, const std::vector<TarEntry>& entries,
                               const char* filter = nullptr, std::int64_t time = 0) {
    archive* writer = archive_write_new();
    archive_write_set_format_pax_restricted(writer);
    if (filter) archive_write_add_filter_by_name(writer, filter);
    archive_write_open_filename(writer, path.c_str());
    for (const TarEntry& tar : entries) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, tar.name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(tar.text.size()) + tar.hole);
        archive_entry_set_filetype(entry, tar.type);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_mtime(entry, time, 0);
        if (tar.type == AE_IFLNK) archive_entry_set_symlink(entry, "/etc/passwd");
        if (!tar.hard_link.empty()) archive_entry_set_hardlink(entry, tar.hard_link.c_str());
        if (tar.hole > 0) archive_entry_sparse_add_entry(entry, 0, static_cast<la_int64_t>(tar.text.size()));
        archive_write_header(writer, entry);
        archive_write_data(writer, tar.text.data(), tar.text.size());
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
    return path;
}

std::string tar_rows(int count) {
    std::string text = "id;nom\n";
    for (int i = 0; i < count; ++i)
        text += std::to_string(i) + ";nom " + std::to_string(i * 7919 % 1000) + "\n";
    return text;
}

Decoded decode_tar(const std::filesystem::path& file, const std::string& entry = "") {
    auto source = source_of("csv");
    source.archive_entry = entry;
    return decode_files(source, {file}, {"id", "nom"});
}

const std::string one_row = "id;nom\n1;a\n";

} // namespace

TEST_CASE("tar: the entry with the data is read, whatever the compression") {
    TempDir directory;
    for (const char* filter : {static_cast<const char*>(nullptr), "gzip", "bzip2", "xz", "zstd"}) {
        CAPTURE((filter ? filter : "none"));
        const auto file = pack_tar(directory / "x",
                                   {{"./data/", "", AE_IFDIR},
                                    {"./data/LISEZMOI.txt", "bonjour"},
                                    {"./data/structures.csv", tar_rows(20000)},
                                    {"./data/link.txt", "", AE_IFLNK}},
                                   filter);
        const auto decoded = decode_tar(file);
        CHECK(decoded.error == "");
        CHECK(decoded.records.size() == 20000);
        CHECK(decode_tar(file, "structures.*").records.size() == 20000);
        CHECK(decode_tar(file, "data/*.csv").records.size() == 20000);
        CHECK(decode_tar(file, "*.json").error == "format.archive-no-entry");
    }
    const auto two = pack_tar(directory / "two", {{"a.csv", one_row}, {"b.csv", "id;nom\n2;b\n"}});
    CHECK(decode_tar(two).error == "format.archive-ambiguous");
    CHECK(decode_tar(two).message.find("a.csv, b.csv") != std::string::npos);
    CHECK(decode_tar(two, "b.csv").table() == "2|b");
}

TEST_CASE("tar: names that climb, links, devices, holes and archives in archives are refused") {
    TempDir directory;
    for (const char* name :
         {"../a.csv", "x/../../a.csv", "/etc/a.csv", "C:/a.csv", "x\\a.csv", "x/..", "a\nb.csv"}) {
        CAPTURE(name);
        CHECK(decode_tar(pack_tar(directory / "x", {{"ok.csv", one_row}, {name, "x"}})).error ==
              "format.archive-entry-name");
    }
    CHECK(decode_tar(pack_tar(directory / "x", {{"a.csv", "", AE_IFLNK}})).error ==
          "format.archive-entry-kind");
    CHECK(decode_tar(pack_tar(directory / "x", {{"a.csv", "", AE_IFIFO}})).error ==
          "format.archive-entry-kind");
    CHECK(decode_tar(pack_tar(directory / "x", {{"a.csv", "", AE_IFCHR}})).error ==
          "format.archive-entry-kind");
    CHECK(decode_tar(pack_tar(directory / "x", {{"a.txt", "x"}, {"a.csv", "", AE_IFREG, "a.txt"}})).error ==
          "format.archive-entry-kind");
    CHECK(decode_tar(pack_tar(directory / "x", {{"a.csv", one_row, AE_IFREG, "", std::int64_t(1) << 40}}))
              .error == "format.archive-entry-kind");
    const std::string inner = read_file(pack_tar(directory / "inner", {{"a.csv", one_row}}, "gzip"));
    CHECK(decode_tar(pack_tar(directory / "x", {{"a.csv", inner}})).error == "format.archive-nested");
    const std::string plain = read_file(pack_tar(directory / "inner", {{"a.csv", one_row}}));
    CHECK(decode_tar(pack_tar(directory / "x", {{"a.csv", plain}}, "xz")).error == "format.archive-nested");
    CHECK(
        decode_tar(pack_tar(directory / "x", {{"a.csv", "id;nom\n" + std::string(64u << 20, '\n')}}, "gzip"))
            .error == "format.archive-too-big");
}

TEST_CASE("tar: a cut, damaged or continued archive is refused") {
    TempDir directory;
    const std::vector<TarEntry> entries = {{"a.csv", tar_rows(20000)}, {"b.txt", std::string(20000, 'b')}};
    for (const char* filter : {static_cast<const char*>(nullptr), "gzip", "bzip2", "xz", "zstd"}) {
        CAPTURE((filter ? filter : "none"));
        const std::string whole = read_file(pack_tar(directory / "x", entries, filter));
        for (const std::size_t part : {3, 10, 19})
            CHECK(decode_tar(write_snapshot(directory / "cut", whole.substr(0, whole.size() * part / 20)))
                      .error != "");
        CHECK(decode_tar(write_snapshot(directory / "longer", whole + "something else that is not zero"))
                  .error != "");
    }
    std::string damaged = read_file(pack_tar(directory / "x", entries));
    damaged[damaged.find("b.txt") + 2] ^= 1; // in the header of the second entry
    CHECK(decode_tar(write_snapshot(directory / "damaged", damaged)).error == "format.archive-corrupt");
}

TEST_CASE("corpus zip-slip: refused, and nothing is written anywhere") {
    const auto shared = shared_dir();
    if (!shared) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    for (const char* name : {"zip-slip.tar", "zip-slip-win.tar", "zip-slip.zip", "zip-slip-win.zip"}) {
        CAPTURE(name);
        CHECK(decode_tar(*shared / "data/corpora/zip-slip/archives" / name).error ==
              "format.archive-entry-name");
    }
    CHECK_FALSE(std::filesystem::exists("/tmp/evil.txt"));
}

TEST_CASE("a real tar.xz of 6,856 entries: one is chosen by its name") {
    const auto shared = shared_dir();
    const auto file =
        shared ? *shared / "data/real/annuaire-administration/organismes-2019-09-25.tar.xz" : "";
    if (!shared || !std::filesystem::exists(file)) {
        MESSAGE("skipped: ../shared is absent");
        return;
    }
    auto source = source_of("geojson");
    const auto many = decode_files(source, {file}, {"id"});
    CHECK(many.error == "format.archive-ambiguous");
    CHECK(many.message.size() < 2000);
    source.archive_entry = "*/01/accompagnement_personnes_agees.json";
    const auto one = decode_files(source, {file}, {"id"});
    CHECK(one.error == "");
    REQUIRE(one.records.size() > 0);
    CHECK(one.records[0].values[0] == "accompagnement_personnes_agees-01322-01");
}

TEST_CASE("archives: the same content packed at another time has the same records") {
    TempDir directory;
    const auto digests = [](const Decoded& decoded) {
        std::vector<Digest128> found;
        for (const auto& record : decoded.records) found.push_back(record.digest);
        return found;
    };
    const auto first = pack_tar(directory / "a", {{"a.csv", one_row}}, "gzip", 1000000);
    const auto second = pack_tar(directory / "b", {{"old/a.csv", one_row}, {"x.txt", "x"}}, "xz", 2000000);
    CHECK(read_file(first) != read_file(second));
    CHECK(digests(decode_tar(first)) == digests(decode_tar(second)));
}
