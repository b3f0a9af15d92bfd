#pragma once
#include "core/model/alias.hpp"
#include "core/store/database.hpp"

#include <vector>

namespace moisson {

std::vector<Alias> load_aliases(Database& database,
                                std::int64_t feed); ///< by old id; `feed` of each is empty
void save_alias(Database& database, std::int64_t feed,
                const Alias& alias); ///< replaces that of the same old id
/// What a held run proposes, in place of earlier proposals; what a person decided stays as decided.
void propose_aliases(Database& database, std::int64_t feed, const std::vector<Alias>& proposals);
/// Proposals become accepted or refused.
void decide_proposals(Database& database, std::int64_t feed, const std::string& state, const std::string& who,
                      UnixTime at);

} // namespace moisson
