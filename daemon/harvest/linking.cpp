#include "daemon/harvest/linking.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace asio = boost::asio;

namespace moisson {

namespace {

using LinkClock = std::chrono::steady_clock;

std::uint64_t link_ms_since(LinkClock::time_point start) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(LinkClock::now() - start).count());
}

/// Fields that are not published as they are; "+kind.field": published although "field" is not.
std::set<std::string> withheld_fields(const FeedConfig& feed) {
    std::set<std::string> fields;
    for (const auto& [field, rule] : feed.personal_data) {
        if (rule != "publish")
            fields.insert(field);
        else if (field.find('.') != std::string::npos)
            fields.insert("+" + field);
    }
    return fields;
}

/// A long pass is progress: the watchdog looks at the age of the last one.
LinkContext context_of(const Workshop& shop) {
    LinkContext context = link_context(shop.app, shop.feeds(), shop.now(), shop.random());
    context.progress = [stamp = shop.executors.store_progress()](std::uint64_t, std::uint64_t) {
        stamp->touch();
    };
    return context;
}

} // namespace

LinkContext link_context(const AppConfig& app, const std::vector<FeedPtr>& feeds, UnixTime now,
                         std::uint64_t random_seed) {
    LinkContext context;
    context.now = now;
    context.random_seed = random_seed;
    context.workers = std::max(1u, std::thread::hardware_concurrency());
    context.thresholds.same = app.link.same.value_or(context.thresholds.same);
    context.thresholds.review = app.link.review.value_or(context.thresholds.review);
    context.refit_growth = 4;
    for (const FeedPtr& feed : feeds)
        context.trust[feed->id] = {feed->trust_level, feed->trust_fields, feed->republishes,
                                   withheld_fields(*feed)};
    return context;
}

LinkAnswer carry_out(Store& store, const LinkOrder& order, LinkContext context) {
    const auto start = LinkClock::now();
    LinkAnswer answer;
    if (order.undo_judgement) store.undo_judgement(order.undo_judgement, context.now);
    if (order.undo_pin) store.undo_pin(order.undo_pin, context.now);
    if (order.import)
        answer.refused = store.judge_all(order.judgements);
    else
        for (const Judgement& judgement : order.judgements)
            answer.numbers.push_back(store.judge(judgement).number);
    if (!order.aliases.empty()) store.put_aliases(order.aliases);
    if (order.pin) answer.numbers.push_back(store.pin(*order.pin).number);
    context.refit = order.refit;
    context.full = order.full;
    if (!order.forget.empty() || store.oppositions_wait())
        answer.forgotten.summary = forget_in_store(store, order.forget, order.actor, context, answer.summary);
    else
        answer.summary = store.link(context);
    answer.duration_ms = link_ms_since(start);
    return answer;
}

asio::awaitable<void> link_pending(Workshop& shop) {
    auto look = [&] { return shop.store.needs_link() || shop.store.oppositions_wait(); };
    if (!co_await offload(shop.executors.store(), look)) co_return;
    const LinkContext context = context_of(shop); // reads feed files, which may be a thousand
    LinkAnswer answer;
    auto link = [&] {
        answer = carry_out(shop.store, {}, context);
        answer.forgotten.snapshots = erase_kept_files(shop.app, answer.forgotten.summary);
    };
    co_await offload(shop.executors.store(), link);
    if (shop.linked && (answer.summary.pending || !answer.summary.full.empty())) shop.linked(answer);
}

asio::awaitable<LinkAnswer> give_order(Workshop& shop, LinkOrder order) {
    const LinkContext context = context_of(shop);
    auto link = [&] {
        LinkAnswer done = carry_out(shop.store, order, context);
        done.forgotten.snapshots = erase_kept_files(shop.app, done.forgotten.summary);
        return done;
    };
    LinkAnswer answer = co_await offload(shop.executors.store(), link);
    if (shop.linked) shop.linked(answer);
    co_return answer;
}

std::string describe(const LinkSummary& summary) {
    struct Part {
        std::uint64_t count;
        const char* word;
    };
    std::string text;
    for (const Part& part :
         {Part{summary.pending, "changed"}, Part{summary.joined, "joined"}, Part{summary.left, "left"},
          Part{summary.merged, "clusters merged"}, Part{summary.split, "split"},
          Part{summary.dissolved, "dissolved"}, Part{summary.revived, "came back"}})
        if (part.count) text += (text.empty() ? "" : ", ") + std::to_string(part.count) + " " + part.word;
    for (const std::string& kind : summary.fitted)
        text += (text.empty() ? "" : ", ") + ("model of " + kind + " fitted");
    for (const std::string& kind : summary.full)
        text += (text.empty() ? "" : ", ") + ("all of kind " + kind + " looked at");
    return text.empty() ? "nothing to link" : text;
}

} // namespace moisson
