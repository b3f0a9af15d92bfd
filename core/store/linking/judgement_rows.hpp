// What people decided: rows of `judgement` and `pin`, and which records they name.
#pragma once
#include "core/store/database.hpp"
#include "core/store/linking.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace moisson {

std::vector<Judgement> load_judgements(Database& database, bool undone_too);
std::vector<Pin> load_pins(Database& database, bool undone_too);

/// Why this verdict cannot stand beside those in force: the chain of records; empty when it can.
std::string contradiction(const std::vector<Judgement>& in_force, const Judgement& wanted);

/// Verdicts of one kind by row numbers, of records that are there.
class Verdicts {
public:
    struct Other {
        std::int64_t rid = 0;
        bool same = false;
    };
    Verdicts() = default;
    Verdicts(Database& database, const std::string& kind);
    const std::vector<Other>& of(std::int64_t rid) const;
    bool empty() const { return others_.empty(); }
    const std::vector<std::int64_t>& changed() const { return changed_; } ///< rids, ascending, not yet linked

private:
    std::unordered_map<std::int64_t, std::vector<Other>> others_;
    std::vector<std::int64_t> changed_;
};

/// The records that people named, and which of them the store has.
class NamedRecords {
public:
    explicit NamedRecords(Database& database);
    bool empty() const { return rids_.empty(); }
    /// The record of this row number now bears this name.
    void see(std::int64_t key, std::int64_t rid);
    std::optional<std::int64_t> rid_of(std::int64_t key) const; ///< none: nobody named it, or it is not there

private:
    Database& database_;
    std::map<std::int64_t, std::int64_t> rids_;
    std::unordered_map<std::int64_t, std::int64_t> keys_;
};

} // namespace moisson
