// What both readers of XML share with the handler that they call.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace moisson {

struct XmlRefusal {
    const char* code;
    std::string message;
};

/// Set by the handler while it is called.
struct XmlControl {
    bool paused = false;
    std::optional<XmlRefusal> refusal;
    std::size_t depth = 0; ///< open elements
};

/// As expat counts: lines from 1; columns from 1, one for each character.
struct XmlPosition {
    std::uint64_t line = 1, column = 1;
};

} // namespace moisson
