// A table (first_key INTEGER PRIMARY KEY, data BLOB) of packed rows, about a page each: sorted keys are
// looked up and changed a page at a time, never row by row.
#pragma once
#include "core/store/database.hpp"
#include "core/store/packed/packed_page.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// A change of one entry; without `kept` the entry goes.
struct PackedChange {
    std::int64_t key = 0;
    bool kept = true;
    std::string value;
};

class PackedTable {
public:
    PackedTable(Database& database, const std::string& table);

    /// Walks entries in order, all or from a key on. Only one walk at a time, and no change while it lasts.
    void begin(std::int64_t first_key);
    bool next(); ///< false: the table has ended
    std::int64_t key() const { return cursor_.key(); }
    std::string_view value() const {
        return cursor_.value();
    } ///< valid until next(), begin(), end() or find()
    void end();

    /// Keys must ascend from one call to the next after begin_find(); each row is read once.
    void begin_find();
    const std::string_view* find(std::int64_t key); ///< null: absent; valid until the next call

    /// Changes in ascending order of keys, each key once; rows that have none are not touched. Returns by how
    /// many the number of entries has grown.
    std::int64_t apply(std::span<const PackedChange> changes);

    void clear();
    /// Appends behind everything there is, ascending; call finish_append() at the end.
    void append(std::int64_t key, std::string_view value);
    void finish_append();

private:
    bool load_row_of(std::int64_t key); ///< the last row that begins at or before it; else the first one
    void write_entries(const std::vector<std::pair<std::int64_t, std::string_view>>& entries);
    void write_row(const PackedRow& row);

    Database& database_;
    std::string table_;
    Statement walk_, row_of_, row_after_, first_row_, insert_, remove_;
    PackedCursor cursor_;
    bool walking_ = false,
         pending_ = false; ///< pending: begin() stands on an entry that next() has not given yet

    bool row_loaded_ = false, has_found_ = false;
    std::int64_t row_key_ = 0;
    std::string row_;
    PackedCursor found_;
    std::string_view found_value_;
    PackedRow open_;
};

} // namespace moisson
