// Online backup of a store that may be in use, and the way back.
#include "core/store/database.hpp"
#include "core/store/lock_file.hpp"
#include "core/store/migrate.hpp"
#include "core/store/run_rows.hpp"
#include "core/store/store.hpp"
#include "core/store/sync_file.hpp"
#include "core/text/sha256.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace moisson {

namespace {

namespace fs = std::filesystem;

fs::path beside(const fs::path& file, const std::string& suffix) { return file.string() + suffix; }

std::string sha256_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    Sha256 digest;
    std::string block(1 << 20, '\0');
    while (stream.read(block.data(), static_cast<std::streamsize>(block.size())), stream.gcount() > 0)
        digest.update(std::string_view(block).substr(0, static_cast<std::size_t>(stream.gcount())));
    if (stream.bad()) throw StoreError(74, "cannot read " + file.string());
    return digest.finish_hex();
}

/// integrity_check, and whether the records are all there; returns their number.
std::uint64_t check_backup(Database& database) {
    require_current(database);
    const std::string verdict = database.text("PRAGMA integrity_check(1)");
    if (verdict != "ok")
        throw StoreError(65, "the backup " + database.file().string() + " is damaged: " + verdict);
    const std::int64_t records = database.number("SELECT sum(next_local) FROM feed");
    if (records != database.number("SELECT sum(count) FROM birth"))
        throw StoreError(65, "the backup " + database.file().string() + " lacks records");
    return static_cast<std::uint64_t>(records);
}

/// What the backup's manifest says must be true; a backup without one is judged by its content alone.
void check_manifest(const fs::path& backup) {
    std::ifstream stream(beside(backup, ".json"));
    if (!stream) return;
    const auto manifest = nlohmann::json::parse(stream, nullptr, false);
    if (manifest.is_discarded() || manifest.value("sha256", "") != sha256_of(backup))
        throw StoreError(65,
                         "the backup " + backup.string() + " is not the file that its manifest describes");
}

/// After a restore the world outside is newer than the store: forget what we believed about it.
void begin_epoch(Database& database, UnixTime now) {
    Transaction transaction(database);
    interrupt_open_runs(database, 0, now);
    database.execute("UPDATE meta SET value = value + 1 WHERE name = 'epoch';"
                     "UPDATE feed SET etag = '', last_modified = '', snapshot = NULL, cursor = '';"
                     "UPDATE outbox SET state = 'pending', published_seq = 0, verified_at = 0, attempts = 0, "
                     "next_try_at = 0, sha256 = '';"
                     "UPDATE run SET decision = 'released by a restore' WHERE run IN (SELECT run FROM held);"
                     "DELETE FROM held;");
    transaction.commit();
}

/// A crash in the middle leaves the old store or the new one under its name. Its journal must not meet the
/// new file.
void set_aside(const fs::path& store, const fs::path& aside) {
    if (fs::exists(store)) fs::create_hard_link(store, aside);
    for (const char* suffix : {"-wal", "-shm"})
        if (fs::exists(beside(store, suffix))) fs::rename(beside(store, suffix), beside(aside, suffix));
}

} // namespace

BackupInfo backup_store(const fs::path& store, const fs::path& to, UnixTime now) {
    const fs::path part = beside(to, ".part");
    create_empty(part);
    {
        Database source(store, Database::Mode::read);
        require_current(source);
        source.execute("PRAGMA query_only = OFF"); // VACUUM INTO writes, elsewhere
        Statement(source, "VACUUM INTO ?1").with(part.string()).run();
    }
    sync_file(part);
    BackupInfo info;
    info.file = to;
    {
        Database copy(part, Database::Mode::read);
        info.records = check_backup(copy);
    }
    info.bytes = fs::file_size(part);
    info.sha256 = sha256_of(part);
    const nlohmann::json manifest = {{"file", to.filename().string()},
                                     {"bytes", info.bytes},
                                     {"records", info.records},
                                     {"sha256", info.sha256},
                                     {"made_at", now}};
    write_durably(beside(to, ".json"), manifest.dump(2) + "\n");
    fs::rename(part, to);
    sync_file_and_directory(to);
    return info;
}

void restore_store(const fs::path& backup, const fs::path& store, UnixTime now) {
    if (!fs::is_regular_file(backup)) throw StoreError(66, "there is no backup " + backup.string());
    const LockFile lock(store);
    check_manifest(backup);
    const fs::path part = beside(store, ".restoring");
    for (const char* suffix : {"-wal", "-shm"}) fs::remove(beside(part, suffix));
    create_empty(part);
    fs::copy_file(backup, part, fs::copy_options::overwrite_existing);
    {
        Database database(part, Database::Mode::write);
        migrate(database);
        check_backup(database);
        begin_epoch(database, now);
        database.checkpoint();
    }
    sync_file(part);
    set_aside(store, beside(store, ".before-restore-" + std::to_string(now)));
    fs::rename(part, store);
    sync_file_and_directory(store);
}

} // namespace moisson
