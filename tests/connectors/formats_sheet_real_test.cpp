#include "tests/connectors/formats_support.hpp"

#include <doctest/doctest.h>

using namespace moisson;
using namespace moisson::test;

TEST_CASE("xlsx: a workbook that people filled in Google Sheets") {
    const auto shared = shared_dir();
    const auto file = shared.value_or("") / "data/data-inclusion/samples/api/valideur-dataset.xlsx";
    if (!shared || !std::filesystem::exists(file)) {
        MESSAGE("skipped: the shared workbook is absent");
        return;
    }
    SourceConfig source = source_of("xlsx");
    const auto structures = decode_files(source, {file}, {"__ignore__", "siret", "code_postal", "commune"});
    CHECK(structures.error == "");
    CHECK(structures.report.columns.size() == 19);
    CHECK(structures.report.columns.at(2) ==
          "2026-02-23"); // a date where "date_maj" is meant: as people see it
    REQUIRE(structures.records.size() == 3);
    CHECK(structures.records[1].line == 3);
    CHECK(structures.records[1].values[0] == "true");
    CHECK(structures.records[1].values[1] == "60487647500499"); // stored as 6.0487647500499E13
    CHECK(structures.records[1].values[2] == "59260");

    source.sheet_name = "Réseaux porteurs";
    CHECK(decode_files(source, {file}, {"value"}).records.size() == 107);
    source.sheet_name = "services - thematiques"; // hidden, but named
    CHECK(decode_files(source, {file}, {"service_id"}).report.columns.at(2) == "thématique");
    source.sheet_name = "Reseaux";
    CHECK(decode_files(source, {file}, {"value"}).error == "format.sheet-not-found");
}
