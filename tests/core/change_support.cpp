#include "tests/core/change_support.hpp"

#include <algorithm>

namespace moisson::test {

namespace {

Field field(const std::string& name, Role role, const std::string& references = "") {
    Field result;
    result.name = name;
    result.role = role;
    result.references = references;
    return result;
}

std::string unique_row(const Cells& cells) {
    std::string text;
    for (const std::string& cell : cells) text += cell + '\x1f';
    return text;
}

} // namespace

std::shared_ptr<const Schema> small_schema() {
    Kind service, structure;
    service.name = "service";
    service.plural = "services";
    service.title = "Service";
    service.fields = {field("id", Role::identifier), field("nom", Role::title),
                      field("structure_id", Role::parent, "structure"), field("date_maj", Role::update_date)};
    structure.name = "structure";
    structure.plural = "structures";
    structure.title = "Structure";
    structure.fields = {field("id", Role::identifier), field("nom", Role::organisation_name),
                        field("adresse", Role::street_address), field("date_maj", Role::update_date)};
    return Schema::from_kinds({service, structure});
}

TinyMapping::TinyMapping(std::shared_ptr<const Schema> schema, std::vector<KindColumns> kinds)
    : schema_(std::move(schema)), kinds_(std::move(kinds)) {
    std::size_t columns = 0;
    for (const KindColumns& kind : kinds_) {
        kind_numbers_.push_back(kind.kind);
        for (const auto& column : kind.columns) columns = std::max(columns, column.second + 1);
    }
    for (std::size_t i = 0; i < columns; ++i) selectors_.push_back("column " + std::to_string(i));
}

std::size_t TinyMapping::column_of(std::size_t position, std::string_view name) const {
    for (const auto& [mapped, column] : kinds_[position].columns)
        if (mapped == name) return column;
    return 0;
}

std::vector<std::size_t> TinyMapping::identifier_slots(std::size_t position) const {
    return {column_of(position, "id")};
}

void TinyMapping::source_id(std::size_t position, const RawRecord& raw, std::string& id) const {
    id = raw.first(column_of(position, "id"));
}

Digest128 TinyMapping::slots_digest(std::size_t position, const RawRecord& raw) const {
    Cells cells;
    for (const auto& column : kinds_[position].columns) cells.emplace_back(raw.first(column.second));
    return digest128(unique_row(cells));
}

void TinyMapping::map(std::size_t position, const RawRecord& raw, MappedRecord& out) const {
    const Kind& kind = schema_->kind(kind_numbers_[position]);
    out.record = Record{kind_numbers_[position], std::string(raw.first(column_of(position, "id"))), {}};
    out.record.values.resize(kind.fields.size());
    out.issues.clear();
    out.skipped = kinds_.size() > 1 && out.record.id.empty();
    for (const auto& [name, column] : kinds_[position].columns) {
        const std::string text(raw.first(column));
        if (text == "!") out.issues.push_back({Severity::error, "record.bad-cell", name, text, "illisible"});
        if (text == "?") out.issues.push_back({Severity::warning, "record.odd-cell", name, text, "étrange"});
        if (!text.empty()) out.record.values[static_cast<std::size_t>(kind.find(name))] = text;
    }
}

const Staged* Outcome::find(const std::string& id) const {
    const auto found =
        std::find_if(staged.begin(), staged.end(), [&](const Staged& one) { return one.id == id; });
    return found == staged.end() ? nullptr : &*found;
}

SmallFeed::SmallFeed() {
    config.id = "essai";
    config.source.url = "file:///essai.csv";
    config.source.complete = true;
    config.source.withdraw_after = 1;
    config.mapping_version = 1;
}

Outcome SmallFeed::look(const std::vector<Cells>& rows, Completeness completeness) {
    KnownIndex index;
    for (const KnownRecord& record : known) index.add(record);
    DifferOptions options;
    options.staged_file = dir_ / "staged";
    options.schema = schema;
    options.feed = std::make_shared<FeedConfig>(config);
    options.memory = memory;
    options.force_map = force_map;
    options.known_elsewhere = known_elsewhere;
    auto tiny = std::make_unique<TinyMapping>(schema, mapping);
    const std::size_t columns = tiny->selectors().size();
    Differ differ(std::move(options), std::move(index), std::move(tiny));
    RawRecord raw;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<std::string_view> texts(rows[i].begin(), rows[i].end());
        texts.resize(std::max(columns, texts.size()));
        std::vector<RawRecord::Slot> slots;
        for (std::uint32_t column = 0; column < texts.size(); ++column) slots.push_back({column, 1});
        const Issue defect{Severity::error, "record.cells", "", "", "ligne coupée"};
        raw.texts = texts;
        raw.slots = slots;
        raw.digest = digest128(unique_row(rows[i]));
        raw.position.line = i + 2;
        raw.withdrawn = rows[i].size() == 2 && rows[i][1] == "(gone)";
        raw.defect = rows[i].size() == 1 ? &defect : nullptr;
        differ.add(raw);
    }
    Outcome outcome;
    outcome.difference =
        differ.finish(completeness, selector_seen.empty() ? std::vector<bool>(columns, true) : selector_seen);
    outcome.issues = differ.issues();
    outcome.issue_counts.insert(differ.issue_counts().begin(), differ.issue_counts().end());
    StagedReader reader(outcome.difference.staged_file);
    const auto& lost = outcome.difference.superseded;
    StagedRecord record;
    for (std::uint32_t number = 0; reader.next(record); ++number)
        if (!std::binary_search(lost.begin(), lost.end(), number))
            outcome.staged.push_back({record.change, record.local_id, record.kind, std::string(record.id),
                                      std::string(record.date), std::string(record.body),
                                      record.fingerprint});
    return outcome;
}

Outcome SmallFeed::take(const std::vector<Cells>& rows, Completeness completeness) {
    Outcome outcome = look(rows, completeness);
    const Difference& difference = outcome.difference;
    StagedReader reader(difference.staged_file);
    StagedRecord record;
    for (std::uint32_t number = 0; reader.next(record); ++number) {
        if (std::binary_search(difference.superseded.begin(), difference.superseded.end(), number)) continue;
        std::uint32_t local = record.local_id;
        for (const auto& pair : difference.rekeyed)
            if (pair.staged == number) local = pair.local_id;
        if (local == KnownIndex::npos) {
            local = static_cast<std::uint32_t>(known.size());
            known.emplace_back();
        }
        known[local] = {record.key,
                        record.raw,
                        record.fingerprint,
                        record.presence,
                        record.date_hash,
                        record.date_rank,
                        local,
                        record.kind,
                        0,
                        true};
    }
    for (std::uint32_t local : difference.missing) ++known[local].misses;
    for (std::uint32_t local : difference.back) known[local].misses = 0;
    for (std::uint32_t local : difference.withdrawn) known[local].active = false;
    for (std::uint32_t local : difference.newly_rejected) known[local].rejected = true;
    for (std::uint32_t local : difference.recovered) known[local].rejected = false;
    memory.first_run = false;
    memory.mapping_version = config.mapping_version;
    memory.largest_snapshot = std::max(memory.largest_snapshot, difference.records_seen);
    if (completeness == Completeness::full) memory.fill_rates = difference.fill_rates;
    return outcome;
}

std::vector<Cells> numbered(int first, int last, const std::string& nom) {
    std::vector<Cells> rows;
    for (int i = first; i <= last; ++i) rows.push_back({std::to_string(i), nom, "a", "2024-01-01"});
    return rows;
}

} // namespace moisson::test
