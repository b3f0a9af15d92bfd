#include "connectors/formats/bytes/open_bytes.hpp"

namespace moisson {

OpenBytes byte_opener(std::filesystem::path file, const SourceConfig&, Expected expected) {
    return byte_opener(std::move(file), expected);
}

OpenBytes byte_opener(std::filesystem::path file, Expected) {
    return [file = std::move(file)] { return open_file(file); };
}

} // namespace moisson
