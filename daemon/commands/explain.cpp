// moisson explain CODE|KEY: what a code of a message means, or what a key of a configuration file does.
#include "core/model/codes/codes.hpp"
#include "core/text/suggest.hpp"
#include "daemon/commands/command.hpp"

#include <CLI/CLI.hpp>

namespace moisson {

namespace {

std::string nearest(const std::string& word) {
    std::vector<std::string_view> codes;
    for (const CodeText& code : all_codes()) codes.push_back(code.code);
    const auto found = suggest(word, std::span<const std::string_view>(codes));
    return found ? "; did you mean \"" + *found + "\"?" : "";
}

void list_all(CommandContext& context) {
    context.out << "exit-codes\n";
    for (const CodeText& code : all_codes()) context.out << code.code << '\n';
}

int explain(CommandContext& context, const std::string& word) {
    if (word.empty()) {
        list_all(context);
        return exit_code::done;
    }
    if (word == "exit-codes") {
        context.out << exit_codes_text();
        return exit_code::done;
    }
    const auto text = explain_code(word);
    if (!text) throw CommandError(exit_code::unknown, "nothing is called \"" + word + "\"" + nearest(word));
    context.out << *text << (text->ends_with('\n') ? "" : "\n");
    return exit_code::done;
}

} // namespace

void add_explain(CLI::App& root, CommandRegistry& registry) {
    auto word = std::make_shared<std::string>();
    CLI::App* app = root.add_subcommand("explain", "what a code or a key means, and what to do");
    app->add_option("CODE|KEY", *word,
                    "a code of a message, a key of a configuration file, or exit-codes; none lists all");
    app->footer(examples({"moisson explain record.siret-checksum", "moisson explain source.pagination",
                          "moisson explain exit-codes"}));
    registry.add(app, Needs::nothing, [word](CommandContext& context) { return explain(context, *word); });
}

} // namespace moisson
