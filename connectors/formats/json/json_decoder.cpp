#include "connectors/formats/json/json_decoder.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/json/geojson_point.hpp"
#include "connectors/formats/json/json_document.hpp"
#include "connectors/formats/json/related_objects.hpp"
#include "connectors/formats/slot_filler.hpp"
#include "core/text/utf8.hpp"

#include <memory>
#include <optional>

namespace moisson {
namespace {

class JsonDecoder final : public Decoder {
public:
    JsonDecoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                const std::vector<std::string>& selectors)
        : source_(source), parts_(std::move(parts)), lines_(source.type == "ndjson"),
          geo_(source.type == "geojson" || source.type == "esri-json"),
          members_(source.type == "esri-json" ? "attributes" : "properties"),
          steps_(split_path(geo_ && source.records.empty() ? "/features" : source.records)),
          related_(source.included), filler_(selectors.size()) {
        add_paths(selectors);
        point_.declared_crs(source.geo_crs);
        report_.encoding = "utf-8";
        report_.selector_seen.resize(selectors.size());
        if (!parts_.empty()) open_part(0);
    }

    bool next(RawRecord& raw) override {
        while (document_) {
            if (go_to_element()) {
                read_element(raw);
                return true;
            }
            if (!lines_) document_->finish();
            document_.reset();
            if (index_ + 1 < parts_.size()) open_part(index_ + 1);
        }
        return false;
    }

    const DecoderReport& report() const override { return report_; }

private:
    void add_paths(const std::vector<std::string>& selectors) {
        const auto count = static_cast<std::uint32_t>(selectors.size());
        for (std::uint32_t slot = 0; slot < count; ++slot) {
            if (geo_ && point_.takes(selectors[slot], slot)) continue;
            if (related_.takes(selectors[slot], slot)) continue;
            const bool whole = selectors[slot] == whole_record_selector;
            auto steps = whole ? std::vector<std::string>() : split_path(selectors[slot]);
            const bool from_feature = geo_ && !whole && !selectors[slot].starts_with('/');
            if (!from_feature) {
                paths_.add(steps, slot);
                continue;
            }
            paths_.add(steps, slot + count); // taken when properties have no such member
            steps.insert(steps.begin(), members_);
            paths_.add(steps, slot);
        }
        if (point_.is_wanted()) paths_.add({"geometry"}, 2 * count);
        related_.prepare(paths_, 2 * count + 1);
        for (const auto& ignored : source_.ignore) {
            auto steps = split_path(ignored);
            if (geo_ && !ignored.starts_with('/')) steps.insert(steps.begin(), members_);
            if (!steps.empty()) paths_.ignore(steps);
        }
        paths_.finish();
    }

    void open_part(std::size_t index) {
        const OpenBytes open = byte_opener(parts_[index], source_, Expected::json);
        refuse_wrong_content(*open(), Expected::json);
        document_ = std::make_unique<JsonDocument>(open);
        index_ = index;
        element_ = 0;
        if (related_.is_wanted()) related_.read(open);
        if (geo_ && point_.is_wanted()) document_->note("crs", {"properties", "name"});
        if (!lines_) go_to_array();
        if (point_.is_wanted()) read_crs(document_->noted());
    }

    void read_crs(const std::string& name) {
        if (!point_.read_crs(name.empty() ? "CRS84" : name))
            document_->scanner().fail(
                format_code::unknown_crs,
                "the file declares the coordinate system \"" + std::string(code_point_prefix(name, 80)) +
                    "\", which moisson does not convert. Have the source export degrees (WGS 84).");
    }

    void go_to_array() {
        JsonScanner& scanner = document_->scanner();
        const std::string path = source_.records.empty() ? "" : "\"" + source_.records + "\"";
        if (!document_->descend(steps_))
            scanner.fail(format_code::path_not_found,
                         "the path of the records, " + (path.empty() ? "\"/features\"" : path) +
                             ", does not exist; " + document_->what_was_there() +
                             ". Correct [source] records, or look at what the source answers.");
        const char first = scanner.peek();
        if (first == '[') return document_->enter_array();
        if (first == '{' && steps_.empty()) refuse_object_root();
        if (first == '\0' || std::string_view("{\"tfn-0123456789").find(first) == std::string_view::npos)
            scanner.fail_unexpected("a JSON value");
        scanner.fail(format_code::path_not_array,
                     "the records should be an array, but " + (steps_.empty() ? "the document" : path + " ") +
                         " is " + name_of_json(first) +
                         ". Correct [source] records, or look at what the source answers.");
    }

    [[noreturn]] void refuse_object_root() {
        document_->descend({"\x01"}); // no such key: reads through the object and lists its keys
        document_->scanner().fail(format_code::path_not_found,
                                  "the document is an object, not an array of records; " +
                                      document_->what_was_there() +
                                      ". Name the one that holds the list: [source] records = \"/…\".");
    }

