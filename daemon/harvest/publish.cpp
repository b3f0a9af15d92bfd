#include "daemon/harvest/publish.hpp"

#include "connectors/targets/udata/harvested.hpp"
#include "connectors/targets/udata/wishes.hpp"
#include "daemon/harvest/platform_desk.hpp"
#include "daemon/harvest/published_rules.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace moisson {

namespace {

const TargetConfig* find_target(const AppConfig& app, const std::string& name) {
    const auto found = std::find_if(app.targets.begin(), app.targets.end(),
                                    [&](const TargetConfig& target) { return target.name == name; });
    return found == app.targets.end() ? nullptr : &*found;
}

const OutboxRow* find_row(const std::vector<OutboxRow>& rows, const OutboxRow& wanted) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const OutboxRow& row) {
        return row.target == wanted.target && row.resource == wanted.resource;
    });
    return found == rows.end() ? nullptr : &*found;
}

/// A row that is done may still have something to do at a time of its own (archive what was withdrawn).
bool is_stale(const OutboxRow& row) {
    return row.state != "done" || row.wanted_seq > row.published_seq || row.next_try_at > 0;
}

/// From when on its target's turn is; 0: it waits for none. What began in a turn before has a next try, or
/// something to do at a time of its own.
UnixTime turn_of(const OutboxRow& row, const AppConfig& app, const PublishTurns* turns, UnixTime now) {
    const TargetConfig* target = find_target(app, row.target);
    const bool is_begun = row.next_try_at > 0 || row.attempts > 0;
    return turns && target && !is_begun ? turns->next(*target, now) : 0;
}

void settle_success(OutboxRow& row, const PublishOutcome& outcome, std::int64_t seq, UnixTime now) {
    row.state = "done";
    row.published_seq = std::max(row.published_seq, seq);
    row.verified_at = now;
    if (outcome.result == "published" || row.changed_at == 0) row.changed_at = now;
    row.next_try_at = outcome.wait.count() > 0 ? now + outcome.wait.count() : 0;
    row.attempts = 0;
    row.sha256 = outcome.sha256;
    row.bytes = outcome.bytes;
    row.rows = outcome.rows;
    row.error.clear();
}

void settle_failure(OutboxRow& row, const PublishOutcome& outcome, UnixTime now) {
    row.state = outcome.result; // failed | parked
    ++row.attempts;
    const auto pause = outcome.wait.count() > 0 ? outcome.wait : publication_backoff(row.attempts);
    row.next_try_at = outcome.result == "parked" ? 0 : now + pause.count();
    row.error = outcome.error;
}

bool needs_approval(const AppConfig& app, const OutboxRow& row, const std::vector<Approval>& approvals) {
    const TargetConfig* target = find_target(app, row.target);
    if (!target || !target->approval) return false;
    const auto given = std::find_if(approvals.begin(), approvals.end(),
                                    [&](const Approval& one) { return one.target == row.target; });
    return given == approvals.end() || given->seq < row.wanted_seq;
}

} // namespace

void settle_row(OutboxRow& row, const PublishOutcome& outcome, std::int64_t seq, UnixTime now) {
    outcome.verified ? settle_success(row, outcome, seq, now) : settle_failure(row, outcome, now);
}

namespace {

std::vector<std::string> resources_of(const TargetConfig& target, const Schema& schema) {
    if (target.type == "harvested") return {harvested_resource};
    return target.type == "udata" ? udata_resources(target, schema) : directory_resources(target, schema);
}

} // namespace

