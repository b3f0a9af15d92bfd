// Data sets that came back under another identifier (URL → UUID, one portal software → another), recognised
// by what they say. Only strong evidence counts: a wrong pair would give one data set the history of another.
#pragma once
#include "core/model/record.hpp"
#include "core/model/schema.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace moisson {

/// What is compared of one data set: digests of folded texts and of addresses in one spelling.
struct ContentMark {
    std::string id;
    std::uint32_t record = 0; ///< the caller's number for it
    std::uint16_t kind = 0;
    std::uint64_t title = 0;
    std::uint64_t publisher = 0;       ///< 0 = not said
    std::vector<std::uint64_t> places; ///< addresses of its resources, ascending, each once
};

/// Nothing for a kind without title and resources, and for a record without a title: such ones are not
/// paired.
std::optional<ContentMark> content_mark(const Schema& schema, const Record& record);

struct Rename {
    std::size_t created = 0, gone = 0; ///< positions in the lists
    std::string evidence;              ///< "same title, same publisher, 3 of 3 addresses in common"
};

/// Pairs with the same title, publishers that do not contradict each other, and either at least half of the
/// addresses of both in common, or one identifier that is the end of the other with the publisher said by
/// both. A data set that could be one of two is paired with none.
std::vector<Rename> find_renames(const std::vector<ContentMark>& created,
                                 const std::vector<ContentMark>& gone);

} // namespace moisson
