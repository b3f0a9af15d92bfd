// A sorted map int64 → bytes in two packed tables: the base, and the changes beside it until they are an
// eighth; then they are folded in. A usual day changes few entries on many rows of the base.
#pragma once
#include "core/store/packed/packed_table.hpp"

#include <functional>
#include <optional>

namespace moisson {

class PackedMap {
public:
    /// `name`: of the tables name_base and name_change, and of the row in `packed` that counts their entries.
    PackedMap(Database& database, const std::string& name);

    /// Calls `visit(index, value)` for every key, in order; null: absent. Keys ascend, repeats allowed. The
    /// value lives until `visit` returns. Flushes first.
    void find(std::span<const std::int64_t> keys,
              const std::function<void(std::size_t, const std::string_view*)>& visit);
    std::optional<std::string> find(std::int64_t key);

    /// From `first` on, in order, until `visit` returns false. Flushes first; nothing may be put before it
    /// ends.
    void walk(std::int64_t first, const std::function<bool(std::int64_t, std::string_view)>& visit);

    /// In any order, ascending is cheapest; the last word on a key counts.
    void put(std::int64_t key, std::string_view value);
    void erase(std::int64_t key) { pending_.push_back({key, true, {}}); }
    /// Writes what was put. Folds when it is due.
    void flush();

    /// Everything anew: what `keep` wants of the old entries (null: nothing), and the entries that `next`
    /// gives in ascending order until it returns false.
    struct Entry {
        std::int64_t key = 0;
        std::string value;
    };
    void rebuild(const std::function<bool(std::int64_t, std::string_view)>& keep,
                 const std::function<bool(Entry&)>& next);

    std::uint64_t base_entries() const { return base_entries_; } ///< of the base alone

private:
    void fold();
    void save_counts();
    static std::string_view kept_value(std::string_view stored) { return stored.substr(1); }
    static bool is_gone(std::string_view stored) { return stored.empty(); }

    Database& database_;
    std::string name_;
    PackedTable base_, changes_;
    std::vector<PackedChange> pending_; ///< in the form of the table of changes
    std::uint64_t base_entries_ = 0, change_entries_ = 0;
};

} // namespace moisson
