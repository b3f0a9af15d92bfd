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
          list_(std::move(list)), taken_(taken) {}

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
    bool has_rule(const Kind& kind, const Field& field) const {
        return feed_->personal_data.contains(field.name) ||
               feed_->personal_data.contains(kind.name + "." + field.name);
    }

    void report(const Kind& kind, MappedRecord& out) const {
        for (std::size_t i = 0; i < out.record.values.size(); ++i) {
            const Field& field = kind.fields[i];
            if (is_absent(out.record.values[i])) continue;
            for (const PersonalData what : detect_personal_data(field, out.record.values[i], redacted_)) {
                if (has_rule(kind, field)) break;
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
