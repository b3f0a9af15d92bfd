// A feed made in code, one raw record, and what comes out: for the tests of core/mapping.
#pragma once
#include "core/mapping/mapping.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/raw_record.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace moisson::test {

inline std::shared_ptr<const Schema> shipped_schema() {
    static const auto schema = Schema::load({source_dir() / "config/schemas"});
    return schema;
}

inline FieldMapping column(const std::string& field, const std::string& input) {
    FieldMapping mapping;
    mapping.field = field;
    mapping.inputs = {input};
    return mapping;
}

using Columns = std::map<std::string, std::vector<std::string>>;

/// A feed that maps one kind; `id` and what the kind requires are mapped to columns of the same name unless
/// given.
class Bench {
public:
    explicit Bench(std::vector<FieldMapping> fields, std::string kind = "structure",
                   std::shared_ptr<const Schema> schema = shipped_schema())
        : schema_(std::move(schema)), feed_(std::make_shared<FeedConfig>()) {
        KindMapping mapping;
        mapping.kind = std::move(kind);
        mapping.fields = std::move(fields);
        for (const Field& field : kind_of(mapping.kind).fields)
            if (field.required && field.is_mappable() && !has(mapping, field.name))
                mapping.fields.push_back(column(field.name, field.name));
        feed_->mappings.push_back(std::move(mapping));
    }
    FeedConfig& feed() { return *feed_; }
    const Kind& kind() const { return kind_of(feed_->mappings[0].kind); }

    const MappedRecord& map(Columns columns) {
        complete(columns);
        if (!mapping_) mapping_ = Mapping::compile(feed_, schema_, Today{2026, 11, 21});
        const MadeRecord made(mapping_->selectors(), std::move(columns));
        mapping_->map(0, made.raw(), out_);
        return out_;
    }
    const Mapping& mapping() {
        if (!mapping_) mapping_ = Mapping::compile(feed_, schema_, Today{2026, 11, 21});
        return *mapping_;
    }

    /// Text of a field after map(): lists with "|", absent "-".
    std::string text(const std::string& field) const {
        const Value& value = out_.record.values[static_cast<std::size_t>(kind().find(field))];
        switch (value.index()) {
        case 1:
            return std::get<std::string>(value);
        case 2:
            return std::to_string(std::get<std::int64_t>(value));
        case 4:
            return std::get<bool>(value) ? "true" : "false";
        case 5:
            return joined(std::get<List>(value));
        default:
            return "-";
        }
    }
    double number(const std::string& field) const {
        const Value& value = out_.record.values[static_cast<std::size_t>(kind().find(field))];
        return std::holds_alternative<double>(value) ? std::get<double>(value) : -999;
    }
    /// "error record.siret-checksum, warning …" of the last map().
    std::string issues() const {
        std::string all;
        for (const Issue& issue : out_.issues)
            all += (all.empty() ? "" : ", ") +
                   std::string(issue.severity == Severity::error ? "error " : "warning ") + issue.code;
        return all;
    }
    const MappedRecord& record() const { return out_; }

private:
    static std::string joined(const List& list) {
        std::string all;
        for (const std::string& item : list) all += (all.empty() ? "" : "|") + item;
        return all;
    }
    static bool has(const KindMapping& mapping, const std::string& field) {
        for (const FieldMapping& known : mapping.fields)
            if (known.field == field) return true;
        return false;
    }
    const Kind& kind_of(const std::string& name) const {
        return schema_->kind(static_cast<std::size_t>(schema_->find(name)));
    }
    static void complete(Columns& columns) {
        columns.try_emplace("id", std::vector<std::string>{"A1"});
        columns.try_emplace("nom", std::vector<std::string>{"Maison de l'emploi"});
        columns.try_emplace("date_maj", std::vector<std::string>{"2024-03-12"});
        columns.try_emplace("description", std::vector<std::string>{"Une description."});
        columns.try_emplace("structure_id", std::vector<std::string>{"S1"});
    }

    std::shared_ptr<const Schema> schema_;
    std::shared_ptr<FeedConfig> feed_;
    std::unique_ptr<Mapping> mapping_;
    MappedRecord out_;
};

} // namespace moisson::test
