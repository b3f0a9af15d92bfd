#include "tests/support/run_fetch.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fstream>
#include <optional>
#include <sstream>

namespace moisson::test {

FetchCase::FetchCase(const std::string& url, const std::string& type) {
    feed.id = "test";
    feed.file = directory / "test.toml";
    feed.source.type = type;
    feed.source.url = url;
    feed.source.complete = true;
    request.app.http.allow_private = {"127.0.0.0/8"};
    request.app.http.requests_per_second_per_host = 0;
    request.app.http.connections_per_host = 8;
    request.secrets = [](const std::string& name) { return "value-of-" + name; };
    request.spool_dir = directory / "spool";
    request.retry.base = std::chrono::milliseconds(1);
    request.retry.random = [] { return 0.5; };
}

FetchOutcome FetchCase::run() {
    request.feed = std::make_shared<const FeedConfig>(feed);
    boost::asio::io_context io;
    if (!network) network = make_network(request.app);
    std::optional<FetchOutcome> outcome;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, fetch(request, network), [&](std::exception_ptr error, FetchOutcome result) {
        failure = error;
        if (!error) outcome = std::move(result);
    });
    io.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*outcome);
}

bool FetchCase::cancelled_after(std::chrono::milliseconds time) {
    request.feed = std::make_shared<const FeedConfig>(feed);
    boost::asio::io_context io;
    network = make_network(request.app);
    boost::asio::cancellation_signal stop;
    bool aborted = false;
    boost::asio::co_spawn(
        io, fetch(request, network),
        boost::asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr error, FetchOutcome) {
            try {
                if (error) std::rethrow_exception(error);
            } catch (const boost::system::system_error& failure) {
                aborted = failure.code() == boost::asio::error::operation_aborted;
            }
        }));
    boost::asio::steady_timer timer(io, time);
    timer.async_wait(
        [&](const boost::system::error_code&) { stop.emit(boost::asio::cancellation_type::terminal); });
    io.run();
    return aborted;
}

std::vector<std::string> run_together(std::vector<std::unique_ptr<FetchCase>>& cases,
                                      std::shared_ptr<Network> network,
                                      std::vector<std::chrono::milliseconds>* took) {
    boost::asio::io_context io;
    const auto shared = network ? network : make_network(cases.front()->request.app);
    const auto start = std::chrono::steady_clock::now();
    if (took) took->resize(cases.size());
    std::vector<std::string> codes(cases.size(), "did not end");
    for (std::size_t i = 0; i < cases.size(); ++i) {
        cases[i]->request.feed = std::make_shared<const FeedConfig>(cases[i]->feed);
        boost::asio::co_spawn(
            io, fetch(cases[i]->request, shared), [&, i](std::exception_ptr error, FetchOutcome outcome) {
                const auto time = std::chrono::steady_clock::now() - start;
                if (took) took->at(i) = std::chrono::duration_cast<std::chrono::milliseconds>(time);
                codes[i] = error ? "exception" : cases[i]->code_of(outcome);
            });
    }
    io.run();
    return codes;
}

std::string FetchCase::code_of(const FetchOutcome& outcome) const {
    if (std::holds_alternative<NotModified>(outcome)) return "not-modified";
    if (const auto* failure = std::get_if<FetchFailure>(&outcome)) return failure->error.code;
    const auto& snapshot = std::get<Snapshot>(outcome);
    if (snapshot.completeness != Completeness::incomplete) return "";
    return "incomplete:" + snapshot.incomplete_reason.substr(0, snapshot.incomplete_reason.find(':'));
}

std::string FetchCase::code() { return code_of(run()); }

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace moisson::test
