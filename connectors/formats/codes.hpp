// Every code that a decoder gives to an error, a refused row or a warning. Stable: scripts and `explain` use
// them.
#pragma once

namespace moisson::format_code {

// The whole snapshot is refused (FormatError).
inline constexpr const char* unreadable_file = "format.unreadable-file";
inline constexpr const char* empty_document = "format.empty-document";
inline constexpr const char* html_instead_of_data = "format.html-instead-of-data";
inline constexpr const char* not_csv = "format.not-csv";
inline constexpr const char* not_json = "format.not-json";
inline constexpr const char* not_xml = "format.not-xml";
inline constexpr const char* not_spreadsheet = "format.not-spreadsheet";
inline constexpr const char* unsupported_type = "format.unsupported-type";
inline constexpr const char* truncated = "format.truncated";
inline constexpr const char* trailing_data = "format.trailing-data";

inline constexpr const char* unsupported_encoding = "format.unsupported-encoding";
inline constexpr const char* encoding_mismatch = "format.encoding-mismatch"; // also a warning
inline constexpr const char* nul_bytes = "format.nul-bytes";

inline constexpr const char* bad_dialect = "format.bad-dialect";
inline constexpr const char* no_header = "format.no-header";
inline constexpr const char* merge_conflict = "format.merge-conflict";
inline constexpr const char* unclosed_quote = "format.unclosed-quote";
inline constexpr const char* field_too_long = "format.field-too-long";
inline constexpr const char* row_too_long = "format.row-too-long";
inline constexpr const char* too_many_columns = "format.too-many-columns";
inline constexpr const char* duplicate_column = "format.duplicate-column"; // also a warning

inline constexpr const char* syntax = "format.syntax";
inline constexpr const char* too_deep = "format.too-deep";
inline constexpr const char* element_too_long = "format.element-too-long";
inline constexpr const char* duplicate_key = "format.duplicate-key";
inline constexpr const char* path_not_found = "format.path-not-found";
inline constexpr const char* path_not_array = "format.path-not-array";
inline constexpr const char* included_too_large = "format.included-too-large";
inline constexpr const char* too_many_related = "format.too-many-related";
inline constexpr const char* unknown_crs = "format.unknown-crs";
inline constexpr const char* doctype_forbidden = "format.doctype-forbidden";
inline constexpr const char* too_many_attributes = "format.too-many-attributes";

inline constexpr const char* archive_corrupt = "format.archive-corrupt";
inline constexpr const char* archive_checksum = "format.archive-checksum";
inline constexpr const char* archive_too_big = "format.archive-too-big";
inline constexpr const char* archive_too_many_entries = "format.archive-too-many-entries";
inline constexpr const char* archive_no_entry = "format.archive-no-entry";
inline constexpr const char* archive_ambiguous = "format.archive-ambiguous";
inline constexpr const char* archive_entry_name = "format.archive-entry-name";
inline constexpr const char* archive_entry_kind = "format.archive-entry-kind";
inline constexpr const char* archive_encrypted = "format.archive-encrypted";
inline constexpr const char* archive_mismatch = "format.archive-mismatch";
inline constexpr const char* archive_nested = "format.archive-nested";

inline constexpr const char* unsupported_spreadsheet = "format.unsupported-spreadsheet";
inline constexpr const char* encrypted_spreadsheet = "format.encrypted-spreadsheet";
inline constexpr const char* sheet_not_found = "format.sheet-not-found";
inline constexpr const char* sheet_part_missing = "format.sheet-part-missing";
inline constexpr const char* sheet_external_part = "format.sheet-external-part";
inline constexpr const char* sheet_bad_reference = "format.sheet-bad-reference";
inline constexpr const char* sheet_too_many_rows = "format.sheet-too-many-rows";
inline constexpr const char* sheet_too_many_cells = "format.sheet-too-many-cells";
inline constexpr const char* sheet_too_much_text = "format.sheet-too-much-text";

inline constexpr const char* not_rdf = "format.not-rdf";
inline constexpr const char* rdf_unbound_prefix = "format.rdf-unbound-prefix"; // also a warning
inline constexpr const char* rdf_too_large = "format.rdf-too-large";           // also of one record
inline constexpr const char* rdf_unknown_context = "format.rdf-unknown-context";

// One row or element goes to quarantine (Issue, error).
inline constexpr const char* too_few_cells = "format.too-few-cells";
inline constexpr const char* too_many_cells = "format.too-many-cells";
inline constexpr const char* text_after_quote = "format.text-after-quote";
inline constexpr const char* invalid_utf8 = "format.invalid-utf8"; // whole snapshot in JSON and XML
inline constexpr const char* invalid_string = "format.invalid-string";
inline constexpr const char* number_overflow = "format.number-overflow";
inline constexpr const char* control_character = "format.control-character";

// The snapshot is read, and this is worth knowing (Issue, warning).
inline constexpr const char* encoding_guessed = "format.encoding-guessed";
inline constexpr const char* mojibake = "format.mojibake-suspected";
inline constexpr const char* replacement_character = "format.replacement-character";
inline constexpr const char* bidi_control = "format.bidi-control";
inline constexpr const char* unnamed_column = "format.unnamed-column";
inline constexpr const char* stray_quote = "format.stray-quote";
inline constexpr const char* cell_error = "format.cell-error";
inline constexpr const char* formula_without_value = "format.formula-without-value";
inline constexpr const char* cells_outside_header = "format.cells-outside-header";
inline constexpr const char* rdf_tolerated = "format.rdf-tolerated";
inline constexpr const char* columns_differ = "format.columns-differ";

} // namespace moisson::format_code
