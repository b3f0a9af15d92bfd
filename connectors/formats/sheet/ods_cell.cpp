#include "connectors/formats/sheet/ods_cell.hpp"

#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet/cell_text.hpp"
#include "connectors/formats/sheet/xml_attributes.hpp"
#include "core/text/numbers.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

/// Content of a cell that is not its text.
bool is_foreign(std::string_view name) {
    static constexpr std::array<std::string_view, 9> names{
        "annotation", "note", "ruby-text", "table", "frame", "custom-shape", "a11y", "shapes", "detective"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_paragraph(std::string_view name) { return name == "p" || name == "h"; }

} // namespace

void OdsCell::open(const char** attributes, bool covered) {
    type_ = Type::none;
    covered_ = covered;
    formula_ = error_ = has_string_value_ = false;
    value_.clear();
    shown_.clear();
    paragraphs_ = open_paragraphs_ = skipped_ = 0;
    for (const char** at = attributes; *at; at += 2) {
        const std::string_view full = at[0], name = local_name(full), value = at[1];
        if (name == "value-type") {
            if (value == "error") error_ = true;
            if (full.starts_with("calcext:")) continue;
            type_ = value == "string"    ? Type::text
                    : value == "date"    ? Type::date
                    : value == "time"    ? Type::time
                    : value == "boolean" ? Type::boolean
                                         : Type::number; // float, percentage, currency
        } else if (name == "value" || name == "date-value" || name == "time-value" ||
                   name == "boolean-value") {
            value_ = value;
        } else if (name == "string-value") {
            value_ = value;
            has_string_value_ = true;
        } else if (name == "formula") {
            formula_ = true;
        }
    }
}

void OdsCell::start(std::string_view name, const char** attributes) {
    if (skipped_ > 0 || is_foreign(name)) {
        ++skipped_;
    } else if (is_paragraph(name)) {
        if (paragraphs_++ > 0) shown_ += '\n';
        ++open_paragraphs_;
    } else if (open_paragraphs_ > 0) {
        if (name == "s")
            shown_.append(
                std::min<std::uint64_t>(whole_number(attribute(attributes, "c")).value_or(1), 10'000), ' ');
        else if (name == "tab")
            shown_ += '\t';
        else if (name == "line-break")
            shown_ += '\n';
    }
}

void OdsCell::text(std::string_view text) {
    if (skipped_ == 0 && open_paragraphs_ > 0) shown_ += text;
}

void OdsCell::end(std::string_view name) {
    if (skipped_ > 0)
        --skipped_;
    else if (is_paragraph(name))
        --open_paragraphs_;
}

bool OdsCell::is_error() const {
    if (covered_) return false;
    const bool looks = shown_.starts_with('#') || shown_.starts_with("Err:");
    return error_ || (formula_ && looks && type_ != Type::text);
}

bool OdsCell::lacks_value() const {
    return !covered_ && formula_ && type_ == Type::none && shown_.empty() && value_.empty();
}

void OdsCell::append_number_as_shown(std::string& out) const {
    // LibreOffice writes the TRUE of an Excel file as the number 1 shown as TRUE.
    if (const auto truth = parse_boolean(shown_); truth && shown_.find_first_of("01") == std::string::npos) {
        out += *truth ? "true" : "false";
        return;
    }
    const std::size_t from = out.size();
    append_number(out, value_);
    std::string shown;
    for (const char c : shown_)
        if (c != ' ') shown += c;
    const std::string_view plain = std::string_view(out).substr(from);
    const bool padded = shown.size() > plain.size() && shown.size() <= 30 &&
                        shown.find_first_not_of("0123456789") == std::string::npos &&
                        std::string_view(shown).substr(shown.size() - plain.size()) == plain &&
                        shown.find_first_not_of('0') >= shown.size() - plain.size();
    if (padded) out.replace(from, std::string::npos, shown);
}

void OdsCell::append_to(std::string& out) const {
    if (covered_) return;
    switch (type_) {
    case Type::number:
        return append_number_as_shown(out);
    case Type::date:
        return append_iso_date(out, value_);
    case Type::time:
        return append_iso_duration(out, value_);
    case Type::boolean:
        out += value_;
        return;
    case Type::none:
    case Type::text:
        out += has_string_value_ ? value_ : shown_;
    }
}

} // namespace moisson
