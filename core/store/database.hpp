// A thin C++ face of SQLite: connections, statements, transactions. Only database.cpp includes sqlite3.h, and
// nothing outside core/store includes this header. Every failure is a StoreError.
#pragma once
#include "core/model/digest.hpp"

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace moisson {

class Database;

/// A prepared statement, kept by its database for the next use of the same text. Texts and blobs are bound
/// without a copy: they must live until the next reset.
class Statement {
public:
    Statement() = default;
    Statement(Database& database, std::string_view sql);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;

    template<class... Values>
    Statement& with(const Values&... values) {
        reset();
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }
    bool step(); ///< true: a row stands ready
    void run();  ///< to the end, then resets
    void reset();

    std::int64_t integer(int column) const;
    std::uint64_t bits(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    double real(int column) const;
    std::string_view text(int column) const; ///< valid until the next step; empty for NULL
    std::string string(int column) const { return std::string(text(column)); }
    Digest128 digest(int column) const; ///< 16 bytes; 0/0 for NULL
    bool is_null(int column) const;

    void bind(int index, std::int64_t value);
    template<std::integral T>
    void bind(int index, T value) {
        bind(index, static_cast<std::int64_t>(value));
    }
    void bind(int index, double value);
    void bind(int index, std::string_view value);
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    void bind(int index, const char* value) { bind(index, std::string_view(value)); }
    void bind(int index, const Digest128& value); ///< as a blob of 16 bytes; 0/0 as NULL
    void bind(int index, std::nullptr_t);
    void bind_blob(int index, std::string_view value);

private:
    Database* database_ = nullptr;
    sqlite3_stmt* handle_ = nullptr;
};

class Database {
public:
    enum class Mode { create, write, read };
    /// `read`: query_only, never checkpoints. Both see foreign keys, defensive mode, an untrusted schema and
    /// a size limit.
    Database(const std::filesystem::path& file, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void execute(const std::string& sql);        ///< one or more statements without results
    std::int64_t number(const std::string& sql); ///< first column of the first row, 0 when there is none
    std::string text(const std::string& sql);
    /// Differs from before when another connection has written since; within a read transaction: of what it
    /// sees.
    std::int64_t data_version() { return number("PRAGMA data_version"); }
    void checkpoint(); ///< WAL → file, truncated; a reader that is still busy leaves the rest for later
    const std::filesystem::path& file() const { return file_; }

    [[noreturn]] void fail(int code, std::string_view doing); ///< throws StoreError
    /// After an I/O error at COMMIT nobody knows what is on disk: every later use throws (exit 74, recover
    /// from the file).
    void distrust() { distrusted_ = true; }
    void check_trusted() const;
    sqlite3* handle() { return handle_; }

private:
    friend class Statement;
    struct IdleStatement {
        std::string_view sql; ///< SQLite's own copy; compared at each use, so its length is not counted anew
        sqlite3_stmt* handle = nullptr;
    };
    sqlite3_stmt* take_statement(std::string_view sql);
    void keep_statement(sqlite3_stmt* statement) noexcept;

    std::vector<IdleStatement> idle_; ///< prepared, the latest used last
    std::filesystem::path file_;
    sqlite3* handle_ = nullptr;
    bool distrusted_ = false;
};

/// BEGIN IMMEDIATE (or a read snapshot) until commit; rolled back otherwise.
class Transaction {
public:
    /// light: a write whose commit does not wait for the disk. A crash of the program loses nothing; a power
    /// cut may lose the last ones, in order, until the next full write has been acknowledged. For the journal
    /// only.
    enum class Kind { write, light, read };
    explicit Transaction(Database& database, Kind kind = Kind::write);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    void wait_for_disk_again();
    Database& database_;
    Kind kind_;
    bool open_ = true;
};

} // namespace moisson
