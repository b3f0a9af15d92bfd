#include "core/export/csv_cell.hpp"
#include "core/export/export.hpp"

#include <ostream>

namespace moisson {

void write_consultations(std::ostream& out, const std::vector<Consultation>& counts) {
    out << "jour,objet,acces,nombre\r\n";
    for (const Consultation& one : counts) {
        std::string line;
        append_csv_text(line, one.day);
        line += ',';
        append_csv_text(line, one.subject);
        line += ',';
        append_csv_text(line, one.way);
        out << line << ',' << one.count << "\r\n";
    }
}

} // namespace moisson
