// An HTTP proxy inside the test that opens tunnels (CONNECT) to one port of this machine, whatever the name.
#pragma once
#include <memory>
#include <string>
#include <vector>

namespace moisson::test {

class TunnelProxy {
public:
    /// Throws std::runtime_error.
    explicit TunnelProxy(unsigned short target_port);
    ~TunnelProxy();

    std::string url() const;                ///< "http://127.0.0.1:PORT"
    std::vector<std::string> heads() const; ///< requests for a tunnel, as received

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace moisson::test
