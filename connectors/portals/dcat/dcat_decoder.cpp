#include "connectors/portals/dcat/dcat_decoder.hpp"

#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/codes.hpp"
#include "connectors/formats/rdf/rdf_document.hpp"
#include "connectors/formats/rdf/rdf_tree.hpp"
#include "connectors/portals/dcat/dcat_node.hpp"
#include "connectors/portals/dcat/dcat_page.hpp"
#include "connectors/portals/dcat/dcat_terms.hpp"
#include "connectors/portals/dcat/read_dcat.hpp"
#include "connectors/portals/portal_slots.hpp"
#include "core/portals/resources.hpp"
#include "core/text/path_steps.hpp"

#include <unordered_map>

namespace moisson {
namespace {

/// "dct:title" → IRI; an unknown prefix leads nowhere.
std::string iri_of_step(std::string_view step) {
    const std::size_t colon = step.find(':');
    const std::string_view address =
        colon == step.npos ? std::string_view() : rdf_namespace(step.substr(0, colon));
    return address.empty() ? std::string(step) : std::string(address).append(step.substr(colon + 1));
}

class DcatDecoder final : public Decoder {
public:
    DcatDecoder(const SourceConfig& source, std::vector<std::filesystem::path> parts,
                const std::vector<std::string>& selectors)
        : source_(source), parts_(std::move(parts)), slots_(selectors) {
        for (const std::string& ignored : source.ignore) ignore_.insert(iri_of_step(ignored));
        report_.encoding = "utf-8";
        if (!parts_.empty()) open_part(0);
    }

    bool next(RawRecord& raw) override {
        while (reader_) {
            if (reader_->next(tree_)) {
                if (is_only_mentioned()) continue;
                refuse_more_than(source_.limits.max_items, ++items_);
                hand_out(raw);
                return true;
            }
            reader_.reset();
            if (index_ + 1 < parts_.size()) open_part(index_ + 1);
        }
        report_.selector_seen = slots_.seen();
        return false;
    }

    const DecoderReport& report() const override { return report_; }

private:
    void open_part(std::size_t index) {
        index_ = index;
        element_ = 0;
        store_ = std::make_unique<TripleStore>(parts_[index].parent_path(),
                                               std::vector{std::string(dcat::dataset_class)});
        watch_hydra(*store_);
        read_rdf(byte_opener(parts_[index], source_, Expected::rdf), source_.url, *store_, report_.warnings);
        store_->finish();
        report_.next = hydra_next(*store_);
        report_.total = hydra_total(*store_);
        if (slots_.wants_anything()) count_identifiers();
        reader_ = std::make_unique<RdfTreeReader>(*store_, dcat::parts, ignore_);
    }

    /// An identifier that two data sets of a document share names neither.
    void count_identifiers() {
        identifiers_.clear();
        if (source_.portal.identifier != "auto") return;
        RdfTree::Node node;
        RdfTerm::Kind kind;
        while (store_->next_record(node.said, node.name, kind)) {
            node.below.assign(node.said.properties.size(), nullptr);
            if (const std::string id = dcat_identifier(node); !id.empty()) ++identifiers_[digest64(id)];
        }
        store_->rewind();
    }

    /// Named as a part, a service's data or a relation, and described elsewhere.
    bool is_only_mentioned() const {
        for (const auto& property : tree_.record().said.properties)
            if (property.predicate != rdf_name::type) return false;
        return true;
    }

    std::string id_of_record() const {
        const RdfTree::Node& record = tree_.record();
        const std::string iri = record.blank ? "" : record.name;
        if (source_.portal.identifier == "iri") return iri;
        const std::string id = dcat_identifier(record);
        if (id.empty()) return iri;
        const auto times = identifiers_.find(digest64(id));
        const bool shared = times != identifiers_.end() && times->second > 1;
        return shared && !iri.empty() ? iri : id;
    }

    void hand_out(RawRecord& raw) {
        if (slots_.wants_anything()) {
            read_dcat(tree_, source_.portal.languages, dataset_);
            dataset_.id = id_of_record();
            unite_resources(dataset_.resources);
        }
        slots_.fill(raw, dataset_, [this](const std::string& path, auto& texts) { follow(path, texts); });
        raw.digest = tree_.record().digest;
        raw.position = {0, ++element_, static_cast<std::uint32_t>(index_)};
        raw.defect = nullptr;
        if (!tree_.cut) return;
        defect_ = {
            Severity::error, format_code::rdf_too_large, "", "",
            "La fiche a un texte de plus de 1 Mio, ou trop d'éléments : raccourcissez-la, ou écrivez-nous."};
        raw.defect = &defect_;
    }

    void follow(const std::string& path, std::vector<std::string>& texts) const {
        const std::vector<std::string> steps = split_path(path);
        std::vector<DcatNode> at{DcatNode(&tree_.record(), source_.portal.languages)};
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const std::string predicate = iri_of_step(steps[i]);
            std::vector<DcatNode> below;
            for (const DcatNode& node : at) {
                if (i + 1 == steps.size())
                    for (std::string& text : node.names(predicate)) texts.push_back(std::move(text));
                else
                    for (const DcatNode& one : node.nodes(predicate)) below.push_back(one);
            }
            at = std::move(below);
        }
    }

    SourceConfig source_;
    std::vector<std::filesystem::path> parts_;
    PortalSlots slots_;
    std::unordered_set<std::string> ignore_;
    std::unique_ptr<TripleStore> store_;
    std::unique_ptr<RdfTreeReader> reader_;
    std::unordered_map<std::uint64_t, std::uint32_t> identifiers_; ///< digest → data sets of this part
    RdfTree tree_;
    PortalDataset dataset_;
    Issue defect_;
    std::size_t index_ = 0;
    std::uint64_t element_ = 0, items_ = 0;
    DecoderReport report_;
};

} // namespace

std::unique_ptr<Decoder> open_dcat_decoder(const SourceConfig& source,
                                           std::vector<std::filesystem::path> parts,
                                           const std::vector<std::string>& selectors) {
    return std::make_unique<DcatDecoder>(source, std::move(parts), selectors);
}

} // namespace moisson
