// moisson diff FEED: what the last applied run changed, what a held run would change, or what runs A..B
// changed.
#include "core/report/body_changes.hpp"
#include "daemon/commands/command.hpp"

#include "core/store/store.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <charconv>

namespace moisson {

namespace {

struct DiffCommand {
    std::string feed, runs;
    std::size_t limit = 0; ///< 0 = all
};

struct RunRange {
    RunId first = 0, last = 0;
};

RunId parse_run(std::string_view text) {
    RunId run = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), run);
    if (error != std::errc() || end != text.data() + text.size() || run <= 0)
        throw CommandError(exit_code::usage,
                           "--run takes a number or A..B, not \"" + std::string(text) + "\"");
    return run;
}

RunRange parse_runs(const std::string& text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos) return {parse_run(text), parse_run(text)};
    return {parse_run(text.substr(0, dots)), parse_run(text.substr(dots + 2))};
}

/// Prints rows until `limit`; counts all.
class Printer {
public:
    Printer(CommandContext& context, std::size_t limit) : context_(context), limit_(limit) {}

    bool operator()(const StoreReader::DiffRow& row) {
        ++rows_;
        if (limit_ && rows_ > limit_) return true;
        if (context_.json)
            context_.out << nlohmann::ordered_json{{"change", row.change},
                                                   {"kind", row.kind},
                                                   {"id", row.id},
                                                   {"fields", row.fields}}
                                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                         << '\n';
        else
            print_text(row);
        return true;
    }
    std::size_t rows() const { return rows_; }
    std::size_t hidden() const { return limit_ && rows_ > limit_ ? rows_ - limit_ : 0; }

private:
    void print_text(const StoreReader::DiffRow& row) {
        context_.out << row.change << "  " << row.kind << "  " << row.id << '\n';
        if (row.change != "updated") return;
        const auto before = nlohmann::json::parse(row.before.empty() ? "{}" : row.before, nullptr, false);
        const auto after = nlohmann::json::parse(row.after.empty() ? "{}" : row.after, nullptr, false);
        for (const std::string& field : row.fields) {
            const auto resources = resource_changes(row.before, row.after, field);
            for (const std::string& line : resources) context_.out << "    " << field << ": " << line << '\n';
            if (resources.empty())
                context_.out << "    " << field << ": " << shown(before, field) << " → "
                             << shown(after, field) << '\n';
        }
    }
    static std::string shown(const nlohmann::json& body, const std::string& field) {
        if (!body.contains(field)) return "(absent)";
        std::string text = body.at(field).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        constexpr std::size_t longest = 120;
        if (text.size() <= longest) return text;
        std::size_t cut = longest;
        while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
        return text.substr(0, cut) + "…";
    }

    CommandContext& context_;
    std::size_t limit_;
    std::size_t rows_ = 0;
};

void print_applied(StoreReader& reader, RunId run, const std::string& feed, Printer& printer) {
    reader.for_each_revision(run, [&](const RevisionRow& revision) {
        if (revision.feed != feed) return true;
        StoreReader::DiffRow row{revision.change, revision.kind, revision.id, {},
                                 revision.before, revision.after};
        if (revision.change == "updated") row.fields = changed_fields(revision.before, revision.after);
        return printer(row);
    });
}

int diff(CommandContext& context, const DiffCommand& command) {
    auto reader = StoreReader::open(context.app.store_path, context.schema);
    const FeedState state = reader->feed(command.feed);
    if (!state.known) require_feed(context, command.feed);
    Printer printer(context, command.limit);
    if (!command.runs.empty()) {
        const RunRange range = parse_runs(command.runs);
        for (RunId run = range.first; run <= range.last; ++run)
            if (run == state.held_run)
                reader->for_each_difference(command.feed, run, [&](const auto& row) { return printer(row); });
            else
                print_applied(*reader, run, command.feed, printer);
    } else if (state.held_run != 0) {
        if (!context.quiet) context.err << "run " << state.held_run << " is held; it would do this:\n";
        reader->for_each_difference(command.feed, state.held_run,
                                    [&](const auto& row) { return printer(row); });
    } else {
        print_applied(*reader, state.last_applied_run, command.feed, printer);
    }
    if (printer.hidden()) context.err << "… and " << printer.hidden() << " more\n";
    return printer.rows() ? exit_code::attention : exit_code::done;
}

} // namespace

void add_diff(CLI::App& root, CommandRegistry& registry) {
    auto command = std::make_shared<DiffCommand>();
    CLI::App* app = root.add_subcommand("diff", "what the last run changed, or a held run would change");
    app->add_option("FEED", command->feed, "id of the feed")->required();
    app->add_option("--run", command->runs, "a run, or A..B")->type_name("RUN");
    app->add_option("--limit", command->limit, "print at most so many records (0 = all)")
        ->capture_default_str();
    app->footer(
        examples({"moisson diff exemple-asso-ain", "moisson diff exemple-asso-ain --run 12..15 --json"}) +
        "\nExit: 0 nothing differs, 1 something does.");
    registry.add(app, Needs::schema, [command](CommandContext& context) { return diff(context, *command); });
}

} // namespace moisson