std::vector<OutboxRow> outbox_resources(const AppConfig& app, const Schema& schema) {
    std::vector<OutboxRow> rows;
    for (const TargetConfig& target : app.targets) {
        for (std::string& resource : resources_of(target, schema)) {
            OutboxRow row;
            row.target = target.name;
            row.resource = std::move(resource);
            row.state = "pending";
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

PublicationQueue::PublicationQueue(const AppConfig& app, const Schema& schema,
                                   const std::vector<OutboxRow>& outbox, const PublishOptions& options,
                                   UnixTime now, const std::vector<Approval>& approvals,
                                   const PublishTurns* turns) {
    for (OutboxRow& wanted : outbox_resources(app, schema)) {
        if (!options.target.empty() && wanted.target != options.target) continue;
        const OutboxRow* known = find_row(outbox, wanted);
        const OutboxRow& row = known ? *known : wanted;
        const bool its_turn = is_stale(row) && row.state != "parked" && row.next_try_at <= now &&
                              turn_of(row, app, turns, now) <= now;
        if (needs_approval(app, row, approvals) && !options.rehearsal) continue;
        candidates_.push_back({row, options.force || its_turn});
    }
}

std::optional<OutboxRow> PublicationQueue::next() {
    while (position_ < candidates_.size()) {
        const auto& [row, due] = candidates_[position_++];
        if (ended_targets_.contains(row.target)) continue;
        if (due || (row.resource.starts_with("catalog.") && changed_targets_.contains(row.target)))
            return row;
    }
    return std::nullopt;
}

void PublicationQueue::done(const PublishOutcome& outcome) {
    if (outcome.result == "published") changed_targets_.insert(outcome.target);
}

std::vector<OutboxRow> PublicationQueue::end_target(const PublishOutcome& outcome, UnixTime now) {
    std::vector<OutboxRow> rest;
    if (!outcome.ends_pass) return rest;
    ended_targets_.insert(outcome.target);
    for (std::size_t i = position_; i < candidates_.size(); ++i) {
        OutboxRow row = candidates_[i].row;
        if (row.target != outcome.target || !candidates_[i].due) continue;
        settle_failure(row, outcome, now);
        rest.push_back(std::move(row));
    }
    return rest;
}

UnixTime next_publication_at(const AppConfig& app, const std::vector<OutboxRow>& outbox,
                             const std::vector<Approval>& approvals, UnixTime now,
                             const PublishTurns* turns) {
    UnixTime next = 0;
    for (const OutboxRow& row : outbox) {
        if (!is_stale(row) || row.state == "parked" || needs_approval(app, row, approvals)) continue;
        const UnixTime at = std::max({row.next_try_at, turn_of(row, app, turns, now), now});
        if (next == 0 || at < next) next = at;
    }
    return next;
}

std::chrono::seconds publication_backoff(unsigned attempts) {
    constexpr std::chrono::seconds first{30}, longest{3600};
    const unsigned doublings = std::min(attempts > 0 ? attempts - 1 : 0u, 10u);
    return std::min(first * (1u << doublings), longest);
}

Publication publish_row(OutboxRow row, const AppConfig& app, StoreReader& reader, const Schema& schema,
                        const std::vector<FeedPtr>& feeds, UnixTime now) {
    Publication done{std::move(row), {}};
    done.outcome.target = done.row.target;
    done.outcome.resource = done.row.resource;
    const TargetConfig* target = find_target(app, done.row.target);
    if (!target) {
        done.outcome.result = "parked";
        done.outcome.error = "no [[target]] is named " + done.row.target + " any more";
        settle_failure(done.row, done.outcome, now);
        return done;
    }
    std::int64_t seq = 0;
    try {
        seq = reader.revision(); // before the export: what is written is at least this new
    } catch (const std::exception& error) {
        done.outcome.result = "failed";
        done.outcome.error = error.what();
        settle_failure(done.row, done.outcome, now);
        return done;
    }
    done.outcome =
        publish_to_directory(*target, done.row.resource, reader, schema, feeds, done.row, false, now);
    settle_row(done.row, done.outcome, seq, now);
    return done;
}

namespace {

/// A pass that works on the caller's thread: what a platform needs runs in an io context of its own.
Publication publish_here(PlatformDesk& desk, boost::asio::io_context& io, OutboxRow row, UnixTime now) {
    Publication published;
    std::exception_ptr failure;
    auto work = desk.publish(std::move(row), now);
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, Publication result) {
        failure = error;
        published = std::move(result);
    });
    io.restart();
    io.run();
    if (failure) std::rethrow_exception(failure);
    return published;
}

} // namespace

bool is_platform_row(const AppConfig& app, const OutboxRow& row) {
    const TargetConfig* target = find_target(app, row.target);
    return target && target->type != "directory";
}

std::vector<PublishOutcome> rehearse_publication(const AppConfig& app, StoreReader& reader,
                                                 const Schema& schema, const std::vector<FeedPtr>& feeds,
                                                 const std::string& target, const PlatformAccess& access,
                                                 UnixTime now) {
    std::vector<PublishOutcome> outcomes;
    PublicationQueue queue(app, schema, reader.outbox(), {.target = target, .force = true, .rehearsal = true},
                           now);
    boost::asio::io_context io; // outlives the desk, whose connections live in it
    PlatformDesk desk({app, reader, schema, feeds, access, {}, {}, true, true, {}});
    while (const auto row = queue.next()) {
        if (is_platform_row(app, *row))
            outcomes.push_back(publish_here(desk, io, *row, now).outcome);
        else
            outcomes.push_back(publish_to_directory(*find_target(app, row->target), row->resource, reader,
                                                    schema, feeds, *row, true, now));
        queue.done(outcomes.back());
        queue.end_target(outcomes.back(), now);
    }
    return outcomes;
}

void prepare_outbox(Store& store, const AppConfig& app, const Schema& schema, UnixTime now) {
    store.set_outbox_resources(outbox_resources(app, schema), now);
}

std::vector<PublishOutcome> publish_due(Store& store, StoreReader& reader, const AppConfig& app,
                                        const Schema& schema, const std::vector<FeedPtr>& feeds,
                                        const PublishOptions& options, UnixTime now,
                                        const PlatformAccess& access) {
    std::vector<PublishOutcome> outcomes;
    if (const PublishedRules rules(app, feeds); rules.are_new())
        rules.put_in_force(store, reader.outbox(), now);
    PublishTurns turns(app);
    PublicationQueue queue(app, schema, reader.outbox(), options, now, reader.approvals(), &turns);
    const auto save = [&store](RemoteObject row) -> boost::asio::awaitable<void> {
        store.put_remote(row);
        co_return;
    };
    boost::asio::io_context io; // outlives the desk, whose connections live in it
    PlatformDesk desk({app, reader, schema, feeds, access, {}, save, false, options.force, {}});
    while (auto row = queue.next()) {
        Publication published = is_platform_row(app, *row)
                                    ? publish_here(desk, io, std::move(*row), now)
                                    : publish_row(std::move(*row), app, reader, schema, feeds, now);
        store.settle(published.row);
        queue.done(published.outcome);
        for (const OutboxRow& rest : queue.end_target(published.outcome, now)) store.settle(rest);
        outcomes.push_back(std::move(published.outcome));
    }
    turns.end_turns(options.target, now);
    return outcomes;
}

} // namespace moisson
