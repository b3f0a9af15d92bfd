#include "core/store/packed/packed_table.hpp"

#include <limits>

namespace moisson {

namespace {

/// A row and its record header fill one page of 4096 bytes without an overflow page.
constexpr std::size_t row_bytes = 4030;

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();

} // namespace

PackedTable::PackedTable(Database& database, const std::string& table)
    : database_(database), table_(table),
      walk_(database, "SELECT first_key, data FROM " + table + " WHERE first_key >= ?1 ORDER BY first_key"),
      row_of_(database, "SELECT first_key, data FROM " + table +
                            " WHERE first_key <= ?1 ORDER BY first_key DESC LIMIT 1"),
      row_after_(database,
                 "SELECT first_key FROM " + table + " WHERE first_key > ?1 ORDER BY first_key LIMIT 1"),
      first_row_(database, "SELECT first_key, data FROM " + table + " ORDER BY first_key LIMIT 1"),
      insert_(database, "INSERT OR REPLACE INTO " + table + " VALUES (?1, ?2)"),
      remove_(database, "DELETE FROM " + table + " WHERE first_key = ?1") {}

void PackedTable::begin(std::int64_t first_key) {
    std::int64_t row = first_key;
    if (first_key != lowest) {
        if (row_of_.with(first_key).step()) row = row_of_.integer(0);
        row_of_.reset();
    }
    walk_.with(row);
    cursor_ = {};
    walking_ = true;
    pending_ = false;
    // Entries before the wanted one stand in the same row.
    while (next())
        if (key() >= first_key) {
            pending_ = true; // the first next() gives this one
            return;
        }
}

bool PackedTable::next() {
    if (pending_) {
        pending_ = false;
        return true;
    }
    while (walking_) {
        if (cursor_.next()) return true;
        walking_ = walk_.step();
        if (walking_) cursor_ = {walk_.integer(0), walk_.text(1)};
    }
    return false;
}

void PackedTable::end() {
    walk_.reset();
    cursor_ = {};
    walking_ = pending_ = false;
}

void PackedTable::begin_find() {
    row_loaded_ = false;
    found_ = {};
}

bool PackedTable::load_row_of(std::int64_t key) {
    Statement* row = &row_of_;
    bool there = row_of_.with(key).step();
    if (!there) {
        row = &first_row_;
        first_row_.reset();
        there = first_row_.step();
    }
    if (there && !(row_loaded_ && row->integer(0) == row_key_)) {
        row_key_ = row->integer(0);
        row_ = row->text(1);
        row_loaded_ = true;
        found_ = {row_key_, row_};
        found_value_ = {};
        has_found_ = found_.next();
    }
    row->reset();
    return there;
}

const std::string_view* PackedTable::find(std::int64_t key) {
    const auto advance = [&] {
        while (has_found_ && found_.key() < key) has_found_ = found_.next();
        return has_found_;
    };
    if (!row_loaded_) has_found_ = false;
    if (!advance() && (!load_row_of(key) || !advance())) return nullptr;
    if (found_.key() != key) return nullptr;
    found_value_ = found_.value();
    return &found_value_;
}

void PackedTable::write_row(const PackedRow& row) {
    insert_.with(row.first_key(), nullptr);
    insert_.bind_blob(2, row.bytes());
    insert_.run();
}

/// Rows of even size, so that a row that has grown over a page does not leave a crumb.
void PackedTable::write_entries(const std::vector<std::pair<std::int64_t, std::string_view>>& entries) {
    std::size_t bytes = 0;
    for (const auto& [key, value] : entries) bytes += value.size() + 6;
    const std::size_t wanted = bytes / ((bytes + row_bytes - 1) / row_bytes) + 64;
    PackedRow row;
    for (const auto& [key, value] : entries) {
        if (!row.empty() && (row.bytes().size() >= wanted || row.bytes_with(value.size()) > row_bytes)) {
            write_row(row);
            row.clear();
        }
        row.add(key, value);
    }
    if (!row.empty()) write_row(row);
}

std::int64_t PackedTable::apply(std::span<const PackedChange> changes) {
    std::int64_t grown = 0;
    std::vector<std::pair<std::int64_t, std::string_view>> entries;
    for (std::size_t i = 0; i < changes.size();) {
        begin_find();
        const bool there = load_row_of(changes[i].key);
        has_found_ = false;
        // All changes up to the next row belong to this one.
        std::int64_t limit = 0;
        const bool has_next = there && row_after_.with(row_key_).step();
        if (has_next) limit = row_after_.integer(0);
        row_after_.reset();
        entries.clear();
        PackedCursor old = there ? PackedCursor(row_key_, row_) : PackedCursor();
        bool left = old.next();
        for (; i < changes.size() && !(has_next && changes[i].key >= limit); ++i) {
            for (; left && old.key() < changes[i].key; left = old.next())
                entries.emplace_back(old.key(), old.value());
            const bool known = left && old.key() == changes[i].key;
            if (known) left = old.next();
            if (changes[i].kept) entries.emplace_back(changes[i].key, changes[i].value);
            grown += static_cast<int>(changes[i].kept) - static_cast<int>(known);
        }
        for (; left; left = old.next()) entries.emplace_back(old.key(), old.value());
        if (there && (entries.empty() || entries.front().first != row_key_)) remove_.with(row_key_).run();
        if (!entries.empty()) write_entries(entries);
        row_loaded_ = false;
    }
    return grown;
}

void PackedTable::clear() { database_.execute("DELETE FROM " + table_); }

void PackedTable::append(std::int64_t key, std::string_view value) {
    if (!open_.empty() && open_.bytes_with(value.size()) > row_bytes) finish_append();
    open_.add(key, value);
}

void PackedTable::finish_append() {
    if (!open_.empty()) write_row(open_);
    open_.clear();
}

} // namespace moisson
