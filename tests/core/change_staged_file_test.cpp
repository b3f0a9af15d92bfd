#include "core/change/staged_file.hpp"
#include "core/change/staged_format.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>

using namespace moisson;
using namespace moisson::test;

namespace {

Difference write_sample(const std::filesystem::path& file, std::uint32_t records) {
    StagedWriter writer(file);
    for (std::uint32_t i = 0; i < records; ++i) {
        const std::string id = "id" + std::to_string(i), body(i % 3000, 'x');
        StagedRecord record;
        record.key = i;
        record.kind = 3;
        record.raw = {i, 1};
        record.id = id;
        record.date = "2024-01-01";
        record.body = body;
        CHECK(writer.add(record) == i);
    }
    Difference difference;
    difference.counts.created = records;
    difference.active_before = {1, 2};
    difference.missing = {4, 5};
    difference.withdrawn = {6};
    difference.superseded = {1};
    difference.rekeyed = {{2, 7}};
    difference.fill_rates = {{}, {0.5, 1}};
    difference.missing_selectors = {"Nom"};
    difference.missing_identifier = true;
    difference.newest_date = "2024-01-01";
    difference.completeness = Completeness::delta;
    writer.finish(difference);
    return difference;
}

} // namespace

TEST_CASE("a staged file gives back its records and the rest of the difference") {
    TempDir dir;
    for (std::uint32_t records : {0u, 1u, 5000u}) {
        CAPTURE(records);
        const Difference written = write_sample(dir / "staged", records);
        StagedReader reader(dir / "staged");
        CHECK(reader.count() == records);
        for (int round = 0; round < 2; ++round) {
            StagedRecord record;
            std::uint32_t read = 0;
            for (; reader.next(record); ++read) {
                REQUIRE(record.key == read);
                REQUIRE(record.id == "id" + std::to_string(read));
                REQUIRE(record.body.size() == read % 3000);
                REQUIRE(record.date == "2024-01-01");
                REQUIRE(record.kind == 3);
            }
            CHECK(read == records);
            reader.rewind();
        }
        const Difference& back = reader.difference();
        CHECK(back.staged_digest == written.staged_digest);
        CHECK(back.counts.created == records);
        CHECK(back.active_before == written.active_before);
        CHECK(back.missing == written.missing);
        CHECK(back.withdrawn == written.withdrawn);
        CHECK(back.superseded == written.superseded);
        CHECK(back.rekeyed == written.rekeyed);
        CHECK(back.fill_rates == written.fill_rates);
        CHECK(back.missing_selectors == written.missing_selectors);
        CHECK(back.missing_identifier);
        CHECK(back.newest_date == written.newest_date);
        CHECK(back.completeness == Completeness::delta);
    }
}

TEST_CASE("a staged file that was cut or altered is refused before its first record") {
    TempDir dir;
    const auto file = dir / "staged";
    write_sample(file, 3000);
    const auto size = std::filesystem::file_size(file);
    SUBCASE("cut") { std::filesystem::resize_file(file, size - 1); }
    SUBCASE("almost empty") { std::filesystem::resize_file(file, 10); }
    SUBCASE("one byte altered") {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(static_cast<std::streamoff>(size / 2));
        stream.put('!');
    }
    SUBCASE("longer") { std::ofstream(file, std::ios::app) << "x"; }
    SUBCASE("not there") { std::filesystem::remove(file); }
    CHECK_THROWS_AS(StagedReader{file}, std::runtime_error);
}

TEST_CASE("a staged file whose digest is right and whose contents are not is refused, too") {
    const std::string sound = staged::encode(Difference{});
    const std::size_t end = sound.size(); // … missing_identifier, all_mapped, completeness
    for (const std::size_t at : {end - 3, end - 2, end - 1}) {
        std::string damaged = sound;
        damaged[at] = 7;
        CAPTURE(at);
        CHECK_THROWS_AS(staged::decode(damaged), std::runtime_error);
    }
    TempDir dir;
    const auto file = dir / "staged";
    write_sample(file, 1);
    std::string bytes;
    {
        std::ifstream in(file, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(in), {});
    }
    SUBCASE("the difference begins inside the magic") {
        const std::uint64_t inside = 3;
        std::memcpy(bytes.data() + bytes.size() - sizeof(staged::Footer), &inside, sizeof inside);
    }
    SUBCASE("a change that there is not") {
        bytes[sizeof staged::magic + offsetof(staged::RecordHead, change)] = 9;
    }
    const std::size_t covered = bytes.size() - sizeof(Digest128);
    const Digest128 digest = staged::chain({}, std::string_view(bytes).substr(0, covered));
    std::memcpy(bytes.data() + covered, &digest, sizeof digest);
    std::ofstream(file, std::ios::binary) << bytes;
    StagedRecord record;
    CHECK_THROWS_AS(StagedReader(file).next(record), std::runtime_error);
}
