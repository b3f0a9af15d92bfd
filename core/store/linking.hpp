// Linking in domain words: what a pass of the linker is given and did, what people decided, what can be
// asked.
#pragma once
#include "core/linkage/link_model.hpp"
#include "core/model/run.hpp"
#include "core/model/value.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace moisson {

/// [trust] of one feed.
struct FeedTrust {
    double level = 0.5;                   ///< 0..1
    std::map<std::string, double> fields; ///< by schema field
    bool echo = false; ///< it republishes records of others: they count once, never refresh
    /// Fields ("courriel", "structure.courriel") that its personal-data rules keep from publication: their
    /// values are not united with what others publish.
    std::set<std::string> withheld = {};
    friend bool operator==(const FeedTrust&, const FeedTrust&) = default;
};

struct LinkContext {
    UnixTime now = 0;
    std::uint64_t random_seed = 0; ///< for public ids that no record was born with
    unsigned workers = 1;          ///< threads that weigh pairs; joined before link() returns
    LinkThresholds thresholds;
    bool refit = false; ///< fit the models again and link everything
    bool full = false;  ///< link everything with the models there are
    /// A kind that has this many times the records that its model was fitted on is fitted again: the model of
    /// the first feed knows nothing of duplicates between feeds. 0: only when asked.
    std::uint64_t refit_growth = 0;
    std::map<std::string, FeedTrust> trust; ///< by feed id; feeds that are not here: FeedTrust()
    /// Records looked at so far, of how many; may be called seldom.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

struct LinkSummary {
    std::int64_t first_seq = 0, last_seq = 0; ///< of its revisions; 0 when nothing that is published changed
    std::uint64_t pending = 0;                ///< changed records since the last pass
    std::uint64_t changed = 0;   ///< of these, records in which something differs that linking compares
    std::uint64_t looked_at = 0; ///< records whose pairs were weighed again
    std::uint64_t pairs = 0;     ///< pairs that were weighed
    std::uint64_t edges = 0;     ///< pairs stored or removed
    std::uint64_t joined = 0, left = 0, merged = 0, split = 0, dissolved = 0, revived = 0;
    std::uint64_t goldens = 0;       ///< merged bodies that changed
    std::vector<std::string> full;   ///< kinds that were linked as a whole
    std::vector<std::string> fitted; ///< … after their model was fitted
};

/// One record of one producer. `kind` is the kind's name.
struct RecordName {
    std::string kind, feed, id;
    friend auto operator<=>(const RecordName&, const RecordName&) = default;
};

enum class Verdict : std::uint8_t { same, different, unsure };
std::string_view to_string(Verdict verdict);
std::optional<Verdict> parse_verdict(std::string_view text);

/// What a person decided of two records of one kind; either may be absent from the store.
struct Judgement {
    std::int64_t number = 0; ///< given by the store
    RecordName a, b;
    Verdict verdict = Verdict::unsure;
    std::string who, why;
    UnixTime at = 0;
    UnixTime undone = 0; ///< 0: in force
};

/// A value that a person pinned: it holds for the cluster of that record.
struct Pin {
    std::int64_t number = 0;
    RecordName record;
    std::string field;
    Value value;
    std::string who, why;
    UnixTime at = 0;
    UnixTime undone = 0;
};

/// A pair with evidence.
struct PairRow {
    RecordName a, b;
    Levels levels;
    SharedFrequency frequency;
    double weight = 0;                    ///< guarded
    std::optional<Verdict> verdict;       ///< what a person said of it
    std::string public_a, public_b;       ///< present public ids
    std::uint32_t size_a = 1, size_b = 1; ///< of their clusters
};

struct ClusterRow {
    std::string public_id;
    std::uint16_t kind = 0;
    std::int64_t seq = 0;
    std::vector<RecordName> members;
    double weight = 0; ///< of its weakest member: the best pair that holds it; members of a verdict only: 0
};

/// One event of the life of public ids.
struct ClusterEvent {
    std::int64_t seq = 0;
    UnixTime at = 0;
    std::string kind;      ///< join | leave | merge | split | dissolve | revive | golden
    std::string public_id; ///< whose event it is
    std::string other_id;  ///< merge: the id that now redirects; split, join: where from; leave: where to
    RecordName record;     ///< join, leave, revive: the record
    std::string cause;     ///< records | withdrawn | judgement | linked anew
};

} // namespace moisson
