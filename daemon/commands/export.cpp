// moisson export KIND: take the referential, or one of its past states, out.
#include "core/export/export.hpp"
#include "connectors/targets/safe_file.hpp"
#include "connectors/targets/xlsx_writer.hpp"
#include "core/export/iso_time.hpp"
#include "core/export/record_belt.hpp"
#include "core/text/geo_codes.hpp"
#include "daemon/commands/command.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>

namespace moisson {

namespace {

struct ExportCommand {
    std::string kind, format, as_of, departement, output = "-";
};

std::uint16_t require_kind(const Schema& schema, const std::string& name) {
    std::string known;
    for (std::uint16_t kind = 0; kind < schema.kinds().size(); ++kind) {
        const Kind& described = schema.kind(kind);
        if (described.name == name || described.plural == name) return kind;
        known += (known.empty() ? "" : ", ") + described.name;
    }
    throw CommandError(exit_code::unknown, "no kind \"" + name + "\" in the schema; kinds: " + known);
}

UnixTime require_instant(const std::string& text) {
    if (text.empty()) return 0;
    if (const auto instant = parse_instant(text)) return *instant;
    throw CommandError(exit_code::usage, "--as-of takes 2026-03-01 (the end of that day, UTC) or "
                                         "2026-03-01T12:00:00+01:00, not \"" +
                                             text + "\"");
}

ExportFormat chosen_format(const CommandContext& context, const ExportCommand& command) {
    if (!command.format.empty()) return *parse_export_format(command.format);
    return context.json ? ExportFormat::ndjson : ExportFormat::csv;
}

/// The records of a feed whose file is gone or wrong are exported by the personal-data rules of its last
/// applied run; say so, as a change that the operator made in that file has no effect.
void warn_about_unknown_feeds(const CommandContext& context, const std::vector<FeedState>& states,
                              const std::vector<FeedPtr>& feeds) {
    for (const FeedState& state : states) {
        const bool known =
            std::any_of(feeds.begin(), feeds.end(), [&](const auto& feed) { return feed->id == state.feed; });
        if (!known && !state.records.empty() && !context.quiet)
            context.err << "moisson: " << context.app.feeds_dir.string() << " has no valid file for "
                        << state.feed
                        << ": its contacts are exported by the personal-data rules of its last applied run\n";
    }
}

/// By the code of its municipality, else its postal code; empty when it has neither.
std::string_view department_of_record(const Kind& kind, const Record& record) {
    for (const Role role : {Role::insee_code, Role::postcode}) {
        const int field = kind.find(role);
        if (field < 0 || static_cast<std::size_t>(field) >= record.values.size()) continue;
        if (const auto* code = std::get_if<std::string>(&record.values[static_cast<std::size_t>(field)]))
            if (const std::string_view found = department_of(*code); !found.empty()) return found;
    }
    return {};
}

struct Export {
    StoreReader& reader;
    const Schema& schema;
    std::uint16_t kind;
    ExportFormat format;
    UnixTime as_of;
    ExportOptions options;
    std::string departement; ///< empty: all

    std::uint64_t write_to(std::ostream& out) const {
        const auto writer =
            make_export_writer(format, schema, kind, options, out, std::filesystem::temp_directory_path());
        writer->begin();
        for_each_golden_beside(reader, kind, as_of, [&](const GoldenRecord& record) {
            if (departement.empty() || department_of_record(schema.kind(kind), record.record) == departement)
                writer->write(record);
            return out.good();
        });
        writer->end();
        return writer->rows();
    }
};

std::uint64_t write_file(const Export& work, const std::string& name) {
    const std::filesystem::path path = std::filesystem::absolute(name);
    if (std::filesystem::exists(path) && !std::filesystem::is_regular_file(path)) { // a pipe, /dev/null
        std::ofstream out(path, std::ios::binary);
        const std::uint64_t rows = work.write_to(out);
        if (!out.flush()) throw CommandError(exit_code::io, "cannot write " + path.string());
        return rows;
    }
    try {
        SafeFile file(path.parent_path(), path.filename().string());
        const std::uint64_t rows = work.write_to(file.stream());
        file.finish();
        file.sync();
        file.commit();
        return rows;
    } catch (const FileError& error) {
        throw CommandError(exit_code::io, error.what());
    }
}

int run_export(CommandContext& context, const ExportCommand& command) {
    const std::uint16_t kind = require_kind(*context.schema, command.kind);
    const UnixTime as_of = require_instant(command.as_of);
    const std::vector<FeedPtr> feeds = load_valid_feeds(context);
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    ExportOptions options{.feeds = feeds, .remembered = reader->feeds()};
    warn_about_unknown_feeds(context, options.remembered, feeds);
    if (!context.app.targets.empty()) options.list_separator = context.app.targets.front().list_separator;
    const Export work{*reader,
                      *context.schema,
                      kind,
                      chosen_format(context, command),
                      as_of,
                      std::move(options),
                      command.departement};
    if (command.output == "-") {
        work.write_to(context.out);
        return exit_code::done;
    }
    const std::uint64_t rows = write_file(work, command.output);
    if (!context.quiet) context.err << rows << " records in " << command.output << '\n';
    return exit_code::done;
}

} // namespace

void add_export(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<ExportCommand>();
    CLI::App* app = root.add_subcommand("export", "take the records of one kind out, as they are published");
    app->add_option("KIND", command->kind, "structure, service, dataset, …")->required();
    app->add_option("--format", command->format,
                    "csv (default), json, ndjson (default with --json), geojson or xlsx")
        ->check(CLI::IsMember({"csv", "json", "ndjson", "geojson", "xlsx"}));
    app->add_option("--departement", command->departement, "records of one département only: 01, 2A, 974")
        ->type_name("CODE");
    app->add_option("--as-of", command->as_of, "the state at the end of that day (UTC), or at an instant")
        ->type_name("DATE");
    app->add_option("-o,--output", command->output,
                    "file, appears complete or not at all (default -, stdout)")
        ->type_name("FILE");
    app->footer(examples({"moisson export structure > structures.csv",
                          "moisson export service --format geojson -o services.geojson",
                          "moisson export structure --format xlsx --departement 01 -o ain.xlsx",
                          "moisson export structure --format ndjson --as-of 2026-03-01"}) +
                "\nExit: 0 done, 66 unknown kind, 74 cannot write.");
    registry.add(app, Needs::schema,
                 [command](CommandContext& context) { return run_export(context, *command); });
}

} // namespace moisson
