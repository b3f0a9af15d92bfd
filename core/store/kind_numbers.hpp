// Kinds are stored by number; a number means a name of the table `kind`, and follows the schema that is
// loaded.
#pragma once
#include "core/model/schema.hpp"
#include "core/store/database.hpp"

#include <cstdint>
#include <vector>

namespace moisson {

/// Makes the stored numbers those of the schema. A schema file that was added or removed shifts numbers: then
/// every record gets its new number and key, in one transaction.
void follow_schema(Database& database, const Schema& schema);

/// Stored number → index in the schema, for a reader whose schema may differ from the writer's.
class KindNumbers {
public:
    KindNumbers(Database& database, const Schema& schema);
    int schema_kind(std::int64_t stored) const;         ///< -1: the schema does not have it
    std::int64_t stored_kind(std::uint16_t kind) const; ///< -1: the store does not have it

private:
    std::vector<std::pair<std::int64_t, int>> numbers_;
};

} // namespace moisson
