#include "connectors/targets/xlsx_writer.hpp"
#include "connectors/targets/safe_file.hpp"
#include "core/export/csv_cell.hpp"
#include "core/export/published_view.hpp"
#include "core/text/utf8.hpp"

#include <atomic>
#include <fstream>
#include <stdexcept>
#include <unistd.h>
#include <xlsxwriter.h>

namespace moisson {
namespace {

constexpr std::size_t longest_cell = 32'767;    ///< characters; Excel's own limit
constexpr std::time_t fixed_date = 946'684'800; ///< of the properties: equal data gives equal bytes

/// Bytes that are not UTF-8 would make the whole file unreadable; what is longer than a cell is cut.
std::string cell_text(std::string_view text) {
    std::string valid;
    for (std::size_t at = 0; at < text.size();) append_utf8(valid, next_code_point(text, at));
    if (code_point_count(valid) <= longest_cell) return valid;
    return std::string(code_point_prefix(valid, longest_cell - 1)) + "…";
}

std::filesystem::path workbook_path(const std::filesystem::path& work) {
    static std::atomic<unsigned> number{0};
    return work / temporary_name("xlsx-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
}

class XlsxWriter final : public ExportWriter {
public:
    XlsxWriter(const Kind& kind, ExportOptions options, std::ostream& out, const std::filesystem::path& work)
        : options_(std::move(options)), view_(kind, options_.feeds, options_.remembered), out_(out),
          work_(work.string()), file_(workbook_path(work)) {
        view_.show_only(options_.only_feeds);
    }
    ~XlsxWriter() override {
        if (book_) ::lxw_workbook_free(book_);
        std::error_code ignored;
        std::filesystem::remove(file_, ignored);
    }
    XlsxWriter(const XlsxWriter&) = delete;
    XlsxWriter& operator=(const XlsxWriter&) = delete;

    void begin() override;
    void write(const GoldenRecord& record) override;
    void end() override;

private:
    void put(lxw_col_t column, std::string_view text);
    void put_value(lxw_col_t column, const Value& value);
    void check(lxw_error error) const;

    ExportOptions options_;
    PublishedView view_;
    std::ostream& out_;
    std::string work_;
    std::filesystem::path file_;
    lxw_workbook* book_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format* bold_ = nullptr;
    std::string scratch_;
};

void XlsxWriter::check(lxw_error error) const {
    if (error != LXW_NO_ERROR)
        throw std::runtime_error("the XLSX file cannot be written in " + work_ + ": " +
                                 ::lxw_strerror(error) + "; see that there is room, or publish csv instead");
}

void XlsxWriter::begin() {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = work_.data();
    book_ = ::workbook_new_opt(file_.c_str(), &options);
    if (!book_) check(LXW_ERROR_CREATING_TMPFILE);
    lxw_doc_properties properties{};
    properties.created = fixed_date;
    check(::workbook_set_properties(book_, &properties));
    std::string name = view_.kind().plural.substr(0, 31); // a sheet's name is no longer
    sheet_ = ::workbook_add_worksheet(book_, name.c_str());
    if (!sheet_) check(LXW_ERROR_CREATING_TMPFILE);
    bold_ = ::workbook_add_format(book_);
    ::format_set_bold(bold_);
    ::worksheet_freeze_panes(sheet_, 1, 0);
    lxw_col_t column = 0;
    for (const char* fixed : {"id", "sources"})
        check(::worksheet_write_string(sheet_, 0, column++, fixed, bold_));
    for (const std::uint16_t field : view_.fields())
        check(::worksheet_write_string(sheet_, 0, column++, view_.kind().fields[field].name.c_str(), bold_));
}

void XlsxWriter::put(lxw_col_t column, std::string_view text) {
    if (text.empty()) return;
    check(::worksheet_write_string(sheet_, static_cast<lxw_row_t>(rows_), column, cell_text(text).c_str(),
                                   nullptr));
}

/// Numbers and booleans are themselves; everything else is text, also "=1+1" and "01000".
void XlsxWriter::put_value(lxw_col_t column, const Value& value) {
    const auto row = static_cast<lxw_row_t>(rows_);
    if (const auto* number = std::get_if<double>(&value)) {
        check(::worksheet_write_number(sheet_, row, column, *number, nullptr));
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        check(::worksheet_write_number(sheet_, row, column, static_cast<double>(*integer), nullptr));
    } else if (const auto* truth = std::get_if<bool>(&value)) {
        check(::worksheet_write_boolean(sheet_, row, column, *truth, nullptr));
    } else if (const auto* list = std::get_if<List>(&value)) {
        scratch_.clear();
        join_list(scratch_, *list, options_.list_separator);
        put(column, scratch_);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        put(column, *text);
    }
}

void XlsxWriter::write(const GoldenRecord& record) {
    if (rows_ == xlsx_most_records)
        throw std::runtime_error("a sheet of XLSX holds " + std::to_string(xlsx_most_records) +
                                 " records and there are more: publish csv, or raise quality_min");
    ++rows_;
    put(0, record.public_id);
    List members;
    for (const GoldenRecord::Member& member : record.sources)
        if (view_.shows(member.feed)) members.push_back(qualified_id(member.feed, member.id));
    put_value(1, members);
    lxw_col_t column = 2;
    for (const std::uint16_t field : view_.fields()) put_value(column++, view_.value(record, field));
}

void XlsxWriter::end() {
    const lxw_error closed = ::workbook_close(book_); // frees it whatever happens
    book_ = nullptr;
    check(closed);
    withheld_ = view_.withheld();
    std::ifstream in(file_, std::ios::binary);
    out_ << in.rdbuf();
    if (!in) throw std::runtime_error("the XLSX file cannot be read back in " + work_);
}

} // namespace

std::unique_ptr<ExportWriter> make_export_writer(ExportFormat format, const Schema& schema,
                                                 std::uint16_t kind, ExportOptions options, std::ostream& out,
                                                 const std::filesystem::path& work) {
    if (format == ExportFormat::xlsx)
        return std::make_unique<XlsxWriter>(schema.kind(kind), std::move(options), out, work);
    return make_writer(format, schema, kind, std::move(options), out);
}

} // namespace moisson
