// Something wrong with one record or one run, said to the producer: what, where, what to do.
#pragma once
#include <cstdint>
#include <string>

namespace moisson {

enum class Severity : std::uint8_t { warning, error };

/// Codes are stable and documented (`moisson explain CODE`), in the form area.kebab-case, e.g.
/// "record.siret-checksum". An error quarantines the record; a warning keeps it.
struct Issue {
    Severity severity = Severity::error;
    std::string code;
    std::string field;   ///< schema field, or empty when the whole record is concerned
    std::string value;   ///< the offending value, at most 200 code points, controls escaped
    std::string message; ///< one sentence for the producer, in French, with the remedy
};

} // namespace moisson
