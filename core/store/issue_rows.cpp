#include "core/store/issue_rows.hpp"
#include "core/store/forgetting/opposition_rows.hpp"

#include <algorithm>

namespace moisson {

namespace {

constexpr const char* columns_of_issue =
    "SELECT kind, source_id, every_run, severity, code, field, value, message, "
    "line, element, part FROM issue WHERE feed = ?1 ";

RecordIssue read_row(const Statement& row) {
    RecordIssue issue;
    issue.kind = static_cast<std::uint16_t>(row.integer(0));
    issue.id = row.string(1);
    issue.every_run = row.integer(2) != 0;
    issue.issue = {row.integer(3) ? Severity::error : Severity::warning, row.string(4), row.string(5),
                   row.string(6), row.string(7)};
    issue.position = {row.bits(8), row.bits(9), static_cast<std::uint32_t>(row.integer(10))};
    return issue;
}

bool equal(const RecordIssue& a, const RecordIssue& b) {
    return a.kind == b.kind && a.id == b.id && a.issue.severity == b.issue.severity &&
           a.issue.code == b.issue.code && a.issue.field == b.issue.field && a.issue.value == b.issue.value &&
           a.issue.message == b.issue.message && a.position.line == b.position.line &&
           a.position.element == b.position.element && a.position.part == b.position.part;
}

} // namespace

IssueRows::IssueRows(Database& database, std::int64_t feed)
    : database_(database), feed_(feed), opposed_(load_oppositions(database)),
      insert_(database,
              "INSERT INTO issue (feed, run, kind, source_id, every_run, severity, code, field, value, "
              "message, line, element, part) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
              "?13)") {
    Statement rows(database, "SELECT issue, kind, source_id, every_run FROM issue WHERE feed = ?1");
    rows.with(feed);
    while (rows.step()) {
        const std::uint64_t key = record_key(static_cast<std::uint16_t>(rows.integer(1)), rows.text(2));
        by_key_.emplace(key, Row{rows.integer(0), rows.integer(3) != 0});
    }
}

void IssueRows::settle(std::uint64_t key) {
    const auto [first, last] = by_key_.equal_range(key);
    for (auto row = first; row != last; ++row) obsolete_.push_back(row->second.id);
}

void IssueRows::write(FeedRow& feed, RunId run, const std::vector<RecordIssue>& issues, const Counts& counts,
                      bool whole, bool all_mapped) {
    const bool keep_every_run = whole && same_every_run(issues);
    if (whole && !keep_every_run)
        Statement(database_, "DELETE FROM issue WHERE feed = ?1 AND every_run = 1").with(feed_).run();
    if (whole && all_mapped)
        Statement(database_, "DELETE FROM issue WHERE feed = ?1 AND every_run = 0").with(feed_).run();
    for (const RecordIssue& issue : issues) settle(record_key(issue.kind, issue.id));
    Statement remove(database_, "DELETE FROM issue WHERE issue = ?1 AND (every_run = 0 OR ?2)");
    for (const std::int64_t row : obsolete_) remove.with(row, !keep_every_run).run();
    std::map<std::string, std::uint64_t> kept;
    for (const RecordIssue& issue : issues) {
        ++kept[issue.issue.code];
        if (!(keep_every_run && issue.every_run)) insert(run, issue);
    }
    for (const auto& [code, count] : counts) {
        const bool said_each_time =
            std::any_of(issues.begin(), issues.end(), [&code = code](const RecordIssue& issue) {
                return issue.issue.code == code && issue.every_run;
            });
        if (whole && (said_each_time || all_mapped))
            feed.uncounted_issues[code] = count - std::min(count, kept[code]);
    }
    std::erase_if(feed.uncounted_issues, [&](const auto& row) { return row.second == 0; });
}

/// Do the stored rows that every run says again say the same, in the same order?
bool IssueRows::same_every_run(const std::vector<RecordIssue>& issues) {
    Statement rows(database_, std::string(columns_of_issue) + "AND every_run = 1 ORDER BY issue");
    rows.with(feed_);
    for (const RecordIssue& issue : issues)
        if (issue.every_run && (!rows.step() || !equal(read_row(rows), issue))) return false;
    return !rows.step();
}

void IssueRows::insert(RunId run, const RecordIssue& issue) {
    std::string value = issue.issue.value, message = issue.issue.message;
    opposed_.erase_text(value);
    opposed_.erase_text(message);
    insert_
        .with(feed_, run, issue.kind, issue.id, issue.every_run,
              issue.issue.severity == Severity::error ? 1 : 0, issue.issue.code, issue.issue.field, value,
              message, issue.position.line, issue.position.element, issue.position.part)
        .run();
}

std::vector<RecordIssue> load_issues(Database& database, std::int64_t feed, Severity least) {
    std::vector<RecordIssue> issues;
    Statement rows(database,
                   std::string(columns_of_issue) + "AND severity >= ?2 ORDER BY part, line, element, issue");
    rows.with(feed, least == Severity::error ? 1 : 0);
    while (rows.step()) issues.push_back(read_row(rows));
    return issues;
}

std::uint64_t count_rejects(Database& database, const FeedRow& feed) {
    Statement rows(database,
                   "SELECT count(*) FROM (SELECT DISTINCT kind, source_id, part, line, element FROM issue "
                   "WHERE feed = ?1 AND severity = 1)");
    rows.with(feed.number).step();
    return rows.bits(0);
}

std::map<std::string, std::uint64_t> issue_counts(Database& database, const FeedRow& feed) {
    std::map<std::string, std::uint64_t> counts = feed.uncounted_issues;
    Statement rows(database, "SELECT code, count(*) FROM issue WHERE feed = ?1 GROUP BY code");
    rows.with(feed.number);
    while (rows.step()) counts[rows.string(0)] += rows.bits(1);
    return counts;
}

} // namespace moisson
