#include "core/store/linking/link_values.hpp"

#include "core/store/identity.hpp"
#include "core/store/packed/packed_page.hpp"

#include <cstring>

namespace moisson::packed {

namespace {

/// A feed and a number within it take four bytes, a rid as one number seven. Differences to the rid before.
class RidCoder {
public:
    void append(std::string& bytes, Rid rid) {
        const std::uint64_t feed = static_cast<std::uint64_t>(feed_of_rid(rid));
        const std::uint64_t local = local_of_rid(rid);
        append_varint(bytes, feed - feed_);
        append_varint(bytes, feed == feed_ ? local - local_ : local);
        feed_ = feed;
        local_ = local;
    }
    Rid take(std::string_view& bytes) {
        const std::uint64_t further = take_varint(bytes);
        const std::uint64_t local = take_varint(bytes);
        local_ = further == 0 ? local_ + local : local;
        feed_ += further;
        return record_rid(static_cast<std::int64_t>(feed_), static_cast<std::uint32_t>(local_));
    }

private:
    std::uint64_t feed_ = 0, local_ = 0;
};

std::string begin_value(std::uint8_t slot) { return {static_cast<char>(slot)}; }

} // namespace

std::string record_value(std::uint8_t slot, std::string_view packed) {
    std::string value = begin_value(slot);
    value += packed;
    return value;
}

std::string rids_value(std::uint8_t slot, std::span<const Rid> rids) {
    std::string value = begin_value(slot);
    append_varint(value, rids.size());
    RidCoder coder;
    for (const Rid rid : rids) coder.append(value, rid);
    return value;
}

std::uint64_t count_rids(std::string_view value) {
    value.remove_prefix(1);
    return take_varint(value);
}

void read_rids(std::string_view value, std::vector<Rid>& rids) {
    rids.clear();
    value.remove_prefix(1);
    const std::uint64_t count = take_varint(value);
    RidCoder coder;
    for (std::uint64_t i = 0; i < count; ++i) rids.push_back(coder.take(value));
}

std::string edges_value(std::uint8_t slot, std::span<const Edge> edges) {
    std::string value = begin_value(slot);
    RidCoder coder;
    for (const Edge& edge : edges) {
        coder.append(value, edge.other);
        value.append(reinterpret_cast<const char*>(&edge.levels.bits), sizeof edge.levels.bits);
        value.append(reinterpret_cast<const char*>(&edge.weight), sizeof edge.weight);
    }
    return value;
}

void read_edges(std::string_view value, std::vector<Edge>& edges) {
    edges.clear();
    value.remove_prefix(1);
    RidCoder coder;
    while (!value.empty()) {
        Edge edge;
        edge.other = coder.take(value);
        const std::size_t fixed = sizeof edge.levels.bits + sizeof edge.weight;
        if (value.size() < fixed) take_varint(value = {}); // throws: it ends too early
        std::memcpy(&edge.levels.bits, value.data(), sizeof edge.levels.bits);
        std::memcpy(&edge.weight, value.data() + sizeof edge.levels.bits, sizeof edge.weight);
        value.remove_prefix(fixed);
        edges.push_back(edge);
    }
}

std::string member_value(std::uint8_t slot, Member member) {
    std::string value = begin_value(slot);
    append_varint(value, static_cast<std::uint64_t>(member.cluster) << 1 | (member.present ? 1 : 0));
    return value;
}

Member read_member(std::string_view value) {
    value.remove_prefix(1);
    const std::uint64_t number = take_varint(value);
    return {static_cast<std::int64_t>(number >> 1), (number & 1) != 0};
}

std::string names_value(std::span<const NamedRid> members) {
    std::string value;
    RidCoder coder;
    for (const NamedRid& member : members) {
        coder.append(value, member.rid);
        append_varint(value, member.id.size());
        value += member.id;
    }
    return value;
}

std::vector<NamedRid> read_names(std::string_view value) {
    std::vector<NamedRid> members;
    RidCoder coder;
    while (!value.empty()) {
        NamedRid member;
        member.rid = coder.take(value);
        const std::uint64_t size = take_varint(value);
        if (size > value.size()) take_varint(value = {}); // throws: it ends too early
        member.id = value.substr(0, size);
        value.remove_prefix(size);
        members.push_back(std::move(member));
    }
    return members;
}

std::string origin_value(std::span<const std::uint16_t> origin) {
    std::string value;
    for (const std::uint16_t member : origin) append_varint(value, member);
    return value;
}

std::vector<std::uint16_t> read_origin(std::string_view value) {
    std::vector<std::uint16_t> origin;
    while (!value.empty()) origin.push_back(static_cast<std::uint16_t>(take_varint(value)));
    return origin;
}

} // namespace moisson::packed
