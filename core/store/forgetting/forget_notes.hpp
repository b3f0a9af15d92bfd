// Taking what an opposition list names out of what is said about records: the quarantine, the journal,
// decisions of people, and the states of golden records.
#pragma once
#include "core/privacy/opposition.hpp"
#include "core/store/database.hpp"
#include "core/store/store.hpp"

#include <cstdint>

namespace moisson {

/// Inside the caller's transaction.
void forget_notes(Database& database, const Schema& schema, const OppositionList& list,
                  ForgetSummary& summary);
/// Returns how many states were overwritten. After the linker merged the present ones anew.
std::uint64_t forget_golden_states(Database& database, const Schema& schema, const OppositionList& list);

} // namespace moisson
