// moisson completion, moisson man: written from the command line itself, so that they cannot differ from it.
#include "daemon/commands/command.hpp"
#include "daemon/version.hpp"

#include <CLI/CLI.hpp>

namespace moisson {

namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& root) {
    return root.get_subcommands([](const CLI::App*) { return true; });
}

/// "--config --json -q": what may be completed after this command.
std::string option_words(const CLI::App& app) {
    std::string words;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) words += (words.empty() ? "--" : " --") + name;
        for (const std::string& name : option->get_snames()) words += " -" + name;
    }
    return words;
}

std::string command_words(const CLI::App& root) {
    std::string words;
    for (const CLI::App* command : commands_of(root))
        words += (words.empty() ? "" : " ") + command->get_name();
    return words;
}

std::string bash_script(const CLI::App& root) {
    std::string out = "# bash completion of moisson: source <(moisson completion bash)\n"
                      "_moisson() {\n    local word=\"${COMP_WORDS[COMP_CWORD]}\" command= i\n"
                      "    for ((i = 1; i < COMP_CWORD; i++)); do\n        case \"${COMP_WORDS[i]}\" in\n"
                      "            --config|--feeds|--state) ((i++)) ;;\n            -*) ;;\n"
                      "            *) command=\"${COMP_WORDS[i]}\"; break ;;\n        esac\n    done\n"
                      "    local global=\"" +
                      option_words(root) + "\" words=\n    case \"$command\" in\n        '') words=\"" +
                      command_words(root) + " $global\" ;;\n";
    for (const CLI::App* command : commands_of(root))
        out += "        " + command->get_name() + ") words=\"" + option_words(*command) + " $global\" ;;\n";
    return out + "    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                 "    [[ ${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- \"$word\"))\n}\n"
                 "complete -F _moisson moisson\n";
}

std::string zsh_script(const CLI::App& root) {
    return "#compdef moisson\n# zsh completion of moisson: source <(moisson completion zsh)\n"
           "autoload -U +X bashcompinit && bashcompinit\n" +
           bash_script(root);
}

std::string fish_quoted(std::string text) {
    for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.insert(at, "\\");
    return "'" + text + "'";
}

void fish_options(std::string& out, const CLI::App& app, const std::string& condition) {
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames())
            out += "complete -c moisson " + condition + "-l " + name + " -d " +
                   fish_quoted(option->get_description()) + "\n";
}

std::string fish_script(const CLI::App& root) {
    std::string out = "# fish completion of moisson: moisson completion fish | source\n";
    fish_options(out, root, "");
    for (const CLI::App* command : commands_of(root)) {
        out += "complete -c moisson -n __fish_use_subcommand -a " + command->get_name() + " -d " +
               fish_quoted(command->get_description()) + "\n";
        fish_options(out, *command, "-n '__fish_seen_subcommand_from " + command->get_name() + "' ");
    }
    return out;
}

int completion(CommandContext& context, const CLI::App& root, const std::string& shell) {
    context.out << (shell == "bash"  ? bash_script(root)
                    : shell == "zsh" ? zsh_script(root)
                                     : fish_script(root));
    return exit_code::done;
}

/// Text for roff: no line may begin with a control character, '-' and '\' are themselves.
std::string roff(const std::string& text) {
    std::string out;
    bool line_start = true;
    for (char c : text) {
        if (line_start && (c == '.' || c == '\'')) out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
        line_start = c == '\n';
    }
    return out;
}

void roff_options(std::string& out, const CLI::App& app) {
    for (const CLI::Option* option : app.get_options()) {
        std::string name = option->get_name(true);
        const bool takes_value = option->get_expected_max() > 0 && !option->get_positional();
        if (takes_value) name += " " + option->get_type_name();
        out += ".TP\n.B " + roff(name) + "\n" + roff(option->get_description()) + "\n";
    }
}

std::string man_page(const CLI::App& root) {
    std::string out =
        ".TH MOISSON 8 \"\" \"moisson " + std::string(version()) +
        "\" \"System administration\"\n.SH NAME\nmoisson \\- harvest and synchronise open data feeds\n"
        ".SH SYNOPSIS\n.B moisson\n[OPTIONS] COMMAND [ARGUMENTS]\n.SH DESCRIPTION\n" +
        roff(root.get_description()) + "\n.SH OPTIONS\n";
    roff_options(out, root);
    out += ".SH COMMANDS\n";
    for (const CLI::App* command : commands_of(root)) {
        out += ".SS moisson " + roff(command->get_name()) + "\n" + roff(command->get_description()) + "\n";
        roff_options(out, *command);
        if (!command->get_footer().empty()) out += ".PP\n.nf\n" + roff(command->get_footer()) + "\n.fi\n";
    }
    return out + ".SH EXIT STATUS\n.nf\n" + roff(exit_codes_text()) +
           ".fi\n.SH FILES\n.TP\n.I /etc/moisson/moisson.toml\nconfiguration, every key optional\n.TP\n"
           ".I /etc/moisson/feeds.d/*.toml\none file per feed\n.TP\n.I /var/lib/moisson\nstate: store, "
           "snapshots, backups\n"
           ".SH SEE ALSO\n.BR systemctl (1),\n.BR journalctl (1)\n";
}

} // namespace

void add_completion(CLI::App& root, CommandRegistry& registry) {
    auto shell = std::make_shared<std::string>();
    CLI::App* app = root.add_subcommand("completion", "completion script for a shell");
    app->add_option("SHELL", *shell, "bash, zsh or fish")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "fish"}));
    app->footer(examples({"source <(moisson completion bash)",
                          "moisson completion fish > ~/.config/fish/completions/moisson.fish"}));
    registry.add(app, Needs::nothing,
                 [&root, shell](CommandContext& context) { return completion(context, root, *shell); });
}

void add_man(CLI::App& root, CommandRegistry& registry) {
    CLI::App* app = root.add_subcommand("man", "the manual page, for man(1)");
    app->footer(examples({"moisson man | man -l -", "moisson man > /usr/local/share/man/man8/moisson.8"}));
    registry.add(app, Needs::nothing, [&root](CommandContext& context) {
        context.out << man_page(root);
        return exit_code::done;
    });
}

} // namespace moisson
