#include "core/store/database.hpp"

#include "core/store/store.hpp"

#include <cstring>
#include <fcntl.h>
#include <limits>
#include <mutex>
#include <sqlite3.h>
#include <unistd.h>
#include <utility>

namespace moisson {

namespace {

constexpr int longest_value = 64 << 20;
constexpr int busy_milliseconds = 5000;

/// Memory statistics cost a mutex at each allocation; one connection per thread needs no mutex of its own
/// either.
void configure_once() {
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

int exit_code_of(int code) {
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return 65;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return 75;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
        return 77;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_NOMEM:
        return 74;
    default:
        return 70;
    }
}

const char* remedy_of(int code) {
    switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "; restore the last backup with `moisson restore`";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "; another program uses it: try again when that has ended";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        return "; give the user who runs moisson the right to read and write this directory";
    case SQLITE_FULL:
        return "; free some space, nothing was changed";
    case SQLITE_IOERR:
        return "; check the disk and start again";
    default:
        return "";
    }
}

constexpr std::size_t kept_statements = 48; ///< per connection; a run uses about thirty

/// The file must be ours alone from its first byte (the WAL takes over its mode).
void create_private(const std::filesystem::path& file) {
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) ::close(made);
}

/// SQLite refuses a symbolic link anywhere in the path. Only one in the place of the file itself is a trap:
/// an operator may well keep the state on another disk, behind a link.
std::filesystem::path with_real_directory(const std::filesystem::path& file) {
    std::error_code absent;
    const auto directory =
        std::filesystem::canonical(file.has_parent_path() ? file.parent_path() : ".", absent);
    return absent ? file : directory / file.filename();
}

constexpr const char* writer_settings = "PRAGMA journal_mode=WAL;"
                                        "PRAGMA synchronous=FULL;"
                                        "PRAGMA journal_size_limit=67108864;"
                                        "PRAGMA wal_autocheckpoint=1000;"
                                        "PRAGMA cache_size=-20480;"
                                        "PRAGMA secure_delete=FAST;";
constexpr const char* reader_settings = "PRAGMA query_only=ON;"
                                        "PRAGMA wal_autocheckpoint=0;"
                                        "PRAGMA cache_size=-4096;";
constexpr const char* common_settings = "PRAGMA foreign_keys=ON;"
                                        "PRAGMA trusted_schema=OFF;"
                                        "PRAGMA cell_size_check=ON;"
                                        "PRAGMA mmap_size=0;"
                                        "PRAGMA temp_store=MEMORY;";

} // namespace

Database::Database(const std::filesystem::path& file, Mode mode) : file_(file) {
    configure_once();
    idle_.reserve(kept_statements);
    if (mode == Mode::create) create_private(file);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
    int code = sqlite3_open_v2(with_real_directory(file).c_str(), &handle_, flags, nullptr);
    if (code != SQLITE_OK) {
        const std::string why = sqlite3_errstr(code);
        const bool absent = !std::filesystem::exists(file);
        sqlite3_close(std::exchange(handle_, nullptr));
        if (absent)
            throw StoreError(66, "there is no store " + file.string() +
                                     ": nothing was harvested yet (`moisson run --all`), or --state names "
                                     "another directory");
        if (std::filesystem::is_symlink(file))
            throw StoreError(77,
                             "the store " + file.string() +
                                 " is a symbolic link, which is refused: name the directory where the store "
                                 "itself is by --state");
        throw StoreError(exit_code_of(code),
                         "cannot open the store " + file.string() + ": " + why + remedy_of(code));
    }
    try {
        sqlite3_busy_timeout(handle_, busy_milliseconds);
        sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, longest_value);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        if (mode == Mode::read) sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        execute(common_settings);
        execute(mode == Mode::read ? reader_settings : writer_settings);
    } catch (...) {
        sqlite3_close(std::exchange(handle_, nullptr));
        throw;
    }
}

Database::~Database() {
    for (const IdleStatement& idle : idle_) sqlite3_finalize(idle.handle);
    sqlite3_close(handle_);
}

