// Forgetting in domain words: what a pass over the store is given and did.
#pragma once
#include "core/model/run.hpp"
#include "core/privacy/opposition.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace moisson {

struct ForgetContext {
    std::vector<Opposition> add; ///< of opposition_key(); who, why and at are filled in
    UnixTime now = 0;
    std::string actor;
};

struct ForgetSummary {
    std::vector<std::int64_t> numbers; ///< of the entries that were recorded, or had been before
    std::uint64_t records = 0;         ///< present ones that changed
    std::uint64_t withdrawn = 0;       ///< whole ones
    std::uint64_t versions = 0;        ///< of the history that were overwritten
    std::uint64_t merged = 0;          ///< states of golden records, likewise
    std::uint64_t issues = 0;          ///< rows of the quarantine
    std::uint64_t notes = 0;           ///< pins, judgements, runs
    std::uint64_t identifiers = 0;     ///< records whose own identifier holds a value: it stays
    std::vector<std::string> feeds; ///< of the records, also by record entries: their snapshots may hold it
    std::vector<std::string> held;  ///< feeds whose held run was released
    std::vector<std::filesystem::path> obsolete; ///< staged files of these, to be removed
    std::vector<Opposition> applied;             ///< what was gone through for
};

} // namespace moisson
