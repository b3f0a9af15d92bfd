// Raw records (as a producer sent them) and records (mapped to the common schema).
#pragma once
#include "core/model/digest.hpp"
#include "core/model/issue.hpp"
#include "core/model/value.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// Where a raw record stands in its snapshot, for messages: line for CSV (1 = first line of the file), else
/// element number (1-based).
struct Position {
    std::uint64_t line = 0;    ///< 0 = unknown
    std::uint64_t element = 0; ///< 1-based number of the record in its part
    std::uint32_t part = 0;    ///< 0-based page or file of the snapshot
};

/// The selector whose slot holds the whole raw record as JSON (CSV: { "column": "cell", … }). No column or
/// path is called that.
inline constexpr std::string_view whole_record_selector = "(the whole record)";

/// Between the path of a list and a path below each of its elements: "action//@numero" of an exploded XML
/// element. Nothing behind it: the elements themselves, one empty text for each. No path of a feed holds it.
inline constexpr std::string_view element_mark = "//";

/// One CSV row, JSON element or XML element. Views point into the decoder's buffer and live until its next
/// call.
struct RawRecord {
    /// One slot per selector, in the order given to the decoder; a slot holds 0..n texts (n > 1 for `*` paths
    /// and repeated elements).
    struct Slot {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    std::span<const Slot> slots;
    std::span<const std::string_view> texts;
    /// Parallel to `texts`, of slots whose selector holds element_mark: the element of the list in which a
    /// text stands, 1 = the first; never falling within a slot. Empty when there is no such selector.
    std::span<const std::uint32_t> elements;
    Digest128 digest; ///< of the record's own bytes, ignored columns left out
    Position position;
    bool withdrawn = false; ///< the producer says that this record is no more; only its identifier counts
    const Issue* defect =
        nullptr; ///< the decoder could not read this row (too few cells, bad bytes): quarantine it

    std::span<const std::string_view> values(std::size_t slot) const {
        return texts.subspan(slots[slot].first, slots[slot].count);
    }
    std::string_view first(std::size_t slot) const {
        return slots[slot].count ? texts[slots[slot].first] : std::string_view();
    }
};

/// A record of one kind: values indexed by schema field. Key = (feed, kind, id).
struct Record {
    std::uint16_t kind = 0; ///< index into Schema::kinds
    std::string id;         ///< source id: the producer's own identifier, trimmed, never rewritten
    std::vector<Value> values;
};

} // namespace moisson
