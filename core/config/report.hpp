// Collects everything that is wrong with one file, so that all of it is said in one pass.
#pragma once
#include "core/config/diagnostic.hpp"
#include "core/config/document.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// A diagnostic that does not know its file yet.
struct Finding {
    Severity severity = Severity::error;
    std::string_view code;
    Mark mark;
    std::string message, hint, note;
};

/// `text` must live as long as the report.
class Report {
public:
    Report(std::filesystem::path file, std::string_view text) : file_(std::move(file)), text_(text) {}

    void add(Finding finding);
    void error(std::string_view code, Mark mark, std::string message, std::string hint = {},
               std::string note = {});
    void warning(std::string_view code, Mark mark, std::string message, std::string hint = {},
                 std::string note = {});

    bool has_errors() const;
    const std::filesystem::path& file() const { return file_; }
    Location location(Mark mark) const { return {file_, mark.line, mark.column}; }
    /// Sorted by place; of several findings with one code at one place the first stays.
    std::vector<Diagnostic> take();

private:
    std::filesystem::path file_;
    std::string_view text_;
    std::vector<Diagnostic> diagnostics_;
};

/// The n-th line (1-based) without its line end; empty beyond the end.
std::string_view line_of(std::string_view text, std::uint32_t line);

std::string in_quotes(std::string_view text); ///< "text", for messages
std::string join_names(const std::vector<std::string_view>& names,
                       std::size_t at_most = 12); ///< "a, b, c, …"

} // namespace moisson
