// record.*: what is wrong or doubtful with one record.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> record_codes() {
    static constexpr CodeText rows[] = {
        {"record.date-regression",
         "The update date of a record is earlier than the one of its previous version.",
         "The content is taken all the same. The producer checks the export or the date."},
        {"record.duplicate-id",
         "Several records of one snapshot have the same identifier and different contents.",
         "One version is kept, whatever their order: the stored one, else the newest, else always the same "
         "one. "
         "The producer gives each record an identifier of its own."},
        {"record.missing-id", "A record has no identifier.",
         "The producer fills the identifier of every record."},
        {"record.repeated", "A record stands several times in one snapshot with the same content.",
         "It was counted once. The producer removes the repetition."},
        {"record.stale-date", "The content of a record changed although its update date did not.",
         "The change is taken all the same. The producer moves the date with each change."},
        {"record.unknown-parent",
         "A record belongs to another one (a service to its structure) that is neither in the snapshot nor "
         "known. "
         "An error when the feed maps that kind too, else a warning.",
         "The producer corrects the reference or sends the missing record; it is then taken by itself."},
        {"record.siret-checksum", "The check digit of the SIRET is wrong: at least one digit is mistyped.",
         "The producer corrects it from the SIRENE register."},
    };
    return rows;
}

} // namespace moisson
