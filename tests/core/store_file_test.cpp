// The store as a file: who may open it, what is refused, how it is backed up and restored.
#include "tests/core/store_support.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace moisson;
using namespace moisson::test;

namespace {

int refused(const std::filesystem::path& file, std::string& message) {
    try {
        Store::open({file, small_schema(), true, true}, 0);
    } catch (const StoreError& error) {
        message = error.what();
        return error.exit_code();
    }
    return 0;
}

mode_t mode_of(const std::filesystem::path& file) {
    struct stat info {};
    REQUIRE(::stat(file.c_str(), &info) == 0);
    return info.st_mode & 0777;
}

} // namespace

TEST_CASE("the store belongs to its owner alone") {
    StoreBench bench;
    bench.run("asso", numbered(1, 3));
    CHECK(mode_of(bench.file()) == 0600);
    CHECK(mode_of(bench.file().string() + "-wal") == 0600);
    CHECK(mode_of(bench.file().string() + ".lock") == 0600);
}

TEST_CASE("the state directory may be behind a symbolic link, the store itself not") {
    TempDir dir;
    std::filesystem::create_directory(dir / "disk");
    std::filesystem::create_directory_symlink(dir / "disk", dir / "state");
    std::string message;
    CHECK(refused(dir / "state/store.db", message) == 0);
    CHECK(std::filesystem::exists(dir / "disk/store.db"));
    std::filesystem::create_symlink(dir / "disk/store.db", dir / "store.db");
    CHECK(refused(dir / "store.db", message) == 77);
    CHECK(message.find("symbolic link") != std::string::npos);
}

TEST_CASE("one process writes: a second one is told who has it") {
    StoreBench bench;
    std::string message;
    CHECK(refused(bench.file(), message) == 75);
    CHECK(message.find("process " + std::to_string(::getpid())) != std::string::npos);
    bench.close();
    CHECK(refused(bench.file(), message) == 0);
}

TEST_CASE("a store that was lost is not made anew beside the snapshots of its runs") {
    TempDir dir;
    const Store::Options options{
        .file = dir / "moisson.db", .schema = small_schema(), .snapshots = dir / "snapshots"};
    std::filesystem::create_directories(options.snapshots);
    Store::open(options, 0); // nothing was kept yet: a new one is made
    std::filesystem::create_directories(options.snapshots / "asso-ain");
    Store::open(options, 0);
    SUBCASE("empty") { std::filesystem::resize_file(options.file, 0); }
    SUBCASE("gone") { std::filesystem::remove(options.file); }
    CHECK_THROWS_WITH_AS(Store::open(options, 0), doctest::Contains("moisson restore FILE"), StoreError);
}

TEST_CASE("files that are not ours are refused and left as they are") {
    TempDir dir;
    const auto file = dir / "store.db";
    std::string message;
    SUBCASE("not a database") {
        std::ofstream(file) << "id;nom\n1;Asso\n" << std::string(2000, 'x');
        CHECK(refused(file, message) == 65);
    }
    SUBCASE("of another application") {
        sql(file, "PRAGMA application_id = 7; CREATE TABLE t (x)");
        CHECK(refused(file, message) == 65);
        CHECK(message.find("another application") != std::string::npos);
    }
    SUBCASE("of a newer moisson") {
        Store::open({file, small_schema(), true, false}, 0);
        sql(file, "PRAGMA user_version = 99");
        CHECK(refused(file, message) == 65);
        CHECK(message.find("newer") != std::string::npos);
    }
    SUBCASE("in a directory that does not exist") {
        CHECK(refused(dir / "absent" / "store.db", message) == 77);
    }
    SUBCASE("damaged") {
        {
            StoreBench bench;
            bench.run("asso", numbered(1, 2000));
            bench.store().checkpoint();
            bench.close();
            std::filesystem::copy_file(bench.file(), file);
        }
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        for (int page = 20; page < 60; ++page) {
            stream.seekp(page * 4096);
            stream << std::string(4096, '\x5a');
        }
        stream.close();
        CHECK(refused(file, message) == 65);
        CHECK(message.find("moisson restore") != std::string::npos);
    }
}

