// Reads one table of a configuration file against the key table: unknown keys, types, bounds, required keys,
// filling.
#pragma once
#include "core/config/document.hpp"
#include "core/config/keys.hpp"
#include "core/config/report.hpp"

#include <functional>

namespace moisson {

/// A key or table that the key table does not know by name: true when the caller took care of it.
using TakeOther = std::function<bool(const Member&)>;

/// Reads the keys of `section` and of the sections below it into `config`. `where`: the header, for keys that
/// are missing. Keys without a slot and sections in the reader's own words are left to `other`; `more_names`
/// are those it would take.
void read_section(const KeyTable& keys, std::string_view section, const Node& table, Mark where, void* config,
                  Report& report, const TakeOther& other = {},
                  const std::vector<std::string_view>& more_names = {});

/// Names of sections in capitals stand for names of the reader's choice.
bool is_readers_choice(std::string_view section_name);

/// `[source.csv]`, or "the top of the file".
std::string shown_section(std::string_view section);

} // namespace moisson
