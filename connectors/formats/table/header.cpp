#include "connectors/formats/table/header.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/decoder.hpp"
#include "core/text/fold.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <set>

namespace moisson {
namespace {

struct Wanted {
    std::string_view name;
    std::size_t occurrence = 0; ///< 1-based, 0 = the only one
};

Wanted parse_selector(std::string_view selector) {
    const auto open = selector.rfind('[');
    if (open == std::string_view::npos || open == 0 || !selector.ends_with(']')) return {selector, 0};
    const std::string_view digits = selector.substr(open + 1, selector.size() - open - 2);
    if (digits.empty() || digits.size() > 3) return {selector, 0};
    std::size_t number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return {selector, 0};
        number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    return {selector.substr(0, open), number};
}

class Matcher {
public:
    Matcher(const std::vector<std::string>& columns, std::uint64_t line) : columns_(columns), line_(line) {
        for (const auto& column : columns) folded_.push_back(fold(column));
    }

    std::vector<int> exact(std::string_view name) const { return positions(columns_, name); }

    std::vector<int> all(std::string_view name) const {
        auto found = exact(name);
        const std::string folded = fold(name);
        return found.empty() && !folded.empty() ? positions(folded_, folded) : found;
    }

    int one(const std::string& selector) const {
        if (const auto literal = exact(selector); literal.size() == 1) return literal.front();
        const Wanted wanted = parse_selector(selector);
        const auto found = all(wanted.name);
        if (wanted.occurrence > 0)
            return wanted.occurrence <= found.size() ? found[wanted.occurrence - 1] : -1;
        if (found.size() > 1) refuse(wanted.name, found.size());
        return found.empty() ? -1 : found.front();
    }

private:
    static std::vector<int> positions(const std::vector<std::string>& names, std::string_view name) {
        std::vector<int> found;
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == name) found.push_back(static_cast<int>(i));
        return found;
    }

    [[noreturn]] void refuse(std::string_view name, std::size_t count) const {
        const std::string text(name);
        throw FormatError(format_code::duplicate_column, line_, 0,
                          "line " + std::to_string(line_) + ": " + std::to_string(count) +
                              " columns are called \"" + text +
                              "\" and the mapping uses that name. Write \"" + text + "[1]\" or \"" + text +
                              "[2]\" to choose, or ask the producer to rename one.");
    }

    const std::vector<std::string>& columns_;
    std::vector<std::string> folded_;
    std::uint64_t line_;
};

void warn(TableHeader& header, const char* code, std::string value, std::string message) {
    header.warnings.push_back({Severity::warning, code, "", std::move(value), std::move(message)});
}

void warn_about_names(TableHeader& header) {
    std::set<std::string> seen, said;
    for (std::size_t i = 0; i < header.columns.size(); ++i) {
        const std::string& name = header.columns[i];
        if (name.empty())
            warn(header, format_code::unnamed_column, "",
                 "La colonne " + std::to_string(i + 1) +
                     " n'a pas de nom dans la ligne d'en-tête : donnez-lui un nom.");
        else if (!seen.insert(name).second && said.insert(name).second)
            warn(header, format_code::duplicate_column, name,
                 "Plusieurs colonnes s'appellent « " + name +
                     " » : renommez-les pour qu'on puisse les distinguer.");
    }
}

} // namespace

std::string_view column_name_of(std::string_view selector) { return parse_selector(selector).name; }

TableHeader match_header(std::vector<std::string> columns, std::uint64_t line,
                         const std::vector<std::string>& selectors, const std::vector<std::string>& ignore) {
    TableHeader header;
    for (auto& column : columns) column = std::string(trim(column));
    while (!columns.empty() && columns.back().empty()) columns.pop_back();
    header.columns = std::move(columns);
    const Matcher matcher(header.columns, line);
    for (const auto& selector : selectors) header.column_of_selector.push_back(matcher.one(selector));
    header.ignored.resize(header.columns.size());
    for (const auto& name : ignore)
        for (const int column : matcher.all(name)) header.ignored[static_cast<std::size_t>(column)] = true;
    warn_about_names(header);
    return header;
}

} // namespace moisson
