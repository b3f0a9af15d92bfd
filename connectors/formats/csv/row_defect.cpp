#include "connectors/formats/csv/row_defect.hpp"

#include "connectors/formats/codes.hpp"

#include <string>

namespace moisson {
namespace {

Issue error(const char* code, std::string message) {
    return {Severity::error, code, "", "", std::move(message)};
}

bool has_text_behind(const CsvRow& row, std::size_t columns) {
    for (std::size_t i = columns; i < row.cells.size(); ++i)
        if (row.cells[i].text().find_first_not_of(" \t") != std::string_view::npos) return true;
    return false;
}

std::string counts(const CsvRow& row, std::size_t columns) {
    return std::to_string(row.cells.size()) + " cellules au lieu de " + std::to_string(columns);
}

} // namespace

std::optional<Issue> find_row_defect(const CsvRow& row, std::size_t columns, bool bad_bytes) {
    if (row.text_after_quote)
        return error(format_code::text_after_quote,
                     "Du texte suit un guillemet fermant : doublez les guillemets à "
                     "l'intérieur d'une cellule (\"\").");
    if (row.cells.size() < columns)
        return error(format_code::too_few_cells,
                     "La ligne a " + counts(row, columns) +
                         " : un séparateur manque, ou un retour à la ligne n'est pas entre guillemets.");
    if (row.cells.size() > columns && has_text_behind(row, columns))
        return error(format_code::too_many_cells,
                     "La ligne a " + counts(row, columns) +
                         " : mettez entre guillemets les cellules qui contiennent le séparateur.");
    if (bad_bytes)
        return error(format_code::invalid_utf8,
                     "La ligne contient des octets qui ne sont pas de l'UTF-8 : corrigez "
                     "l'encodage de cette ligne.");
    if (row.has_nul)
        return error(format_code::control_character,
                     "La ligne contient un caractère nul (U+0000) : retirez-le de l'export.");
    return std::nullopt;
}

} // namespace moisson
