// The daemon that owns the state directory, as the commands see it: what they would do themselves, it does.
#pragma once
#include "core/config/app.hpp"
#include "core/model/run.hpp"

#include <memory>
#include <optional>
#include <string>

namespace moisson {

class ControlClient;

/// Errors of the daemon come back as CommandError with the code that fits (66 unknown, 69 it does not answer,
/// 75 busy).
class Remote {
public:
    /// Nothing when no daemon listens on the control socket.
    static std::unique_ptr<Remote> connect(const AppConfig& app);
    ~Remote();

    /// Starts the run and waits for its end.
    RunRow run(const std::string& feed, bool full, bool force, const std::string& actor);
    RunRow replay(const std::string& feed, std::optional<RunId> run, const std::string& actor);
    /// `verb`: approve | deny.
    RunRow decide(const std::string& feed, RunId run, const std::string& verb, const std::string& reason,
                  bool rekey, const std::string& actor);
    /// `order`: a LinkOrder as JSON; returns a LinkAnswer as JSON.
    std::string link(const std::string& order);

private:
    explicit Remote(std::unique_ptr<ControlClient> client);
    RunRow start(const std::string& path, const std::string& body);
    std::unique_ptr<ControlClient> client_;
};

} // namespace moisson