sqlite3_stmt* Database::take_statement(std::string_view sql) {
    for (auto found = idle_.rbegin(); found != idle_.rend(); ++found) {
        if (found->sql != sql) continue;
        sqlite3_stmt* const statement = found->handle;
        idle_.erase(std::next(found).base());
        return statement;
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(code, "prepare \"" + std::string(sql.substr(0, 60)) + "\"");
    return statement;
}

void Database::keep_statement(sqlite3_stmt* statement) noexcept {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (idle_.size() >= kept_statements) {
        sqlite3_finalize(idle_.front().handle);
        idle_.erase(idle_.begin());
    }
    idle_.push_back({sqlite3_sql(statement), statement});
}

void Database::fail(int code, std::string_view doing) {
    throw StoreError(exit_code_of(code), "the store " + file_.string() + " failed to " + std::string(doing) +
                                             ": " + sqlite3_errmsg(handle_) + remedy_of(code));
}

void Database::check_trusted() const {
    if (distrusted_)
        throw StoreError(74,
                         "the store " + file_.string() +
                             " could not be written; stop and start again so that it recovers from its file");
}

void Database::execute(const std::string& sql) {
    check_trusted();
    const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code, "execute \"" + sql.substr(0, 60) + "\"");
}

std::int64_t Database::number(const std::string& sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.integer(0) : 0;
}

std::string Database::text(const std::string& sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.string(0) : std::string();
}

void Database::checkpoint() {
    check_trusted();
    const int code =
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) fail(code, "move its journal into the file");
}

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
    database.check_trusted();
    handle_ = database.take_statement(sql);
}

Statement::~Statement() {
    if (handle_) database_->keep_statement(handle_);
}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(database_, other.database_);
    std::swap(handle_, other.handle_);
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) database_->fail(code, "read or write");
    return false;
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() { sqlite3_reset(handle_); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_, column); }
bool Statement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

std::string_view Statement::text(int column) const {
    const void* bytes = sqlite3_column_blob(handle_, column);
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Digest128 Statement::digest(int column) const {
    Digest128 result;
    const std::string_view bytes = text(column);
    if (bytes.size() == sizeof result) std::memcpy(&result, bytes.data(), sizeof result);
    return result;
}

void Statement::bind(int index, std::int64_t value) { sqlite3_bind_int64(handle_, index, value); }
void Statement::bind(int index, double value) { sqlite3_bind_double(handle_, index, value); }
void Statement::bind(int index, std::nullptr_t) { sqlite3_bind_null(handle_, index); }

void Statement::bind(int index, std::string_view value) {
    // A null pointer would bind NULL; an empty text is a text.
    sqlite3_bind_text64(handle_, index, value.data() ? value.data() : "", value.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
}

void Statement::bind(int index, const Digest128& value) {
    if (value)
        sqlite3_bind_blob64(handle_, index, &value, sizeof value, SQLITE_STATIC);
    else
        sqlite3_bind_null(handle_, index);
}

void Statement::bind_blob(int index, std::string_view value) {
    sqlite3_bind_blob64(handle_, index, value.data() ? value.data() : "", value.size(), SQLITE_STATIC);
}

Transaction::Transaction(Database& database, Kind kind) : database_(database), kind_(kind) {
    if (kind == Kind::light) database.execute("PRAGMA synchronous=NORMAL");
    try {
        database.execute(kind == Kind::read ? "BEGIN" : "BEGIN IMMEDIATE");
    } catch (...) {
        wait_for_disk_again();
        throw;
    }
}

void Transaction::wait_for_disk_again() {
    if (kind_ == Kind::light)
        sqlite3_exec(database_.handle(), "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr);
}

Transaction::~Transaction() {
    if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    wait_for_disk_again();
}

void Transaction::commit() {
    const int code = sqlite3_exec(database_.handle(), "COMMIT", nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        if ((code & 0xff) == SQLITE_IOERR) database_.distrust();
        database_.fail(code, "commit");
    }
    open_ = false;
}

} // namespace moisson
