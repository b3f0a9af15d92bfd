// The store and the executors of a command that works in its own process, because no daemon owns the state
// directory.
#pragma once
#include "daemon/commands/command.hpp"
#include "daemon/harvest/harvest.hpp"

namespace moisson {

/// Opens (and takes the lock of) the store, finishes what a crash left. Throws StoreError: 75 when another
/// process owns it.
class Session {
public:
    explicit Session(const CommandContext& context);
    ~Session(); ///< checkpoints and closes the store on its own thread, then joins

    Workshop& shop() { return *shop_; }
    Store& store() { return *store_; }
    /// Runs one coroutine to its end on this thread.
    template<class Value>
    Value run(boost::asio::awaitable<Value> task) {
        return run_to_end(executors_, std::move(task));
    }

private:
    Executors executors_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Workshop> shop_;
};

/// Parts that the daemon and a session share: clock and randomness are injected here and nowhere else.
Workshop make_workshop(const AppConfig& app, std::shared_ptr<const Schema> schema, Executors& executors,
                       Store& store, const std::filesystem::path& config_file);
UnixTime unix_now();

} // namespace moisson
