#include "connectors/formats/decoder.hpp"
#include "connectors/formats/repair_texts.hpp"

namespace moisson {

FormatError::FormatError(std::string code, std::uint64_t line, std::uint64_t column,
                         const std::string& message)
    : std::runtime_error(repaired(message)), code_(std::move(code)), line_(line), column_(column) {}

} // namespace moisson
