// Wires a workshop for the daemon or a session: clock and randomness are injected here and nowhere else.
#pragma once
#include "daemon/harvest/workshop.hpp"

namespace moisson {

/// `config_file`: secrets.d is looked for beside it.
Workshop make_workshop(const AppConfig& app, std::shared_ptr<const Schema> schema, Executors& executors,
                       Store& store, const std::filesystem::path& config_file,
                       std::function<std::vector<FeedPtr>()> feeds);
UnixTime unix_now();

} // namespace moisson
