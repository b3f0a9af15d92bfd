#include "core/config/report.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace moisson {

namespace {

constexpr std::string_view secret_code = "config.secret-literal";

/// A line as it may be shown when it holds a secret: what stands in quotes is starred, the caret still fits.
std::string without_secrets(std::string_view line) {
    std::string out;
    char quote = '\0';
    for (const char c : line) {
        const bool opens = quote == '\0' && (c == '"' || c == '\''), closes = quote != '\0' && c == quote;
        const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
        if (quote == '\0' || closes)
            out += c;
        else if (!continues)
            out += '*';
        if (opens) quote = c;
        if (closes) quote = '\0';
    }
    return out;
}

} // namespace

void Report::add(Finding finding) {
    Diagnostic out;
    out.severity = finding.severity;
    out.code = finding.code;
    out.where = location(finding.mark);
    out.width = finding.mark.width;
    out.message = std::move(finding.message);
    out.hint = std::move(finding.hint);
    out.note = std::move(finding.note);
    out.source_line = line_of(text_, finding.mark.line);
    diagnostics_.push_back(std::move(out));
}

void Report::error(std::string_view code, Mark mark, std::string message, std::string hint,
                   std::string note) {
    add({Severity::error, code, mark, std::move(message), std::move(hint), std::move(note)});
}

void Report::warning(std::string_view code, Mark mark, std::string message, std::string hint,
                     std::string note) {
    add({Severity::warning, code, mark, std::move(message), std::move(hint), std::move(note)});
}

bool Report::has_errors() const {
    return std::any_of(diagnostics_.begin(), diagnostics_.end(),
                       [](const Diagnostic& d) { return d.severity == Severity::error; });
}

std::vector<Diagnostic> Report::take() {
    const auto place = [](const Diagnostic& d) { return std::tie(d.where.line, d.where.column); };
    std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                     [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
    const auto same = [&](const Diagnostic& a, const Diagnostic& b) {
        return place(a) == place(b) && a.code == b.code && (a.where.line != 0 || a.message == b.message);
    };
    std::set<std::uint32_t> secret_lines;
    for (const Diagnostic& d : diagnostics_)
        if (d.code == secret_code) secret_lines.insert(d.where.line);
    for (Diagnostic& d : diagnostics_)
        if (secret_lines.contains(d.where.line)) d.source_line = without_secrets(d.source_line);
    diagnostics_.erase(std::unique(diagnostics_.begin(), diagnostics_.end(), same), diagnostics_.end());
    return std::move(diagnostics_);
}

std::string_view line_of(std::string_view text, std::uint32_t line) {
    if (line == 0) return {};
    std::size_t begin = 0;
    for (std::uint32_t at = 1; at < line; ++at) {
        begin = text.find('\n', begin);
        if (begin == std::string_view::npos) return {};
        ++begin;
    }
    std::string_view found = text.substr(begin, text.find('\n', begin) - begin);
    if (found.ends_with('\r')) found.remove_suffix(1);
    return found;
}

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string join_names(const std::vector<std::string_view>& names, std::size_t at_most) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i) out += ", ";
        if (i == at_most) return out + "…";
        out += names[i];
    }
    return out;
}

} // namespace moisson
