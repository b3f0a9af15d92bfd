#include "core/privacy/careful_mapping.hpp"
#include "core/privacy/personal_data.hpp"

#include <utility>

namespace moisson {
namespace {

std::string_view french_name(PersonalData what) {
    switch (what) {
    case PersonalData::mailbox:
        return "l'adresse électronique d'une personne";
    case PersonalData::mobile:
        return "un numéro de mobile";
    default:
        return "le nom d'une personne";
    }
}

class CarefulMapping final : public Mapping {
public:
    CarefulMapping(std::unique_ptr<Mapping> mapping, FeedPtr feed, std::shared_ptr<const Schema> schema,
                   OppositionList list, TakenOut& taken)
        : mapping_(std::move(mapping)), feed_(std::move(feed)), schema_(std::move(schema)),
          list_(std::move(list)), taken_(taken) {
        for (const Kind& kind : schema_->kinds()) without_rule_.push_back(fields_without_rule(kind));
    }

    const std::vector<std::string>& selectors() const override { return mapping_->selectors(); }
    const std::vector<std::uint16_t>& kinds() const override { return mapping_->kinds(); }
    std::vector<std::size_t> identifier_slots(std::size_t position) const override {
        return mapping_->identifier_slots(position);
    }
    bool explodes(std::size_t position) const override { return mapping_->explodes(position); }
    void for_each_part(std::size_t position, const RawRecord& raw,
                       const std::function<void(const RawRecord&)>& take) const override {
        mapping_->for_each_part(position, raw, take);
    }
    bool keeps(const RawRecord& raw) const override { return mapping_->keeps(raw); }
    void source_id(std::size_t position, const RawRecord& raw, std::string& id) const override {
        mapping_->source_id(position, raw, id);
    }
    Digest128 slots_digest(std::size_t position, const RawRecord& raw) const override {
        return mapping_->slots_digest(position, raw);
    }
    void map(std::size_t position, const RawRecord& raw, MappedRecord& out) const override {
        mapping_->map(position, raw, out);
        if (out.skipped) return;
        const Kind& kind = schema_->kind(out.record.kind);
        if (list_.drops(kind.name, feed_->id, out.record.id)) {
            out.skipped = true;
            ++taken_.records;
            return;
        }
        taken_.fields += list_.erase(kind, feed_->id, out.record);
        if (!out.has_error()) report(kind, out);
    }

private:
    std::vector<std::uint16_t> fields_without_rule(const Kind& kind) const {
        std::vector<std::uint16_t> fields;
        for (std::uint16_t i = 0; i < kind.fields.size(); ++i)
            if (const std::string& name = kind.fields[i].name;
                !feed_->personal_data.contains(name) &&
                !feed_->personal_data.contains(kind.name + "." + name))
                fields.push_back(i);
        return fields;
    }

    void report(const Kind& kind, MappedRecord& out) const {
        for (const std::uint16_t i : without_rule_[out.record.kind]) {
            const Field& field = kind.fields[i];
            if (i >= out.record.values.size() || is_absent(out.record.values[i])) continue;
            for (const PersonalData what : detect_personal_data(field, out.record.values[i], redacted_)) {
                out.issues.push_back({Severity::warning, "record.personal-data", field.name, "",
                                      "Le champ " + field.name + " contient " +
                                          std::string(french_name(what)) +
                                          " : ce n'est pas publié. Si cela doit l'être, déclarez-le dans "
                                          "[personal_data] : " +
                                          field.name + " = \"publish\"."});
            }
        }
    }

    std::unique_ptr<Mapping> mapping_;
    FeedPtr feed_;
    std::shared_ptr<const Schema> schema_;
    OppositionList list_;
    TakenOut& taken_;
    std::vector<std::vector<std::uint16_t>>
        without_rule_; ///< per kind: fields of which the feed says nothing
    mutable Value redacted_;
};

} // namespace

std::unique_ptr<Mapping> with_care(std::unique_ptr<Mapping> mapping, FeedPtr feed,
                                   std::shared_ptr<const Schema> schema, OppositionList list,
                                   TakenOut& taken) {
    return std::make_unique<CarefulMapping>(std::move(mapping), std::move(feed), std::move(schema),
                                            std::move(list), taken);
}

} // namespace moisson
