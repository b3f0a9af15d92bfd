// record.*: what is wrong or doubtful with one record.
#include "core/model/codes/codes.hpp"

namespace moisson {

std::span<const CodeText> record_codes() {
    static constexpr std::string_view corrects = "The producer corrects it; meanwhile the field is left out.";
    static constexpr CodeText rows[] = {
        {"record.bidi-characters",
         "A text contains invisible marks of writing direction, which can disguise it.",
         "They were removed. The producer cleans the text."},
        {"record.boolean", "The value is neither yes nor no (oui/non, vrai/faux, true/false, 1/0).",
         corrects},
        {"record.control-characters", "A text contains invisible control characters.",
         "They were removed. The producer cleans the text."},
        {"record.coordinates-incomplete", "Latitude or longitude is missing.",
         "The producer gives both, or none."},
        {"record.coordinates-null", "The position is (0, 0), in the Atlantic: nobody filled it in.",
         "The producer leaves both fields empty."},
        {"record.coordinates-out-of-range", "The position is not on Earth.", corrects},
        {"record.coordinates-outside-crs",
         "The coordinates lie outside the area of the system that [source.geo] crs names.",
         "Check the system with the producer: one file may mix several; values that are degrees already need "
         "no crs."},
        {"record.coordinates-projected",
         "The position is in metres (Lambert 93 or the like), not in degrees.",
         "Name their system in [source.geo] crs, or the producer exports WGS 84 degrees."},
        {"record.coordinates-swapped", "Latitude and longitude seem to be exchanged.",
         "Exchange the two columns in the feed file if all records are so; else the producer corrects the "
         "record."},
        {"record.date", "The text is not a date that exists.",
         "Declare the format in the feed file ({ column = …, format = \"DD/MM/YYYY\" }) or have the date "
         "corrected."},
        {"record.date-in-future", "The date lies after the day of the run.",
         "The date is kept. The producer checks it; often day and month are exchanged."},
        {"record.date-regression",
         "The update date of a record is earlier than the one of its previous version.",
         "The content is taken all the same. The producer checks the export or the date."},
        {"record.date-too-old", "The date is before 2000-01-01, usually a filler such as 01/01/1900.",
         corrects},
        {"record.duplicate-id",
         "Several records of one snapshot have the same identifier and different contents.",
         "One version is kept, whatever their order: the stored one, else the newest, else always the same "
         "one. The producer gives each record an identifier of its own."},
        {"record.email", "The text is not one e-mail address.", corrects},
        {"record.exclusive-value", "A value that excludes all others of its list stands with others.",
         "The producer keeps either that value or the others. The record is quarantined until then."},
        {"record.id-invisible-characters", "The identifier contains control or zero-width characters.",
         "The producer types the identifier again. The record is quarantined until then."},
        {"record.id-placeholder", "The identifier is a filler such as TODO, null or #N/A.",
         "The producer gives the record its permanent identifier. The record is quarantined until then."},
        {"record.id-scientific", "A spreadsheet has turned the identifier into a number such as 1,30025E+13.",
         "The producer formats the column as text and types the identifiers again."},
        {"record.id-too-long", "The identifier is longer than 500 bytes.",
         "Map a shorter column, or { digest = [\"…\"] }, to the identifier."},
        {"record.insee-code",
         "The text is not the INSEE code of a municipality; often it is the postal code.", corrects},
        {"record.invalid-utf8", "A text contains bytes that are not UTF-8.",
         "Check [source.csv] encoding; else the producer saves the file again as UTF-8."},
        {"record.json", "The text is not readable JSON.", corrects},
        {"record.leading-zero",
         "A code has lost its leading zero, usually in a spreadsheet; it was put back.",
         "The producer formats the column as text."},
        {"record.missing-date", "The update date is mapped, but empty in this record.",
         "Nothing is lost: the record carries the date of its last change seen. The producer fills the date "
         "in."},
        {"record.missing-field", "A field that the schema requires is empty.",
         "The producer fills it in, or the feed file gives it a default. The record is quarantined until "
         "then."},
        {"record.missing-id", "The record has no identifier.",
         "The producer gives it one. The record is quarantined until then."},
        {"record.mojibake", "A text was encoded twice: it shows \"Ã©\" where \"é\" was meant.",
         "Check [source.csv] encoding first; else the producer repairs the text, which is kept as it is."},
        {"record.number", "The text is not a number.",
         "Declare number = \"decimal-comma\" or \"decimal-point\" if it is ambiguous; else have it "
         "corrected."},
        {"record.opening-hours", "The text is not a value of OpenStreetMap's opening_hours.",
         "Write convert = \"opening-hours\" in the mapping if the producer writes sentences or JSON; else "
         "the "
         "producer corrects it."},
        {"record.opening-hours-unclear",
         "The text is not surely understood as opening hours: half of them would be wrong hours.",
         "The producer writes them plainly (\"Du lundi au vendredi de 9h à 12h\"), or the feed file repairs "
         "the text "
         "with replace; meanwhile the field is left out."},
        {"record.out-of-range", "The number is outside the bounds of the schema.", corrects},
        {"record.pattern", "The text does not have the form that the schema describes.", corrects},
        {"record.personal-data",
         "A field for which [personal_data] says nothing holds the mailbox, the name or the mobile number of "
         "a "
         "person. It is left out of what is published, or taken out of the text.",
         "Declare a rule for the field in [personal_data] of the feed: \"publish\" when the person agreed, "
         "\"never-store\" when nobody needs it; or the producer gives a function's mailbox."},
        {"record.phone", "The text is not one telephone number.",
         "The producer gives one number per field; meanwhile the field is left out."},
        {"record.postcode", "The text is not a French postal code.", corrects},
        {"record.rejected-value", "The value is not in a table of the feed that says unknown = \"reject\".",
         "Add the value to the table, or have it corrected. The record is quarantined until then."},
        {"record.repeated", "A record stands several times in one snapshot with the same content.",
         "It was counted once. The producer removes the repetition."},
        {"record.rna-checksum", "The RNA number is wrong.", corrects},
        {"record.rna-placeholder", "The RNA number is a filler.", corrects},
        {"record.rna-shape", "The RNA number is not W and nine digits.", corrects},
        {"record.siren-checksum", "The check digit of the SIREN is wrong: at least one digit is mistyped.",
         "The producer corrects it from the SIRENE register; meanwhile the field is left out."},
        {"record.siren-placeholder", "The SIREN is a filler such as 000000000.", corrects},
        {"record.siren-shape", "The SIREN does not have 9 digits.", corrects},
        {"record.siret-checksum", "The check digit of the SIRET is wrong: at least one digit is mistyped.",
         "The producer corrects it from the SIRENE register; meanwhile the field is left out."},
        {"record.siret-placeholder", "The SIRET is a filler such as 00000000000000.", corrects},
        {"record.siret-shape", "The SIRET does not have 14 digits.",
         "The producer corrects it; a column of numbers must be formatted as text in the spreadsheet."},
        {"record.stale-date", "The content of a record changed although its update date did not.",
         "The change is taken all the same. The producer moves the date with each change."},
        {"record.too-few-items", "The list has fewer values than the schema asks for.", corrects},
        {"record.too-long", "The text is longer than the schema allows.",
         "Write truncate = N in the mapping, or have it shortened. A required field quarantines the record."},
        {"record.too-short", "The text is shorter than the schema allows.", corrects},
        {"record.trailing-dot", "A name ends with a full stop.",
         "The producer removes it; the record is kept."},
        {"record.unknown-parent",
         "A record belongs to another one (a service to its structure) that is neither in the snapshot nor "
         "known. An error when the feed maps that kind too, else a warning.",
         "The producer corrects the reference or sends the missing record; it is then taken by itself."},
        {"record.unknown-value",
         "The value is not in the closed list of the field, nor in the table of the feed.",
         "Add the value to the feed's table ([values.NAME] map); `moisson try` proposes near values."},
        {"record.url", "The text is not a web address.", corrects},
        {"record.zone-code", "The text is not the code of a municipality, département, EPCI or country.",
         corrects},
    };
    return rows;
}

} // namespace moisson
