// Rows of `opposition`, and their copy in a file beside the store.
#pragma once
#include "core/privacy/opposition.hpp"
#include "core/store/database.hpp"

#include <filesystem>
#include <vector>

namespace moisson {

std::vector<Opposition> load_oppositions(Database& database); ///< undone ones too, oldest first
std::int64_t insert_opposition(Database& database, const Opposition& entry); ///< returns its number
bool has_waiting_oppositions(Database& database);

/// "moisson.db.oppositions.json": digests only, mode 0600.
std::filesystem::path opposition_file(const std::filesystem::path& store);
/// Makes the file say what the store says. Throws StoreError 74.
void write_opposition_file(Database& database);
/// Entries that the file has and the store lacks (it was restored) are taken over and wait to be applied.
/// Throws StoreError 65 when the file is damaged: forgetting must not end in silence.
void take_opposition_file(Database& database);

} // namespace moisson
