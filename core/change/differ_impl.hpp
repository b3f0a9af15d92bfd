// The state of one comparison, shared by its two halves: differ.cpp (record by record) and differ_finish.cpp
// (the whole).
#pragma once
#include "core/change/choices.hpp"
#include "core/change/differ.hpp"
#include "core/change/issue_log.hpp"

#include <string>
#include <vector>

namespace moisson {

struct Differ::Impl {
    /// One kind of the feed, with what the schema says about it.
    struct Plan {
        std::size_t position = 0; ///< in Mapping::kinds()
        std::uint16_t kind = 0;
        int date_field = -1;
        int parent_field = -1;
        int parent_kind = -1;
        bool maps_parent = false; ///< the feed itself maps the parent's kind
        bool explodes = false;    ///< several records may stand in one raw record
    };
    /// A record whose parent had not been met when it was staged.
    struct PendingParent {
        std::uint32_t staged = 0;
        std::uint32_t line = 0;
        std::uint64_t parent_key = 0;
        std::uint64_t key = 0;
    };

    Impl(DifferOptions given, KnownIndex known, std::unique_ptr<Mapping> compiled);

    // differ.cpp: one record
    void add_defect(const RawRecord& raw);
    void add_tombstone(const RawRecord& raw);
    void add_kind(const Plan& plan, const RawRecord& raw);
    void reject(const Plan& plan, const RawRecord& raw, KnownRecord* known);
    bool collapse_same_raw(const Plan& plan, const RawRecord& raw, const KnownRecord* known,
                           const Choice* choice, const Digest128& digest);
    void accept(const Plan& plan, const RawRecord& raw, Choice candidate, const Digest128& digest,
                Choice* replaced);
    void compete(const Plan& plan, const RawRecord& raw, const Choice& candidate, const Digest128& digest,
                 Choice* current);
    void say_conflict(const Plan& plan, const RawRecord& raw, Choice& current);
    void log_warnings(const Plan& plan, const RawRecord& raw, const Choice& choice, std::string_view date);
    void check_parent(const Plan& plan, const RawRecord& raw, const Choice& choice);
    std::uint32_t stage(const Plan& plan, const Choice& choice, const Digest128& digest,
                        std::string_view date);
    bool parent_known(std::uint64_t parent_key);
    bool is_better(const Choice& candidate, const Choice& current) const;
    std::string_view date_of(const Plan& plan) const;
    void note_date(std::string_view date);
    void count(StagedRecord::Change change, std::int64_t by);
    void drop_staged(Choice& choice);

    // differ_finish.cpp: the whole snapshot
    void refuse_orphans();
    void say_orphan(const StagedRecord& record, const PendingParent& orphan);
    void match_aliases();
    void match_retyped_ids();
    void take_place(std::uint32_t position, std::uint32_t staged, std::uint64_t key);
    void list_gone();
    void compare_contents();
    void measure_fill();
    void note_selectors(const std::vector<bool>& selector_seen);

    DifferOptions options;
    KnownIndex index;
    std::unique_ptr<Mapping> mapping;
    StagedWriter staged;
    Choices choices;
    IssueLog issues;
    std::vector<Plan> plans;             ///< parents before children
    std::vector<std::uint64_t> repeated; ///< by position in Mapping::kinds(): ids that had come before
    std::string today;                   ///< ISO date, or empty
    bool trust_raw = true;               ///< the mapping is the one that made the stored records
    std::vector<PendingParent> pending;
    std::vector<std::uint32_t> tombstones; ///< positions of known records that the producer says are no more
    std::uint64_t aliased = 0;
    Difference difference;
    // Reused from record to record.
    std::string id, body;
    MappedRecord mapped;
};

} // namespace moisson
