// Snapshots as tables of texts, a mapping that copies cells, and a store that is only an index: what the
// tests of change detection need, without files of a producer and without SQL.
#pragma once
#include "core/change/differ.hpp"
#include "core/mapping/mapping.hpp"
#include "tests/support/paths.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace moisson::test {

using Cells = std::vector<std::string>;

/// Kind 0 "service" (id, nom, structure_id, date_maj), kind 1 "structure" (id, nom, adresse, date_maj).
std::shared_ptr<const Schema> small_schema();

/// Which column fills which field of one kind, by name; a cell "!" is an error, an empty cell is absent.
struct KindColumns {
    std::uint16_t kind = 1;
    std::vector<std::pair<std::string, std::size_t>> columns;
};

class TinyMapping : public Mapping {
public:
    TinyMapping(std::shared_ptr<const Schema> schema, std::vector<KindColumns> kinds);
    const std::vector<std::string>& selectors() const override { return selectors_; }
    const std::vector<std::uint16_t>& kinds() const override { return kind_numbers_; }
    std::vector<std::size_t> identifier_slots(std::size_t position) const override;
    bool keeps(const RawRecord& raw) const override { return raw.first(0) != "drop"; }
    void source_id(std::size_t position, const RawRecord& raw, std::string& id) const override;
    Digest128 slots_digest(std::size_t position, const RawRecord& raw) const override;
    void map(std::size_t position, const RawRecord& raw, MappedRecord& out) const override;

private:
    std::size_t column_of(std::size_t position, std::string_view field) const;
    std::shared_ptr<const Schema> schema_;
    std::vector<KindColumns> kinds_;
    std::vector<std::uint16_t> kind_numbers_;
    std::vector<std::string> selectors_;
};

/// A staged record that owns its texts.
struct Staged {
    StagedRecord::Change change = StagedRecord::Change::created;
    std::uint32_t local_id = 0;
    std::uint16_t kind = 0;
    std::string id, date, body;
    std::uint64_t fingerprint = 0;
};

struct Outcome {
    Difference difference;
    std::vector<Staged> staged; ///< without the superseded ones
    std::vector<RecordIssue> issues;
    std::map<std::string, std::uint64_t> issue_counts;
    const Staged* find(const std::string& id) const;
    bool said(const std::string& code) const { return issue_counts.count(code) > 0; }
};

/// A row { id, "(gone)" } is a tombstone, one of a single cell has a defect.
/// One feed with its memory; `look` compares, `take` also remembers, as an apply would.
class SmallFeed {
public:
    SmallFeed();
    Outcome look(const std::vector<Cells>& rows, Completeness completeness = Completeness::full);
    Outcome take(const std::vector<Cells>& rows, Completeness completeness = Completeness::full);

    std::shared_ptr<const Schema> schema = small_schema();
    std::vector<KindColumns> mapping = {{1, {{"id", 0}, {"nom", 1}, {"adresse", 2}, {"date_maj", 3}}}};
    FeedConfig config;
    FeedMemory memory;
    std::vector<KnownRecord> known;
    std::vector<bool> selector_seen; ///< empty: all of them
    bool force_map = false;
    std::function<bool(std::uint16_t, std::string_view)> known_elsewhere;

private:
    TempDir dir_;
};

/// { "1", "n", "a", "2024-01-01" } … for ids first..last.
std::vector<Cells> numbered(int first, int last, const std::string& nom = "n");

} // namespace moisson::test
