// How often what was asked for, per day.
#include "core/store/sqlite_reader.hpp"
#include "core/store/sqlite_store.hpp"

namespace moisson {

namespace {

std::string last_counted_day(Database& database) {
    Statement last(database, "SELECT max(day) FROM consultation");
    return last.step() ? last.string(0) : "";
}

} // namespace

void SqliteStore::add_consultations(const std::vector<Consultation>& counts, UnixTime now) {
    if (counts.empty()) return;
    Transaction transaction(database_);
    const std::string before = last_counted_day(database_);
    Statement add(database_, "INSERT INTO consultation VALUES (?1, ?2, ?3, ?4) "
                             "ON CONFLICT DO UPDATE SET count = count + excluded.count");
    for (const Consultation& one : counts) add.with(one.day, one.subject, one.way, one.count).run();
    if (last_counted_day(database_) != before) // the days that are over are one more
        Statement(database_, "UPDATE outbox SET since = CASE WHEN state = 'done' THEN ?1 ELSE since END, "
                             "state = 'pending', next_try_at = 0 WHERE resource IN (?2, ?3)")
            .with(now, consultations_name, std::string(consultations_name) + ".csv")
            .run();
    transaction.commit();
}

std::vector<Consultation> SqliteReader::consultations(const std::string& first_day,
                                                      const std::string& last_day) {
    std::vector<Consultation> counts;
    Statement rows(database_, "SELECT day, subject, way, count FROM consultation WHERE day >= ?1 AND "
                              "(?2 = '' OR day <= ?2) ORDER BY day, subject, way");
    for (rows.with(first_day, last_day); rows.step();)
        counts.push_back({rows.string(0), rows.string(1), rows.string(2), rows.bits(3)});
    return counts;
}

} // namespace moisson