TEST_CASE("a directory that cannot be written: not allowed, said with the remedy") {
    if (::geteuid() == 0) {
        MESSAGE("skipped: root may write everywhere");
        return;
    }
    TempDir dir;
    std::filesystem::permissions(dir.path(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    std::string message;
    CHECK(refused(dir / "store.db", message) == 77);
    CHECK(message.find("right to write") != std::string::npos);
    std::filesystem::permissions(dir.path(), std::filesystem::perms::owner_all);
}

TEST_CASE("a reader never writes, sees whole runs, and needs a store") {
    StoreBench bench;
    bench.run("asso", numbered(1, 10));
    const auto reader = bench.reader();
    CHECK(reader->revision() == 10);
    bench.run("asso", numbered(1, 12));
    CHECK(reader->revision() == 12);
    CHECK_THROWS_AS(StoreReader::open(bench.file().string() + ".absent", bench.schema), StoreError);
}

TEST_CASE("kinds follow the schema: a new file before the others moves nothing") {
    StoreBench bench;
    bench.run("asso", numbered(1, 10));
    const std::string public_id = bench.reader()->find("asso/3")[0].public_id;
    std::vector<Kind> kinds = small_schema()->kinds();
    Kind dataset = kinds[0];
    dataset.name = "dataset"; // sorts first: structure moves from 1 to 2
    kinds.push_back(dataset);
    bench.schema = Schema::from_kinds(kinds);
    bench.reopen();
    CHECK(bench.verify().empty());
    CHECK(bench.reader()->count(2) == 10);
    CHECK(bench.reader()->golden(public_id)->kind == 2);
    CHECK(bench.reader()->find("asso/3").size() == 1);
    CHECK(bench.store().known_records("asso").find(record_key(2, "3")) != KnownIndex::npos);

    SUBCASE("and a file that is taken away hides its records until it is back") {
        bench.schema = Schema::from_kinds({kinds[0]});
        bench.reopen();
        CHECK(bench.reader()->find("asso/3").empty());
        bench.schema = small_schema();
        bench.reopen();
        CHECK(bench.reader()->golden(public_id)->kind == 1);
    }
    CHECK(bench.verify().empty());
}

TEST_CASE("backup: a copy that checks, with its manifest; restore: the store of that day, in a new epoch") {
    StoreBench bench;
    OutboxRow csv;
    csv.target = "directory";
    csv.resource = "structures.csv";
    bench.store().set_outbox_resources({csv}, bench.now);
    bench.run("asso", numbered(1, 100));
    OutboxRow done = bench.reader()->outbox().at(0);
    done.state = "done";
    done.published_seq = 100;
    bench.store().settle(done);
    TempDir dir;
    const auto file = dir / "backup.db";
    const BackupInfo info = backup_store(bench.file(), file, bench.now); // while the store is open
    CHECK(info.records == 100);
    CHECK(info.sha256.size() == 64);
    CHECK(mode_of(file) == 0600);
    CHECK(std::filesystem::exists(file.string() + ".json"));
    CHECK_FALSE(std::filesystem::exists(file.string() + ".part"));

    bench.run("asso", numbered(1, 120));
    CHECK_THROWS_AS(restore_store(file, bench.file(), bench.now), StoreError); // in use
    bench.close();
    SUBCASE("the day of the backup") {
        restore_store(file, bench.file(), bench.now);
        bench.reopen();
        CHECK(bench.golden().size() == 100);
        CHECK(bench.reader()->feed("asso").validators.etag == ""); // everything is fetched again
        CHECK(bench.reader()->outbox().at(0).state == "pending");
        CHECK(bench.verify().empty());
        CHECK(bench.run("asso", numbered(1, 120)).counts.created == 20);
    }
    SUBCASE("a damaged backup is refused and the store stays") {
        std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(9000);
        stream << "damage";
        stream.close();
        CHECK_THROWS_AS(restore_store(file, bench.file(), bench.now), StoreError);
        bench.reopen();
        CHECK(bench.golden().size() == 120);
    }
    SUBCASE("something else is refused") {
        std::ofstream(dir / "other.db") << "text";
        CHECK_THROWS_AS(restore_store(dir / "other.db", bench.file(), bench.now), StoreError);
        CHECK_THROWS_AS(restore_store(dir / "absent.db", bench.file(), bench.now), StoreError);
        bench.reopen();
        CHECK(bench.golden().size() == 120);
    }
}

TEST_CASE("verify names what does not fit together") {
    struct Damage {
        const char* sql;
        const char* said;
    };
    const Damage damages[] = {
        {"UPDATE version SET json = replace(json, '\"n\"', '\"m\"') WHERE source_id = '3'", "fingerprint"},
        {"DELETE FROM version WHERE seq = 5", "history breaks at version 5"},
        {"UPDATE version SET source_id = 'x' WHERE source_id = '3'", "key is not the one of its id"},
        {"UPDATE version SET change = 2 WHERE seq = 3", "says otherwise than its state"},
        {"UPDATE version SET rid = rid + 1 WHERE seq = 3", "history breaks at version 3"},
        {"INSERT INTO version SELECT 1000, rid, run, 1, 5, '5', NULL, json FROM version WHERE seq = 1",
         "versions: 21"},
        {"UPDATE version SET run = 77 WHERE seq = 3", "runs that the journal does not have"},
        {"DELETE FROM identity", "records: 20 are noted, 0 are there"},
        {"UPDATE birth SET count = 19", "has no public id"},
        {"UPDATE birth SET first_id = zeroblob(16)", "public ids from revision 1"},
        {"UPDATE feed SET active = '{}'", "active records of structure: 0 are noted"},
        {"UPDATE feed SET in_grace = 3", "in grace: 3 are noted"},
    };
    for (const Damage& damage : damages) {
        CAPTURE(damage.sql);
        StoreBench bench;
        bench.run("asso", numbered(1, 20));
        bench.close();
        CHECK(bench.verify().empty());
        sql(bench.file(), damage.sql);
        std::string said;
        for (const std::string& problem : bench.verify()) said += problem + "\n";
        CAPTURE(said);
        CHECK(said.find(damage.said) != std::string::npos);
    }
}
