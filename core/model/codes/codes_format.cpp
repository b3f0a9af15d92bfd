// format.*: why a snapshot could not be decoded.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> format_codes() {
    static constexpr CodeText rows[] = {
        {"format.html-instead-of-data",
         "The source answered with a web page, often a login or maintenance page with status 200.",
         "Open the address in a browser; check address and credentials. Nothing was applied."},
        {"format.merge-conflict",
         "The file holds the markers of an unfinished merge (<<<<<<<, >>>>>>>), thus two versions of its "
         "rows.",
         "Ask the producer to publish the merged file. Nothing was applied."},
        {"format.unclosed-quote",
         "A quoted CSV cell is never closed, so that the rest of the file is one cell.",
         "Ask the producer to double quotes inside cells; check [source.csv] quote."},
    };
    return rows;
}

} // namespace moisson
