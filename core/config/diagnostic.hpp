// Compiler-like messages about configuration files: all of them in one pass, sorted by line.
#pragma once
#include "core/config/feed.hpp"
#include "core/model/issue.hpp"

#include <string>
#include <vector>

namespace moisson {

struct Diagnostic {
    Severity severity = Severity::error;
    std::string code; ///< "feed.unknown-key"
    Location where;
    std::uint32_t width = 1; ///< code points to underline
    std::string message;     ///< `unknown key "courrriel" in [contact]`
    std::string hint;        ///< beside the caret: `did you mean "email"?`
    std::string note;        ///< last line after "= ": what is allowed, what to do
    std::string source_line; ///< the line of the file; empty when the file as a whole is meant
};

/// file:line:column: error[code]: message / source line / carets with the hint / note. Bytes that are not
/// UTF-8 are shown as <E9>.
std::string render(const Diagnostic& diagnostic, bool color = false);

} // namespace moisson
