// Free text: NFC, controls, length, pattern.
#pragma once
#include "core/mapping/forms.hpp"

namespace moisson {

/// One line (line breaks become spaces) or several. False when the length or the pattern is wrong.
bool write_free_text(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context);

/// Length in code points and pattern of a value already written. Shortens a text that is too long when it may
/// be lost.
bool check_text_bounds(const FieldPlan& plan, std::string& out, FormContext& context);

/// Identifiers and parents: as sent, refused when nobody could type them again.
bool write_key(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context);

/// The first `count` code points, the last of them "…".
void truncate_with_ellipsis(std::string& text, std::size_t count);

} // namespace moisson
