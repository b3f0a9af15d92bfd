// A service without a store, for the tests of routes and servers.
#pragma once
#include "daemon/web/backend.hpp"

namespace moisson::test {

class FakeBackend : public web::Backend {
public:
    FakeBackend() {
        auto status = std::make_shared<StatusSnapshot>();
        status->phase = Phase::ready;
        status->at = 1795294696; // 2026-11-21T20:58:16Z
        status->started_at = status->at - 60;
        status->disk_free = 10, status->disk_needed = 5;
        status->feeds.push_back(feed("asso-ain", "ok"));
        status->feeds.push_back(feed("dept-api", "held"));
        snapshot = status;
    }

    static FeedStatus feed(const std::string& id, const std::string& state) {
        FeedStatus status;
        status.id = id;
        status.title = "Flux " + id;
        status.state = state;
        status.stored.feed = id;
        status.stored.known = true;
        status.stored.records = {{"structure", 12}};
        status.stored.last_success_at = 1795294000;
        return status;
    }

    std::shared_ptr<const StatusSnapshot> status() const override { return snapshot; }
    bool alive() const override { return is_alive; }
    std::string metrics() const override { return "moisson_build_info{version=\"x\"} 1\n"; }
    boost::asio::awaitable<std::vector<RunRow>> runs(std::string feed, std::size_t) override {
        co_return std::vector<RunRow>{row(feed, 7)};
    }
    boost::asio::awaitable<std::optional<RunRow>> run(std::string feed, RunId number) override {
        if (number != 7) co_return std::nullopt;
        co_return row(feed, number);
    }
    boost::asio::awaitable<std::vector<RecordIssue>> rejects(std::string) override {
        RecordIssue reject;
        reject.position.line = 12;
        reject.id = "s-1";
        reject.issue = {Severity::error, "record.siret-checksum", "siret", "jean.dupont@example.fr",
                        "SIRET faux"};
        co_return std::vector<RecordIssue>{reject};
    }
    boost::asio::awaitable<std::string> explain(std::string public_id) override {
        co_return public_id == "mo_1" ? explanation : "";
    }
    boost::asio::awaitable<web::Order> start_run(web::RunOrder order) override {
        last_run = order;
        if (order.feed == "busy")
            co_return web::Order{web::Order::Outcome::conflict, "busy is running already"};
        co_return web::Order{web::Order::Outcome::accepted, "started",
                             "/status/feeds/" + order.feed + "/runs/8"};
    }
    boost::asio::awaitable<web::Order> pause(std::string feed, bool paused, std::string reason) override {
        said = feed + (paused ? " paused " : " resumed ") + reason;
        co_return web::Order{};
    }
    boost::asio::awaitable<web::Order> decide(web::DecisionOrder order) override {
        last_decision = order;
        co_return web::Order{};
    }
    boost::asio::awaitable<web::Order> reload() override {
        co_return web::Order{web::Order::Outcome::invalid, "moisson.toml is wrong", "",
                             "{\"diagnostics\":[\"x:1: y\"]}"};
    }
    boost::asio::awaitable<web::Order> publish(std::string, std::string) override { co_return web::Order{}; }
    boost::asio::awaitable<web::Order> approve_target(std::string, std::string, std::string) override {
        co_return web::Order{};
    }
    boost::asio::awaitable<web::Order> link(std::string body, std::string actor) override {
        said = actor + " links " + body;
        co_return web::Order{};
    }
    boost::asio::awaitable<web::Order> backup(std::string, std::string) override { co_return web::Order{}; }

    std::shared_ptr<const StatusSnapshot> snapshot;
    bool is_alive = true;
    std::string explanation;
    web::RunOrder last_run;
    web::DecisionOrder last_decision;
    std::string said;

private:
    static RunRow row(const std::string& feed, RunId number) {
        RunRow run;
        run.run = number;
        run.feed = feed;
        run.result = RunResult::failed;
        run.error = RunError{"http.status", "GET https://user:hunter2@host/x?token=abc: 503", true};
        return run;
    }
};

} // namespace moisson::test
