// moisson judgements: what people decided of pairs, as a list or a CSV file; to keep, to share, to take back.
#include "connectors/formats/decoder.hpp"
#include "core/export/csv_cell.hpp"
#include "core/export/iso_time.hpp"
#include "daemon/commands/record_names.hpp"
#include "daemon/harvest/session.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

namespace moisson {

namespace {

const std::vector<std::string> judgement_columns = {"kind",    "feed_a", "id_a", "feed_b", "id_b",
                                                    "verdict", "who",    "why",  "at"};

struct JudgementsCommand {
    std::string file;
    std::int64_t number = 0;
    bool undone = false;
};

void write_csv(std::ostream& out, const std::vector<Judgement>& judgements) {
    std::string text;
    const auto line = [&](std::initializer_list<std::string_view> cells) {
        bool first = true;
        for (const std::string_view cell : cells) {
            if (!std::exchange(first, false)) text += ',';
            append_csv_text(text, cell);
        }
        text += "\r\n";
    };
    for (const std::string& column : judgement_columns) text += (text.empty() ? "" : ",") + column;
    text += "\r\n";
    for (const Judgement& one : judgements)
        line({one.a.kind, one.a.feed, one.a.id, one.b.feed, one.b.id, to_string(one.verdict), one.who,
              one.why, iso_utc(one.at)});
    out << text;
}

/// Without the apostrophe that keeps spreadsheets from running the cell.
std::string plain_cell(std::string_view text) {
    if (text.starts_with('\'') && runs_as_formula(text.substr(1))) text.remove_prefix(1);
    return std::string(text);
}

int list_judgements(CommandContext& context, const JudgementsCommand& command) {
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    for (const Judgement& one : reader->judgements(command.undone)) {
        if (context.json) {
            context.out << nlohmann::ordered_json{{"number", one.number},
                                                  {"kind", one.a.kind},
                                                  {"a", {{"feed", one.a.feed}, {"id", one.a.id}}},
                                                  {"b", {{"feed", one.b.feed}, {"id", one.b.id}}},
                                                  {"verdict", to_string(one.verdict)},
                                                  {"who", one.who},
                                                  {"why", one.why},
                                                  {"at", iso_utc(one.at)},
                                                  {"undone", one.undone != 0}}
                               .dump()
                        << '\n';
            continue;
        }
        context.out << one.number << "  " << iso_utc(one.at) << "  " << one.a.feed << "/" << one.a.id << "  "
                    << to_string(one.verdict) << "  " << one.b.feed << "/" << one.b.id << "  " << one.who
                    << ": " << one.why << (one.undone ? "  (undone)" : "") << '\n';
    }
    return exit_code::done;
}

int export_judgements(CommandContext& context, const JudgementsCommand& command) {
    const auto reader = StoreReader::open(context.app.store_path, context.schema);
    const std::vector<Judgement> judgements = reader->judgements();
    if (command.file.empty() || command.file == "-") {
        write_csv(context.out, judgements);
        return exit_code::done;
    }
    std::ofstream out(command.file, std::ios::binary);
    write_csv(out, judgements);
    out.close();
    if (!out)
        throw CommandError(exit_code::io, "cannot write " + command.file + ": check the folder and the disk");
    return exit_code::done;
}

[[noreturn]] void refuse_line(const std::string& file, std::uint64_t line, const std::string& why) {
    throw CommandError(exit_code::rejected, file + ":" + std::to_string(line) + ": " + why);
}

Judgement judgement_of(const RawRecord& row, const std::string& file, const Schema& schema, UnixTime now) {
    const auto text = [&](std::size_t column) { return plain_cell(row.first(column)); };
    Judgement judgement;
    judgement.a = {text(0), text(1), text(2)};
    judgement.b = {text(0), text(3), text(4)};
    const auto verdict = parse_verdict(text(5));
    if (schema.find(text(0)) < 0) refuse_line(file, row.position.line, "no kind \"" + text(0) + "\"");
    if (!verdict)
        refuse_line(file, row.position.line, "verdict \"" + text(5) + "\"; write same, different or unsure");
    if (judgement.a.id.empty() || judgement.b.id.empty() || judgement.a.feed.empty() ||
        judgement.b.feed.empty())
        refuse_line(file, row.position.line, "feed_a, id_a, feed_b and id_b are needed");
    judgement.verdict = *verdict;
    judgement.who = text(6).empty() ? operator_name() : text(6);
    judgement.why = text(7);
    judgement.at = parse_instant(text(8)).value_or(now);
    return judgement;
}

std::vector<Judgement> read_csv(const CommandContext& context, const std::string& file) {
    if (!std::filesystem::is_regular_file(file))
        throw CommandError(exit_code::unknown, "there is no file " + file);
    SourceConfig source;
    source.type = "csv";
    std::vector<Judgement> judgements;
    try {
        const auto decoder = open_decoder(source, {file}, judgement_columns);
        for (RawRecord row; decoder->next(row);) {
            if (row.defect) refuse_line(file, row.position.line, row.defect->message);
            judgements.push_back(judgement_of(row, file, *context.schema, unix_now()));
        }
    } catch (const FormatError& error) {
        throw CommandError(exit_code::rejected, file + ": " + error.what());
    }
    return judgements;
}

int import_judgements(CommandContext& context, const JudgementsCommand& command) {
    LinkOrder order;
    order.actor = operator_name();
    order.import = true;
    order.judgements = read_csv(context, command.file);
    const LinkAnswer answer = order_links(context, order);
    for (const std::string& line : answer.refused) context.err << line << '\n';
    if (context.json)
        context.out << to_json(answer).dump() << '\n';
    else if (!context.quiet)
        context.out << order.judgements.size() - answer.refused.size() << " judgements are recorded, "
                    << answer.refused.size() << " refused; " << describe(answer.summary) << '\n';
    return answer.refused.empty() ? exit_code::done : exit_code::rejected;
}

int undo_judgement(CommandContext& context, const JudgementsCommand& command) {
    LinkOrder order;
    order.actor = operator_name();
    order.undo_judgement = command.number;
    const LinkAnswer answer = order_links(context, order);
    if (!context.quiet)
        context.out << "judgement " << command.number << " is undone; " << describe(answer.summary) << '\n';
    return exit_code::done;
}

} // namespace

void add_judgements(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<JudgementsCommand>();
    CLI::App* app = root.add_subcommand("judgements", "what people decided of pairs: list, CSV, undo");
    app->require_subcommand(0, 1);
    app->add_flag("--all", command->undone, "also those that were undone");
    CLI::App* to_file = app->add_subcommand("export", "as CSV, to a file or to the standard output");
    to_file->add_option("FILE", command->file, "default: -");
    CLI::App* from_file = app->add_subcommand("import", "a CSV file with the columns of the export");
    from_file->add_option("FILE", command->file, "the file")->required();
    CLI::App* undo = app->add_subcommand("undo", "take one back");
    undo->add_option("NUMBER", command->number, "its number in the list")->required();
    app->footer(examples({"moisson judgements", "moisson judgements export judgements.csv",
                          "moisson judgements import judgements.csv", "moisson judgements undo 12"}) +
                "\nExit: 0 done, 65 some lines were refused (each is named), 66 nothing to undo.");
    registry.add(app, Needs::schema, [command, to_file, from_file, undo](CommandContext& context) {
        if (to_file->parsed()) return export_judgements(context, *command);
        if (from_file->parsed()) return import_judgements(context, *command);
        if (undo->parsed()) return undo_judgement(context, *command);
        return list_judgements(context, *command);
    });
}

} // namespace moisson