    bool go_to_element() {
        if (!lines_) return document_->next_element();
        if (element_ > 0) document_->scanner().expect_line_end();
        return !document_->scanner().at_end();
    }

    void read_element(RawRecord& raw) {
        JsonScanner& scanner = document_->scanner();
        scanner.keep();
        raw.position = {lines_ ? scanner.line() : 0, ++element_, static_cast<std::uint32_t>(index_)};
        scanner.take_doubt();
        document_->walker().walk(&paths_, document_->depth());
        raw.digest = digest128(scanner.compact());
        hand_out(raw);
        if (related_.is_wanted()) add_to_digest(raw);
        scanner.release();
        raw.defect = defect_ ? &*defect_ : nullptr;
    }

    /// Texts, and whether they are sound.
    void hand_out(RawRecord& raw) {
        const JsonScanner& scanner = document_->scanner();
        const std::string& arena = document_->walker().arena();
        const std::size_t count = report_.selector_seen.size();
        filler_.start();
        if (point_.is_wanted()) add_point(count);
        if (related_.is_wanted()) add_related(2 * count + 1);
        for (const bool fallback : {false, true}) {
            for (const auto& found : document_->walker().found()) {
                if (found.slot >= 2 * count) continue; // see add_point() and add_related()
                const bool is_fallback = found.slot >= count;
                const std::size_t slot = is_fallback ? found.slot - count : found.slot;
                if (is_fallback != fallback || (fallback && filler_.is_filled(slot))) continue;
                report_.selector_seen[slot] = true;
                if (found.offset == JsonWalker::no_value) continue;
                filler_.add(slot, found.in_arena ? std::string_view(arena).substr(found.offset, found.size)
                                                 : scanner.kept(found.offset, found.size));
            }
            if (!geo_) break;
            filler_.seal();
        }
        const auto doubt = document_->scanner().take_doubt();
        find_defect(doubt == JsonScanner::Doubt::none ? related_.doubt() : doubt);
        if (defect_) filler_.repair(); // objects are handed out as they are written
        filler_.finish(raw);
    }

    /// @latitude and @longitude out of the geometry, which is not handed out itself.
    void add_point(std::size_t count) {
        for (const auto& found : document_->walker().found()) {
            if (found.slot != 2 * count) continue;
            for (const auto slot : point_.slots()) report_.selector_seen[slot] = true;
            if (found.offset == JsonWalker::no_value || found.in_arena) continue;
            point_.compute(document_->scanner().kept(found.offset, found.size));
            for (const auto& [slot, text] : point_.values()) filler_.add(slot, text);
        }
    }

    /// What the relations lead to; they themselves stand in slots from `first` on.
    void add_related(std::size_t first) {
        const JsonScanner& scanner = document_->scanner();
        related_.start();
        for (const auto& found : document_->walker().found())
            if (found.slot >= first && found.offset != JsonWalker::no_value && !found.in_arena)
                related_.relation(static_cast<std::uint32_t>(found.slot - first),
                                  scanner.kept(found.offset, found.size), scanner);
        related_texts_.clear();
        for (const auto& found : related_.follow(scanner)) {
            report_.selector_seen[found.slot] = true;
            if (found.has_text) filler_.add(found.slot, found.text);
            related_texts_ += found.text;
            related_texts_ += '\x1E';
        }
    }

    /// A record changes with what is read in the objects that it is related to.
    void add_to_digest(RawRecord& raw) {
        related_texts_ += to_hex(raw.digest);
        raw.digest = digest128(related_texts_);
    }

    void find_defect(JsonScanner::Doubt doubt) {
        defect_.reset();
        if (doubt == JsonScanner::Doubt::text)
            defect_ = Issue{
                Severity::error, format_code::invalid_string, "", "",
                "Un texte n'est pas de l'Unicode valide (octets qui ne sont pas de l'UTF-8, ou moitié de "
                "caractère \\uD800–\\uDFFF) : corrigez l'encodage de l'export."};
        if (doubt == JsonScanner::Doubt::number)
            defect_ = Issue{Severity::error, format_code::number_overflow, "", "",
                            "Un nombre dépasse ce qui peut être représenté : corrigez la valeur."};
    }

    SourceConfig source_;
    std::vector<std::filesystem::path> parts_;
    bool lines_, geo_;
    const char* members_; ///< of a feature: where its columns are
    std::vector<std::string> steps_;
    SelectorTree paths_;
    GeojsonPoint point_;
    RelatedObjects related_;
    std::string related_texts_; ///< of this record
    std::unique_ptr<JsonDocument> document_;
    std::size_t index_ = 0;
    std::uint64_t element_ = 0;
    DecoderReport report_;
    SlotFiller filler_;
    std::optional<Issue> defect_;
};

} // namespace

std::unique_ptr<Decoder> open_json_decoder(const SourceConfig& source,
                                           std::vector<std::filesystem::path> parts,
                                           const std::vector<std::string>& selectors) {
    return std::make_unique<JsonDecoder>(source, std::move(parts), selectors);
}

} // namespace moisson
