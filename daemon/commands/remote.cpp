#include "daemon/commands/remote.hpp"
#include "daemon/commands/command.hpp"
#include "daemon/commands/run_report.hpp"
#include "daemon/service/control_client.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <thread>

namespace moisson {

using OrderJson = nlohmann::ordered_json;

namespace {

/// The daemon says what happened in "detail" (problems) or "message".
std::string said(const ControlClient::Answer& answer) {
    const OrderJson body = OrderJson::parse(answer.body, nullptr, false);
    if (!body.is_object()) return "it answered " + std::to_string(answer.status);
    return body.value("detail", body.value("message", "it answered " + std::to_string(answer.status)));
}

int code_of(int status) {
    switch (status) {
    case 404:
        return exit_code::unknown;
    case 409:
        return exit_code::try_again;
    case 400:
    case 422:
        return exit_code::rejected;
    default:
        return exit_code::unavailable;
    }
}

const ControlClient::Answer& accepted(const ControlClient::Answer& answer) {
    if (answer.status / 100 != 2)
        throw CommandError(code_of(answer.status), "the daemon refuses: " + said(answer));
    return answer;
}

RunRow parse_run(const std::string& body) {
    try {
        return run_from_json(OrderJson::parse(body));
    } catch (const OrderJson::exception& error) {
        throw CommandError(exit_code::unavailable,
                           std::string("the daemon's answer is not a run: ") + error.what());
    }
}

/// Asks for the run until it has ended, less and less often.
RunRow wait_for(const ControlClient& client, const std::string& location) {
    auto pause = std::chrono::milliseconds(20);
    for (;;) {
        RunRow row = parse_run(accepted(client.get(location)).body);
        if (row.result != RunResult::running) return row;
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(500));
    }
}

} // namespace

Remote::Remote(std::unique_ptr<ControlClient> client) : client_(std::move(client)) {}
Remote::~Remote() = default;

std::unique_ptr<Remote> Remote::connect(const AppConfig& app) {
    auto client = ControlClient::connect(app);
    if (!client) return nullptr;
    return std::unique_ptr<Remote>(new Remote(std::make_unique<ControlClient>(std::move(*client))));
}

RunRow Remote::start(const std::string& path, const std::string& body) {
    const ControlClient::Answer answer = accepted(client_->post(path, body));
    if (OrderJson::parse(answer.body, nullptr, false).value("run", RunId{0}) == 0)
        throw CommandError(exit_code::try_again,
                           "the run has begun but waits for the store; see: moisson status");
    return wait_for(*client_, answer.location);
}

RunRow Remote::run(const std::string& feed, bool full, bool force, const std::string& actor) {
    return start("/feeds/" + feed + "/run",
                 OrderJson{{"full", full}, {"force", force}, {"actor", actor}}.dump());
}

RunRow Remote::replay(const std::string& feed, std::optional<RunId> run, const std::string& actor) {
    return start("/feeds/" + feed + "/run", OrderJson{{"replay", run.value_or(0)}, {"actor", actor}}.dump());
}

RunRow Remote::decide(const std::string& feed, RunId run, const std::string& verb, const std::string& reason,
                      bool rekey, const std::string& actor) {
    const OrderJson body{{"reason", reason}, {"rekey", rekey}, {"actor", actor}};
    return parse_run(
        accepted(client_->post("/feeds/" + feed + "/runs/" + std::to_string(run) + "/" + verb, body.dump()))
            .body);
}

std::string Remote::link(const std::string& order) { return accepted(client_->post("/link", order)).body; }

} // namespace moisson
