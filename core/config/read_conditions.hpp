// Conditions and rules of a feed file: [filter], `when`, `rules`.
#pragma once
#include "core/config/feed_reader.hpp"

#include <string>
#include <vector>

namespace moisson {

/// One condition { … } or a list of them, appended to `out`.
void read_conditions(FeedReader& reader, const Member& member, std::vector<Condition>& out);
/// { Column = "value" }, a condition or a list of conditions.
std::vector<Condition> read_when(FeedReader& reader, const Member& member);
/// rules = [ … ] of the field `spec`; the other keys of the mapping must have been read. The rules take over
/// its columns.
void read_rules(FeedReader& reader, const Member& member, const Field& spec, FieldMapping& out);

/// What the keys of one mapping { … } say together: origin, expressions, fit to the field.
void check_field(FeedReader& reader, const Member& field, const Field& spec, const FieldMapping& mapping);

/// Reports an empty column, or a path that is none.
void check_input(FeedReader& reader, const std::string& input, Mark mark);
/// Warns of `path` in a CSV feed and `column` in any other.
void check_word(FeedReader& reader, const Member& member);
/// Reports a text that the closed list of the field does not have; fields without a list take any.
void check_closed_list(FeedReader& reader, const Field& field, const std::string& text, Mark mark);

} // namespace moisson
