// JSON written straight into a buffer: a published file of a million records needs no document in memory.
#pragma once
#include "core/model/schema.hpp"
#include "core/model/value.hpp"

#include <string>
#include <string_view>

namespace moisson {

/// Appends a quoted JSON string. Bytes that are not UTF-8 become U+FFFD, so that the file stays readable.
void append_json_string(std::string& out, std::string_view text);

/// Integer, number (shortest text that reads back to the same value) or boolean; anything else appends
/// nothing.
void append_scalar(std::string& out, const Value& value);

/// Any value of a field; absent and not-a-number are null, a `json` field is embedded as it is.
void append_json_value(std::string& out, const Field& field, const Value& value);

} // namespace moisson
