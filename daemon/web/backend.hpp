// What the routes ask of the service. An interface, so that routes are tested without a store.
#pragma once
#include "daemon/service/status_snapshot.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace moisson::web {

/// What became of an order given by the control socket.
struct Order {
    enum class Outcome { accepted, unknown, conflict, invalid, unavailable };
    Outcome outcome = Outcome::accepted;
    std::string message{};  ///< what was done, or why not and what to do
    std::string location{}; ///< where to look for the result
    std::string body{};     ///< JSON; empty = {"message": …}
};

struct RunOrder {
    std::string feed;
    bool full = false, force = false;
    std::optional<RunId> replay{}; ///< 0 = the newest kept snapshot
    std::string actor{};
};

struct DecisionOrder {
    std::string feed;
    RunId run = 0;
    bool approve = false, rekey = false;
    std::string reason{}, actor{};
};

/// Thread: io.
class Backend {
public:
    virtual ~Backend() = default;

    virtual std::shared_ptr<const StatusSnapshot> status() const = 0;
    virtual bool alive() const = 0; ///< the store made progress lately
    virtual std::string metrics() const = 0;

    // Asked of the store's reader; each answers within its statement, also during a long apply.
    virtual boost::asio::awaitable<std::vector<RunRow>> runs(std::string feed, std::size_t limit) = 0;
    virtual boost::asio::awaitable<std::optional<RunRow>> run(std::string feed, RunId run) = 0;
    virtual boost::asio::awaitable<std::vector<RecordIssue>> rejects(std::string feed) = 0;

    /// Why the record with this public id is as it is: JSON, published values only; empty when there is none.
    virtual boost::asio::awaitable<std::string> explain(std::string public_id) = 0;

    // Control socket only.
    virtual boost::asio::awaitable<Order> start_run(RunOrder order) = 0;
    virtual boost::asio::awaitable<Order> pause(std::string feed, bool paused, std::string reason) = 0;
    virtual boost::asio::awaitable<Order> decide(DecisionOrder order) = 0;
    virtual boost::asio::awaitable<Order> reload() = 0;
    virtual boost::asio::awaitable<Order> publish(std::string target, std::string actor) = 0;
    /// What the target should hold now may go out.
    virtual boost::asio::awaitable<Order> approve_target(std::string target, std::string reason,
                                                         std::string actor) = 0;
    /// `body`: a LinkOrder as JSON (daemon/harvest/linking.hpp); the answer's body is a LinkAnswer.
    virtual boost::asio::awaitable<Order> link(std::string body, std::string actor) = 0;
    virtual boost::asio::awaitable<Order> backup(std::string file, std::string actor) = 0;
};

} // namespace moisson::web
