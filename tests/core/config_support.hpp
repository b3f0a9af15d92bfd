// The project's own schema and shorthands for tests of configuration files.
#pragma once
#include "core/config/diagnostic.hpp"
#include "core/config/load.hpp"
#include "tests/support/paths.hpp"

#include <string>

namespace moisson::test {

inline const Schema& schema() {
    static const auto loaded = Schema::load({source_dir() / "config/schemas"});
    return *loaded;
}

inline LoadedFeed loaded_feed(std::string_view text, const std::string& name = "asso-ain.toml") {
    return load_feed_text(text, "feeds.d/" + name, schema());
}

/// Everything that was said, as a person sees it.
inline std::string said(const std::vector<Diagnostic>& diagnostics) {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics) out += render(diagnostic);
    return out;
}

/// A feed without a fault; tests append to it or replace a line.
inline std::string good_feed() {
    return R"(version = 1
id = "asso-ain"
title = "Annuaire"
[producer]
name = "Réseau Insertion Ain"
[contact]
email = "donnees@example.fr"
[license]
id = "lov2"
[schedule]
every = "1d"
[source]
type = "csv"
url = "https://example.fr/a.csv"
complete = true
[structure]
id = "Identifiant"
nom = "Nom"
)";
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    return at == std::string::npos ? "" : text.replace(at, from.size(), to);
}

} // namespace moisson::test
