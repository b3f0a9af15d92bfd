// Records as golden records, now or as they were. A record that nobody linked is its own golden record.
#pragma once
#include "core/store/database.hpp"
#include "core/store/identity.hpp"
#include "core/store/kind_numbers.hpp"
#include "core/store/public_ids.hpp"
#include "core/store/store.hpp"
#include "core/store/versions.hpp"

#include <map>
#include <optional>
#include <string>

namespace moisson {

class GoldenRows {
public:
    GoldenRows(Database& database, const Schema& schema, const KindNumbers& kinds);
    std::optional<GoldenRecord> load(std::int64_t rid);
    /// Active ones of a kind, by public id; `last_seq`: as they were after that revision.
    void for_each(std::uint16_t kind, std::optional<std::int64_t> last_seq,
                  const std::function<bool(const GoldenRecord&)>& visit);

private:
    bool visit_birth(const Birth& birth, std::int64_t stored_kind, std::optional<std::int64_t> last_seq,
                     const std::function<bool(const GoldenRecord&)>& visit);
    /// The version to show; 0 when the record was not there.
    std::int64_t version_at(const Identity& identity, std::optional<std::int64_t> last_seq);
    void fill(GoldenRecord& golden, std::int64_t seq, std::string_view id, std::string_view seen_change,
              std::string_view body) const;
    GoldenRecord start(std::uint16_t kind, std::int64_t rid) const;

    Database& database_;
    const Schema& schema_;
    const KindNumbers& kinds_;
    std::map<std::int64_t, std::string> feeds_;
    IdentityReader identities_;
    Versions versions_;
    PublicIds public_ids_;
};

} // namespace moisson
