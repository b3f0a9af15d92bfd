// What stands in the packed maps of linking. Every value begins with the slot of its kind.
#pragma once
#include "core/linkage/link_model.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson::packed {

using Rid = std::int64_t;

inline std::uint8_t slot_of(std::string_view value) {
    return value.empty() ? 0xff : static_cast<std::uint8_t>(value.front());
}

/// link_record: slot, then pack(LinkRecord).
std::string record_value(std::uint8_t slot, std::string_view packed);
inline std::string_view record_bytes(std::string_view value) { return value.substr(1); }

/// link_key, link_child: ascending rids. Keys of several kinds meet in one map: a kind's are spread by its
/// slot.
constexpr std::uint64_t key_mask(std::uint8_t slot) { return std::uint64_t{slot} * 0x9e3779b97f4a7c15ULL; }
inline std::int64_t key_in_map(std::uint64_t key, std::uint8_t slot) {
    return static_cast<std::int64_t>(key ^ key_mask(slot));
}
std::string rids_value(std::uint8_t slot, std::span<const Rid> rids);
std::uint64_t count_rids(std::string_view value); ///< without reading them
void read_rids(std::string_view value, std::vector<Rid>& rids);

/// link_edge: the other side of each pair, ascending.
struct Edge {
    Rid other = 0;
    Levels levels;
    float weight = 0;
    friend bool operator==(const Edge&, const Edge&) = default;
};
std::string edges_value(std::uint8_t slot, std::span<const Edge> edges);
void read_edges(std::string_view value, std::vector<Edge>& edges);

/// link_member. `present` false: the record is withdrawn, its public id leads to the cluster it was in.
struct Member {
    std::int64_t cluster = 0;
    bool present = true;
    friend bool operator==(const Member&, const Member&) = default;
};
std::string member_value(std::uint8_t slot, Member member);
Member read_member(std::string_view value);

/// golden.members: rids with the source ids they have.
struct NamedRid {
    Rid rid = 0;
    std::string id;
    friend bool operator==(const NamedRid&, const NamedRid&) = default;
};
std::string names_value(std::span<const NamedRid> members);
std::vector<NamedRid> read_names(std::string_view value);

/// golden.origin
std::string origin_value(std::span<const std::uint16_t> origin);
std::vector<std::uint16_t> read_origin(std::string_view value);

} // namespace moisson::packed
