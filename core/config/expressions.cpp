// The little languages inside a feed file: paths, templates, regular expressions.
#include "core/config/feed_reader.hpp"
#include "core/text/utf8.hpp"

#include <re2/re2.h>

namespace moisson {

std::string path_problem(std::string_view path, bool xml) {
    if (path.starts_with("$")) return "write the names from the record downwards: a/b, not $.a.b";
    if (path.starts_with("//")) return "// is not supported: write the whole path from the record";
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) return "the path is empty";
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string_view step = path.substr(at, end - at);
        if (step.empty()) return "there is nothing between two /";
        if (step.starts_with('@') && xml && (end != path.size() || step.size() == 1))
            return "@attribute stands at the end of the path";
        if (step.size() > 1 && step.ends_with(']'))
            return xml ? "conditions in […] are not supported"
                       : "write * for each element of a list, or its number: topics/0";
        at = end + 1;
    }
    return {};
}

namespace {

/// Walks a template; calls `column` for each {name}. Returns what is wrong.
template<class Column>
std::string walk_template(std::string_view text, Column column) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool doubled = at + 1 < text.size() && text[at + 1] == text[at];
        if (text[at] == '}') {
            if (!doubled) return "a } without {; write }} for a real brace";
            ++at;
        } else if (text[at] == '{' && doubled) {
            ++at;
        } else if (text[at] == '{') {
            const std::size_t end = text.find_first_of("{}", at + 1);
            if (end == std::string_view::npos || text[end] == '{')
                return "a { is never closed; write {{ for a real brace";
            const std::string_view name = trim(text.substr(at + 1, end - at - 1));
            if (name.empty()) return "{} names no column";
            column(name);
            at = end;
        }
    }
    return {};
}

} // namespace

std::string template_problem(std::string_view text) {
    std::size_t columns = 0;
    std::string problem = walk_template(text, [&](std::string_view) { ++columns; });
    if (problem.empty() && columns == 0)
        return "it names no column; for a fixed text write { value = \"…\" }";
    return problem;
}

std::vector<std::string> template_columns(std::string_view text) {
    std::vector<std::string> columns;
    walk_template(text, [&](std::string_view name) { columns.emplace_back(name); });
    return columns;
}

std::string regex_problem(const std::string& expression, const std::string* replacement) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(8 << 20);
    const RE2 compiled(expression, options);
    if (!compiled.ok()) return compiled.error();
    std::string problem;
    if (replacement) compiled.CheckRewriteString(*replacement, &problem);
    return problem;
}

} // namespace moisson
