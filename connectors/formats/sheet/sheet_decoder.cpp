#include "connectors/formats/sheet/sheet_decoder.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/sheet/sheet_table.hpp"
#include "connectors/formats/table/table_slots.hpp"

#include <algorithm>

namespace moisson {
namespace {

class SheetDecoder final : public Decoder {
public:
    SheetDecoder(SourceConfig source, std::vector<std::filesystem::path> parts,
                 std::vector<std::string> selectors)
        : source_(std::move(source)), parts_(std::move(parts)), selectors_(std::move(selectors)),
          slots_(selectors_) {
        report_.selector_seen.resize(selectors_.size());
        report_.encoding = "utf-8";
        if (!parts_.empty()) open_part(0);
    }

    bool next(RawRecord& raw) override {
        while (table_) {
            if (table_->read(row_)) {
                hand_out(raw);
                return true;
            }
            close_part();
            if (index_ + 1 < parts_.size()) open_part(index_ + 1);
        }
        return false;
    }

    const DecoderReport& report() const override { return report_; }

private:
    void open_part(std::size_t index) {
        table_ = std::make_unique<SheetTable>(parts_[index], source_, selectors_);
        index_ = index;
        element_ = 0;
        slots_.adopt(table_->header(), index == 0, report_);
        texts_.resize(table_->header().columns.size());
    }

    void close_part() {
        const SheetNotes& notes = table_->notes();
        if (notes.errors > 0)
            warn_once(report_, format_code::cell_error,
                      std::to_string(notes.errors) +
                          " cellule(s) en erreur (la première : " + notes.first_error +
                          ") sont lues comme vides : corrigez la formule ou effacez la cellule.");
        if (notes.formulas_without_value > 0)
            warn_once(report_, format_code::formula_without_value,
                      std::to_string(notes.formulas_without_value) +
                          " formule(s) n'ont jamais été calculées (la première : " + notes.first_formula +
                          ") et sont lues comme vides : ouvrez le classeur dans un tableur et "
                          "enregistrez-le.");
        if (!table_->first_outside().empty())
            warn_once(report_, format_code::cells_outside_header,
                      "Du texte se trouve à droite de la dernière colonne nommée (" +
                          table_->first_outside() +
                          ") et n'est pas lu : donnez un nom à la colonne, ou déplacez ce texte.");
        table_.reset();
    }

    void hand_out(RawRecord& raw) {
        std::fill(texts_.begin(), texts_.end(), std::string_view());
        for (const auto& cell : row_.cells())
            if (cell.column < texts_.size()) texts_[cell.column] = row_.text(cell);
        const int* column = table_->header().column_of_selector.data();
        for (auto& text : slots_.texts) {
            text = *column < 0 ? std::string_view() : texts_[static_cast<std::size_t>(*column)];
            ++column;
        }
        slots_.write_whole_row(table_->header(), texts_.size(), [&](std::size_t i) { return texts_[i]; });
        raw.slots = slots_.slots;
        raw.texts = slots_.texts;
        raw.digest = digest();
        raw.position = {row_.line, ++element_, static_cast<std::uint32_t>(index_)};
        raw.defect = nullptr;
    }

    /// Empty cells at the end do not count: a new column that nobody has filled yet is no change.
    Digest128 digest() {
        const auto& ignored = table_->header().ignored;
        scratch_.clear();
        std::size_t end = 0;
        for (std::size_t i = 0; i < texts_.size(); ++i) {
            if (ignored[i]) continue;
            scratch_ += texts_[i];
            if (!texts_[i].empty()) end = scratch_.size();
            scratch_ += '\x1F';
        }
        Digest128 digest = digest128(std::string_view(scratch_).substr(0, end));
        digest.low ^= slots_.layout;
        return digest;
    }

    SourceConfig source_;
    std::vector<std::filesystem::path> parts_;
    std::vector<std::string> selectors_;
    TableSlots slots_;
    std::size_t index_ = 0;
    std::unique_ptr<SheetTable> table_;
    DecoderReport report_;
    std::uint64_t element_ = 0;
    SheetRow row_;
    std::vector<std::string_view> texts_; ///< per column of the header
    std::string scratch_;
};

} // namespace

std::unique_ptr<Decoder> open_sheet_decoder(const SourceConfig& source,
                                            std::vector<std::filesystem::path> parts,
                                            const std::vector<std::string>& selectors) {
    return std::make_unique<SheetDecoder>(source, std::move(parts), selectors);
}

} // namespace moisson
