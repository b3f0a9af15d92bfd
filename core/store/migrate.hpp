// Numbered migrations, embedded at build time from core/store/migrations.
#pragma once
#include "core/store/database.hpp"

#include <span>
#include <string_view>

namespace moisson {

struct Migration {
    std::string_view name; ///< "0001_first"
    std::string_view sql;
};
std::span<const Migration> migrations(); ///< in order; migration n leads to version n (generated)

constexpr std::int64_t application_id = 0x4D4F4953; ///< "MOIS" in the file's header

/// Brings an empty or older file to the present version, one transaction per step. Throws StoreError 65 for
/// the file of another application or of a newer version.
void migrate(Database& database);
/// The same checks, without writing; also refuses an older version (for readers).
void require_current(Database& database);

} // namespace moisson
