// moisson explain CODE|KEY: what a code of a message means, or what a key of a configuration file does.
#include "core/portals/explain.hpp"
#include "core/config/reference.hpp"
#include "core/model/codes/codes.hpp"
#include "core/text/suggest.hpp"
#include "daemon/commands/command.hpp"

#include <CLI/CLI.hpp>

namespace moisson {

namespace {

std::string nearest(const std::string& word) {
    std::vector<std::string_view> codes;
    for (const CodeText& code : all_codes()) codes.push_back(code.code);
    auto found = suggest(word, std::span<const std::string_view>(codes));
    if (!found) found = similar_key(word);
    return found ? "; did you mean \"" + *found + "\"?" : "";
}

/// A code, a key of a configuration file, a field of the common schema; a word that is several is said as all
/// of them.
std::string explanations(const CommandContext& context, const std::string& word) {
    std::string text;
    for (const auto& found :
         {explain_code(word), explain_portal(word), explain_key(word), explain_field(word, *context.schema)})
        if (found) text += (text.empty() ? "" : "\n") + *found + (found->ends_with('\n') ? "" : "\n");
    return text;
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
    const std::string text = explanations(context, word);
    if (text.empty())
        throw CommandError(exit_code::unknown, "nothing is called \"" + word + "\"" + nearest(word));
    context.out << text;
    return exit_code::done;
}

} // namespace

void add_explain(CLI::App& root, CommandRegistry& registry) {
    auto word = std::make_shared<std::string>();
    CLI::App* app = root.add_subcommand("explain", "what a code or a key means, and what to do");
    app->add_option("CODE|KEY", *word,
                    "a code of a message, a key of a configuration file, a field of the schema, or "
                    "exit-codes; none lists all codes");
    app->footer(examples({"moisson explain record.siret-checksum", "moisson explain source.pagination",
                          "moisson explain exit-codes"}));
    registry.add(app, Needs::schema, [word](CommandContext& context) { return explain(context, *word); });
}

} // namespace moisson
