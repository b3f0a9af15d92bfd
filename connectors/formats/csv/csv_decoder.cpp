#include "connectors/formats/csv/csv_decoder.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/csv/csv_part.hpp"
#include "connectors/formats/csv/dialect.hpp"
#include "connectors/formats/csv/row_defect.hpp"
#include "connectors/formats/repair_texts.hpp"
#include "connectors/formats/table/table_slots.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <memory>
#include <optional>

namespace moisson {
namespace {

class CsvDecoder final : public Decoder {
public:
    CsvDecoder(SourceConfig source, std::vector<std::filesystem::path> parts,
               std::vector<std::string> selectors, std::string_view charset_hint)
        : source_(std::move(source)), parts_(std::move(parts)), selectors_(std::move(selectors)),
          hint_(charset_hint), table_(selectors_) {
        report_.selector_seen.resize(selectors_.size());
        if (!parts_.empty()) open_part(0);
    }

    bool next(RawRecord& raw) override {
        while (part_) {
            if (part_->read(row_)) {
                fill(raw);
                return true;
            }
            if (index_ + 1 == parts_.size())
                part_.reset();
            else
                open_part(index_ + 1);
        }
        return false;
    }

    const DecoderReport& report() const override { return report_; }

private:
    void open_part(std::size_t index) {
        part_.reset();
        part_ = std::make_unique<CsvPart>(byte_opener(parts_[index], source_, Expected::csv), source_.csv,
                                          selectors_, source_.ignore, hint_);
        index_ = index;
        element_ = 0;
        adopt_header();
    }

    void adopt_header() {
        const TableHeader& header = part_->header();
        table_.adopt(header, index_ == 0, report_);
        columns_ = header.columns.size();
        quote_ = part_->quote();
        text_warnings_ = 0;
        adopt_text();
    }

    /// The encoding may be decided long after the header.
    void adopt_text() {
        text_revision_ = part_->text().revision();
        const auto& warnings = part_->text().warnings();
        for (; text_warnings_ < warnings.size(); ++text_warnings_)
            warn_once(report_, warnings[text_warnings_].code, warnings[text_warnings_].message);
        report_.encoding = part_->text().encoding();
    }

    void fill(RawRecord& raw) {
        if (part_->text().revision() != text_revision_) adopt_text();
        refuse_merge_conflict(row_.bytes, row_.line);
        raw.position = {row_.line, ++element_, static_cast<std::uint32_t>(index_)};
        raw.digest = table_.has_ignored ? digest_without_ignored() : digest128(row_.bytes);
        raw.digest.low ^= table_.layout;
        const bool bad_bytes = row_.maybe_bad_bytes && !is_valid_utf8(row_.bytes);
        if (defect_) defect_.reset();
        if (bad_bytes || !is_sound(row_, columns_)) defect_ = find_row_defect(row_, columns_, bad_bytes);
        if (row_.stray_quote)
            warn_once(report_, format_code::stray_quote,
                      "Ligne " + std::to_string(row_.line) +
                          " : un guillemet au milieu d'une cellule sans guillemets est gardé tel quel.");
        fill_texts();
        const std::size_t known = std::min(columns_, row_.cells.size());
        table_.write_whole_row(part_->header(), known, [&](std::size_t i) { return cell_text(i); });
        if (bad_bytes) repair_texts(table_.texts, repaired_);
        raw.slots = table_.slots;
        raw.texts = table_.texts;
        raw.defect = defect_ ? &*defect_ : nullptr;
    }

    void fill_texts() {
        const int* column = part_->header().column_of_selector.data();
        CsvCell* const cells = row_.cells.begin();
        const std::size_t count = row_.cells.size();
        std::string_view* text = table_.texts.data();
        for (std::string_view* const end = text + table_.texts.size(); text != end; ++text) {
            const auto index = static_cast<std::size_t>(*column++); // -1, no such column, is larger than any
            if (index >= count) [[unlikely]]
                *text = {};
            else if (cells[index].escaped) [[unlikely]]
                *text = unescape(cells[index], quote_);
            else
                *text = cells[index].text();
        }
    }

    std::string_view cell_text(std::size_t index) {
        return row_.cells[index].escaped ? unescape(row_.cells[index], quote_) : row_.cells[index].text();
    }

    /// Cells as they stand in the file, one separator after each; independent of where ignored columns stand.
    Digest128 digest_without_ignored() {
        const auto& ignored = part_->header().ignored;
        scratch_.clear();
        for (std::size_t i = 0; i < row_.cells.size(); ++i) {
            if (i < ignored.size() && ignored[i]) continue;
            scratch_ += row_.cells[i].text();
            scratch_ += '\x1F';
        }
        return digest128(scratch_);
    }

    SourceConfig source_;
    std::vector<std::filesystem::path> parts_;
    std::vector<std::string> selectors_;
    std::string hint_;
    TableSlots table_;
    std::size_t index_ = 0;
    std::unique_ptr<CsvPart> part_;
    DecoderReport report_;
    std::size_t text_warnings_ = 0;
    std::uint32_t text_revision_ = 0;
    std::size_t columns_ = 0;
    char quote_ = '"';
    std::uint64_t element_ = 0;
    CsvRow row_;
    std::vector<std::string> repaired_;
    std::string scratch_;
    std::optional<Issue> defect_;
};

} // namespace

std::unique_ptr<Decoder> open_csv_decoder(const SourceConfig& source,
                                          std::vector<std::filesystem::path> parts,
                                          const std::vector<std::string>& selectors,
                                          std::string_view charset_hint) {
    return std::make_unique<CsvDecoder>(source, std::move(parts), selectors, charset_hint);
}

} // namespace moisson
