// One cell of a published CSV file: quoting (RFC 4180), lists, and cells that a spreadsheet would run.
#pragma once
#include "core/model/value.hpp"

#include <string>
#include <string_view>

namespace moisson {

/// True when a spreadsheet would take the text for a formula: it starts with = @ TAB CR LF (also in their
/// full-width forms), or with + or - and is neither a number nor a phone number.
bool runs_as_formula(std::string_view text);

/// Appends the text as one cell, quoted where needed. Returns true when an apostrophe had to be put before
/// it.
bool append_csv_text(std::string& out, std::string_view text);

/// Joins with the separator; separator and backslash inside a value get a backslash.
void join_list(std::string& out, const List& values, std::string_view separator);

/// Appends any value; absent is an empty cell. `scratch` is reused between calls. Returns as append_csv_text.
bool append_csv_value(std::string& out, const Value& value, std::string_view list_separator,
                      std::string& scratch);

} // namespace moisson
