// From raw records to records of the common schema: compiled once per run, then pure.
#pragma once
#include "core/config/feed.hpp"
#include "core/model/record.hpp"
#include "core/model/schema.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace moisson {

/// Calendar day of the run, UTC; core has no clock.
struct Today {
    int year = 0;
    unsigned month = 0, day = 0;
};

/// The outcome for one kind of one raw record. `errors` > 0: the record goes to quarantine. Reused between
/// calls.
struct MappedRecord {
    Record record;
    std::vector<Issue> issues;
    bool skipped = false; ///< filtered out, or this raw record has nothing of this kind
    bool has_error() const;
};

/// Which issues are errors (the record waits in quarantine) and which are warnings (it is kept):
/// - identifier absent or unusable (invisible characters, "TODO", 1,3E+13): error;
/// - required field absent or invalid, unless the mapping gives it a default: error;
/// - a value that excludes the others of its list beside others; a value that a table rejects (unknown =
///   "reject"): error;
/// - optional field invalid: warning, the field is left absent; a free text that is too long is cut instead;
/// - update date absent or invalid: warning; the store then shows the date of the last change seen;
/// - a date in the future, a name with a full stop, a leading zero put back: warning, the value is kept.
/// A field that the feed does not map is absent without a word: load_feed() has said what the schema
/// requires.
///
/// What happens to a text, in this order: `when`, pick, template or rules, trim, `absent`, `inside`, convert,
/// replace, extract, split and part, value table; `otherwise` when nothing is left of that; then form
/// (cleaning, type, closed list), truncate, bounds. `default` stands in whenever nothing is left of that,
/// also when `when` does not hold. Closed lists accept a value or its label, without regard to case and
/// accents. The identifier lives in Record::id only: its place in Record::values stays absent.
///
/// Thread: not shared; one per worker. All of it is pure: same raw record, same result.
class Mapping {
public:
    /// Throws std::invalid_argument only for what load_feed() should have refused.
    static std::unique_ptr<Mapping> compile(FeedPtr feed, std::shared_ptr<const Schema> schema, Today today);
    virtual ~Mapping() = default;

    /// What the decoder must fill, one slot each: columns or paths as written in the feed file.
    virtual const std::vector<std::string>& selectors() const = 0;
    /// Kinds this feed maps (schema indexes), in file order.
    virtual const std::vector<std::uint16_t>& kinds() const = 0;
    /// Slots whose absence from the whole snapshot means that the identifier column is missing.
    virtual std::vector<std::size_t> identifier_slots(std::size_t kind_position) const = 0;
    /// Several records of this kind may stand in one raw record ([service] explode): then source_id(),
    /// slots_digest() and map() of this kind take the parts of for_each_part(), not the raw record itself.
    virtual bool explodes(std::size_t kind_position) const;
    /// Calls `take` for each part, in the order of the list; a part lives until `take` returns. For a kind
    /// that does not explode: once, with `raw`.
    virtual void for_each_part(std::size_t kind_position, const RawRecord& raw,
                               const std::function<void(const RawRecord&)>& take) const;
    /// False when [filter] drops the raw record.
    virtual bool keeps(const RawRecord& raw) const = 0;
    /// The source id only (cheap; what change detection needs to recognise an unchanged record). Empty =
    /// none. Trimmed, not checked: map() says whether it is usable.
    virtual void source_id(std::size_t kind_position, const RawRecord& raw, std::string& id) const = 0;
    /// Digest over the slots that this kind uses (feeds that map several kinds from one raw record).
    virtual Digest128 slots_digest(std::size_t kind_position, const RawRecord& raw) const = 0;
    /// Maps, normalises and validates. Issues come in schema order.
    virtual void map(std::size_t kind_position, const RawRecord& raw, MappedRecord& out) const = 0;
};

/// Compact JSON object of the present fields in schema order, UTF-8, no spaces: the stored body.
void write_body(const Kind& kind, const Record& record, std::string& out);
/// Inverse of write_body; unknown members are ignored.
Record read_body(const Schema& schema, std::uint16_t kind, std::string_view id, std::string_view body);
/// Digest over the present fields, without identifier and update-date roles: alone decides `updated`. The
/// order within a list is not content (except in `json` fields); a field that the schema gains does not
/// change the records without it.
std::uint64_t fingerprint(const Kind& kind, const Record& record);

} // namespace moisson
