#include "connectors/formats/sheet/ods_rows.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/limits.hpp"
#include "connectors/formats/sheet/choose_sheet.hpp"
#include "connectors/formats/sheet/ods_cell.hpp"
#include "connectors/formats/sheet/row_builder.hpp"
#include "connectors/formats/sheet/xml_attributes.hpp"
#include "core/text/fold.hpp"

#include <algorithm>
#include <set>

namespace moisson {
namespace {

/// How often a row or cell stands: LibreOffice writes the empty rest of a sheet as one of a million.
std::uint64_t repetitions(const char** attributes, std::string_view name) {
    constexpr std::uint64_t most = 1u << 30;
    return std::clamp<std::uint64_t>(whole_number(attribute(attributes, name)).value_or(1), 1, most);
}

class OdsRows final : public SheetRows, private XmlHandler {
public:
    OdsRows(const SheetPackage& package, std::string sheet)
        : wanted_(std::move(sheet)), folded_(fold(wanted_)),
          parser_(package.open("content.xml"), *this, "content.xml, "), builder_(parser_) {}

    bool next(SheetRow& row) override {
        if (again_ > 0) {
            --again_;
            ++builder_.row().line;
        } else if (!parser_.run()) {
            if (!found_) choose_sheet(sheets_, wanted_); // throws: it is not there
            return false;
        }
        row = builder_.row();
        return true;
    }

    const SheetNotes& notes() const override { return builder_.notes(); }

private:
    void start(std::string_view name, const char** attributes) override {
        name = local_name(name);
        if (in_cell_) return cell_.start(name, attributes);
        if (name == "style")
            style_ = attribute(attributes, "name");
        else if (name == "table-properties")
            note_hidden_style(attributes);
        else if (name == "table" && !in_table_)
            start_table(attributes);
        else if (in_table_ && name == "table-row")
            start_row(attributes);
        else if (in_table_ && (name == "table-cell" || name == "covered-table-cell"))
            start_cell(name, attributes);
    }

    void text(std::string_view text) override {
        if (!in_cell_) return;
        cell_.text(text);
        if (cell_.size() > format_limit::sheet_cell)
            builder_.refuse(format_code::field_too_long, "the text of a cell is longer than 1 MiB.");
    }

    void end(std::string_view name) override {
        if (in_cell_) {
            if (parser_.depth() > cell_depth_) return cell_.end(local_name(name));
            return end_cell();
        }
        if (!in_table_) return;
        name = local_name(name);
        if (name == "table-row")
            end_row();
        else if (name == "table" && parser_.depth() == table_depth_)
            in_table_ = false;
    }

    void note_hidden_style(const char** attributes) {
        if (attribute(attributes, "display") == "false" && hidden_styles_.size() < format_limit::sheet_count)
            hidden_styles_.insert(style_);
    }

    void start_table(const char** attributes) {
        if (sheets_.size() >= format_limit::sheet_count)
            return parser_.refuse(format_code::sheet_bad_reference,
                                  "more than 1,000 sheets. Ask the producer for one table.");
        const std::string style(attribute(attributes, "style-name"));
        sheets_.push_back({std::string(attribute(attributes, "name")), hidden_styles_.contains(style)});
        const SheetName& sheet = sheets_.back();
        if (found_ || (wanted_.empty() ? sheet.hidden : fold(sheet.name) != folded_)) return;
        found_ = in_table_ = true;
        table_depth_ = parser_.depth() + 1;
    }

    void start_row(const char** attributes) {
        repeated_ = repetitions(attributes, "number-rows-repeated");
        column_ = 0;
        builder_.start(line_ + 1);
    }

    void end_row() {
        if (builder_.finish(repeated_)) {
            again_ = repeated_ - 1;
            parser_.pause();
        }
        line_ += repeated_;
    }

    void start_cell(std::string_view name, const char** attributes) {
        cell_repeated_ = repetitions(attributes, "number-columns-repeated");
        cell_.open(attributes, name == "covered-table-cell");
        cell_depth_ = parser_.depth() + 1;
        in_cell_ = true;
    }

    void end_cell() {
        in_cell_ = false;
        const std::size_t begin = builder_.texts().size();
        if (cell_.is_error())
            builder_.note_error(column_, cell_.shown());
        else
            cell_.append_to(builder_.texts());
        if (cell_.lacks_value()) builder_.note_formula_without_value(column_);
        builder_.add(column_, begin, cell_repeated_);
        column_ = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(column_ + cell_repeated_, RowBuilder::most_columns));
    }

    std::string wanted_, folded_;
    XmlParser parser_;
    RowBuilder builder_;
    std::vector<SheetName> sheets_;
    std::set<std::string> hidden_styles_;
    std::string style_; ///< the one that is being declared
    OdsCell cell_;
    bool found_ = false, in_table_ = false, in_cell_ = false;
    std::size_t table_depth_ = 0, cell_depth_ = 0;
    std::uint64_t line_ = 0, repeated_ = 1, again_ = 0, cell_repeated_ = 1;
    std::uint32_t column_ = 0;
};

} // namespace

std::unique_ptr<SheetRows> open_ods_rows(const SheetPackage& package, const std::string& sheet) {
    return std::make_unique<OdsRows>(package, sheet);
}

} // namespace moisson
