#include "core/store/migrate.hpp"

#include "core/store/crash_point.hpp"
#include "core/store/store.hpp"

namespace moisson {

namespace {

std::int64_t checked_version(Database& database) {
    const std::int64_t application = database.number("PRAGMA application_id");
    const std::int64_t version = database.number("PRAGMA user_version");
    const bool empty = database.number("SELECT count(*) FROM sqlite_schema") == 0;
    if (application != application_id && !(empty && application == 0))
        throw StoreError(65, database.file().string() +
                                 " is a database of another application, not a moisson store");
    if (version > static_cast<std::int64_t>(migrations().size()))
        throw StoreError(65, "the store " + database.file().string() + " has version " +
                                 std::to_string(version) +
                                 ", written by a newer moisson than this one (version " +
                                 std::to_string(migrations().size()) + "); install that version again");
    return version;
}

} // namespace

void migrate(Database& database) {
    for (std::int64_t version = checked_version(database);
         version < static_cast<std::int64_t>(migrations().size()); ++version) {
        Transaction transaction(database);
        database.execute(std::string(migrations()[static_cast<std::size_t>(version)].sql));
        database.execute("PRAGMA application_id = " + std::to_string(application_id));
        database.execute("PRAGMA user_version = " + std::to_string(version + 1));
        crash_point("migrate.before-commit");
        transaction.commit();
    }
}

void require_current(Database& database) {
    const std::int64_t version = checked_version(database);
    if (version < static_cast<std::int64_t>(migrations().size()))
        throw StoreError(75,
                         "the store " + database.file().string() +
                             " is of an older version; it is brought up to date when moisson next writes it");
}

} // namespace moisson
