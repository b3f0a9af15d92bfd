// record.*: what is wrong or doubtful with one record.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> record_codes() {
    static constexpr CodeText rows[] = {
        {"record.siret-checksum", "The check digit of the SIRET is wrong: at least one digit is mistyped.",
         "The producer corrects it from the SIRENE register."},
    };
    return rows;
}

} // namespace moisson
