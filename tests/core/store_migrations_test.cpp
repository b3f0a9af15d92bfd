// A fresh store and one that was brought up to date step by step are the same.
#include "core/store/migrate.hpp"
#include "tests/support/paths.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <sstream>

using namespace moisson;
using namespace moisson::test;

namespace {

std::string schema_of(Database& database) {
    Statement rows(database, "SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2");
    std::string text;
    while (rows.step()) text += rows.string(0) + " " + rows.string(1) + " " + rows.string(2) + "\n";
    return text;
}

} // namespace

TEST_CASE("fresh schema = migrated schema") {
    TempDir dir;
    Database fresh(dir / "fresh.db", Database::Mode::create);
    migrate(fresh);
    const std::string wanted = schema_of(fresh);
    CHECK(fresh.number("PRAGMA user_version") == static_cast<std::int64_t>(migrations().size()));
    CHECK(fresh.number("PRAGMA application_id") == application_id);
    for (std::size_t from = 1; from < migrations().size(); ++from) {
        Database older(dir / ("from-" + std::to_string(from) + ".db"), Database::Mode::create);
        for (std::size_t step = 0; step < from; ++step) older.execute(std::string(migrations()[step].sql));
        older.execute("PRAGMA application_id = " + std::to_string(application_id));
        older.execute("PRAGMA user_version = " + std::to_string(from));
        migrate(older);
        CHECK(schema_of(older) == wanted);
    }
    migrate(fresh); // nothing to do
    CHECK(schema_of(fresh) == wanted);
}

TEST_CASE("what is embedded are the files of the folder, numbered without a gap") {
    std::size_t number = 0;
    for (const Migration& migration : migrations()) {
        char prefix[8];
        std::snprintf(prefix, sizeof prefix, "%04zu_", ++number);
        CHECK(migration.name.starts_with(prefix));
        std::ifstream file(source_dir() / "core/store/migrations" / (std::string(migration.name) + ".sql"));
        std::stringstream text;
        text << file.rdbuf();
        CHECK(text.str() == migration.sql);
    }
}
