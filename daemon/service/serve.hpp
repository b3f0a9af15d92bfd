#pragma once

namespace moisson {

struct CommandContext;

/// The whole life of the daemon; see Service. Kept out of service.hpp so that a command compiles without
/// Asio.
int run_service(const CommandContext& context);

} // namespace moisson
