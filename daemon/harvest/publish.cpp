#include "daemon/harvest/publish.hpp"

#include <algorithm>

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

bool is_stale(const OutboxRow& row) { return row.state != "done" || row.wanted_seq > row.published_seq; }

void settle_success(OutboxRow& row, const PublishOutcome& outcome, std::int64_t seq, UnixTime now) {
    row.state = "done";
    row.published_seq = std::max(row.published_seq, seq);
    row.verified_at = now;
    row.next_try_at = 0;
    row.attempts = 0;
    row.sha256 = outcome.sha256;
    row.bytes = outcome.bytes;
    row.rows = outcome.rows;
    row.error.clear();
}

void settle_failure(OutboxRow& row, const PublishOutcome& outcome, UnixTime now) {
    row.state = outcome.result; // failed | parked
    ++row.attempts;
    row.next_try_at = outcome.result == "parked" ? 0 : now + publication_backoff(row.attempts).count();
    row.error = outcome.error;
}

} // namespace

std::vector<OutboxRow> outbox_resources(const AppConfig& app, const Schema& schema) {
    std::vector<OutboxRow> rows;
    for (const TargetConfig& target : app.targets) {
        if (target.type != "directory") continue;
        for (std::string& resource : directory_resources(target, schema)) {
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
                                   UnixTime now) {
    for (OutboxRow& wanted : outbox_resources(app, schema)) {
        if (!options.target.empty() && wanted.target != options.target) continue;
        const OutboxRow* known = find_row(outbox, wanted);
        const OutboxRow& row = known ? *known : wanted;
        const bool its_turn = is_stale(row) && row.state != "parked" && row.next_try_at <= now;
        candidates_.push_back({row, options.force || its_turn});
    }
}

std::optional<OutboxRow> PublicationQueue::next() {
    while (position_ < candidates_.size()) {
        const auto& [row, due] = candidates_[position_++];
        if (due || (row.resource == "catalog.jsonld" && changed_targets_.contains(row.target))) return row;
    }
    return std::nullopt;
}

void PublicationQueue::done(const PublishOutcome& outcome) {
    if (outcome.result == "published") changed_targets_.insert(outcome.target);
}

UnixTime next_publication_at(const std::vector<OutboxRow>& outbox, UnixTime now) {
    UnixTime next = 0;
    for (const OutboxRow& row : outbox) {
        if (!is_stale(row) || row.state == "parked") continue;
        const UnixTime at = std::max(row.next_try_at, now);
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
    if (done.outcome.verified)
        settle_success(done.row, done.outcome, seq, now);
    else
        settle_failure(done.row, done.outcome, now);
    return done;
}

std::vector<PublishOutcome> rehearse_publication(const AppConfig& app, StoreReader& reader,
                                                 const Schema& schema, const std::vector<FeedPtr>& feeds,
                                                 const std::string& target, UnixTime now) {
    std::vector<PublishOutcome> outcomes;
    PublicationQueue queue(app, schema, reader.outbox(), {.target = target, .force = true}, 0);
    while (const auto row = queue.next())
        outcomes.push_back(publish_to_directory(*find_target(app, row->target), row->resource, reader, schema,
                                                feeds, *row, true, now));
    return outcomes;
}

void prepare_outbox(Store& store, const AppConfig& app, const Schema& schema, UnixTime now) {
    store.set_outbox_resources(outbox_resources(app, schema), now);
}

std::vector<PublishOutcome> publish_due(Store& store, StoreReader& reader, const AppConfig& app,
                                        const Schema& schema, const std::vector<FeedPtr>& feeds,
                                        const PublishOptions& options, UnixTime now) {
    std::vector<PublishOutcome> outcomes;
    PublicationQueue queue(app, schema, reader.outbox(), options, now);
    while (auto row = queue.next()) {
        Publication published = publish_row(std::move(*row), app, reader, schema, feeds, now);
        store.settle(published.row);
        queue.done(published.outcome);
        outcomes.push_back(std::move(published.outcome));
    }
    return outcomes;
}

} // namespace moisson
