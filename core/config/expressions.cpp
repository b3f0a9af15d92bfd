// The little languages inside a feed file: paths, templates, regular expressions.
#include "core/config/feed_reader.hpp"
#include "core/config/template_text.hpp"

#include <algorithm>
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

std::string template_problem(std::string_view text) {
    std::vector<TemplatePart> parts;
    std::string problem = read_template(text, parts);
    const auto is_column = [](const TemplatePart& part) { return part.is_column; };
    if (problem.empty() && std::none_of(parts.begin(), parts.end(), is_column))
        return "it names no column; for a fixed text write { value = \"…\" }";
    return problem;
}

std::vector<std::string> template_columns(std::string_view text) {
    std::vector<TemplatePart> parts;
    read_template(text, parts);
    std::vector<std::string> columns;
    for (TemplatePart& part : parts)
        if (part.is_column) columns.push_back(std::move(part.text));
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
