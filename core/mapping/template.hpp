// Templates of feed files: "{Présentation}\n\nPermanences : {Permanences}". A real brace is written {{ or }}.
#pragma once
#include "core/mapping/selectors.hpp"
#include "core/model/record.hpp"

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

/// A brace that is never closed, or an empty {}.
class TemplateError : public std::invalid_argument {
public:
    using std::invalid_argument::invalid_argument;
};

/// Compiled once. A line whose columns are all empty disappears, with the empty line behind it; a template
/// whose columns are all empty gives nothing.
class TextTemplate {
public:
    TextTemplate(std::string_view text, SelectorList& selectors); ///< throws TemplateError

    /// `out` is cleared first. Values for which `means_nothing` is true count as empty.
    using Means = std::function<bool(std::string_view)>;
    void render(const RawRecord& raw, std::string& out, const Means& means_nothing = {}) const;
    std::vector<std::uint32_t> slots() const;

private:
    struct Piece {
        std::string literal;
        int slot = -1; ///< -1: the literal
    };
    struct Line {
        std::vector<Piece> pieces;
        bool has_columns = false;
    };
    void add_literal(std::string_view text);
    /// Appends the line; false when all its columns are empty.
    bool render_line(const Line& line, const RawRecord& raw, std::string& out,
                     const Means& means_nothing) const;
    std::vector<Line> lines_;
};

} // namespace moisson
