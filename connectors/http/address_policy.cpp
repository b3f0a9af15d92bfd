#include "connectors/http/address_policy.hpp"

#include <array>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <cstdint>
#include <stdexcept>

namespace moisson {

namespace ip = boost::asio::ip;

namespace {

struct Block4 {
    std::uint32_t first;
    unsigned bits;
    const char* name;
};

constexpr std::uint32_t quad(unsigned a, unsigned b, unsigned c, unsigned d) {
    return a << 24 | b << 16 | c << 8 | d;
}

// IANA IPv4 special-purpose registry: everything that is not globally reachable, and multicast.
constexpr Block4 blocks4[] = {
    {quad(0, 0, 0, 0), 32, "unspecified"},   {quad(0, 0, 0, 0), 8, "reserved"},
    {quad(10, 0, 0, 0), 8, "private"},       {quad(100, 64, 0, 0), 10, "cgnat"},
    {quad(127, 0, 0, 0), 8, "loopback"},     {quad(169, 254, 0, 0), 16, "link-local"},
    {quad(172, 16, 0, 0), 12, "private"},    {quad(192, 0, 0, 0), 24, "reserved"},
    {quad(192, 0, 2, 0), 24, "reserved"},    {quad(192, 31, 196, 0), 24, "reserved"},
    {quad(192, 52, 193, 0), 24, "reserved"}, {quad(192, 88, 99, 0), 24, "reserved"},
    {quad(192, 168, 0, 0), 16, "private"},   {quad(192, 175, 48, 0), 24, "reserved"},
    {quad(198, 18, 0, 0), 15, "reserved"},   {quad(198, 51, 100, 0), 24, "reserved"},
    {quad(203, 0, 113, 0), 24, "reserved"},  {quad(224, 0, 0, 0), 4, "multicast"},
    {quad(240, 0, 0, 0), 4, "reserved"},
};

std::string_view class_of(std::uint32_t address) {
    for (const Block4& block : blocks4)
        if (((address ^ block.first) >> (32 - block.bits)) == 0) return block.name;
    return "";
}

using Bytes16 = ip::address_v6::bytes_type;

std::uint32_t quad_at(const Bytes16& bytes, std::size_t at) {
    return quad(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

bool starts(const Bytes16& bytes, std::initializer_list<unsigned> prefix) {
    std::size_t i = 0;
    for (unsigned byte : prefix)
        if (bytes[i++] != byte) return false;
    return true;
}

/// The embedded IPv4 address decides; a public one behind a translator is still refused, as `otherwise`: the
/// translator belongs to the local network.
std::string_view embedded(std::uint32_t address, std::string_view otherwise) {
    const std::string_view inner = class_of(address);
    return inner.empty() ? otherwise : inner;
}

/// Only 2000::/3 is given out; what is special inside it is listed.
std::string_view class_of(const Bytes16& b) {
    if (starts(b, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) return class_of(quad_at(b, 12));
    if (starts(b, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})) {
        if (b[15] == 0) return "unspecified";
        if (b[15] == 1) return "loopback";
    }
    if (starts(b, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) return embedded(quad_at(b, 12), "nat64");
    if (starts(b, {0, 0x64, 0xff, 0x9b})) return "nat64";
    if (b[0] == 0xff) return "multicast";
    if (b[0] == 0xfe && (b[1] & 0xc0) == 0x80) return "link-local";
    if (b[0] == 0xfe && (b[1] & 0xc0) == 0xc0) return "private"; // site-local, deprecated
    if ((b[0] & 0xfe) == 0xfc) return "private";
    if (starts(b, {0x20, 0x02})) return embedded(quad_at(b, 2), "6to4");
    if (starts(b, {0x20, 0x01, 0, 0})) return "teredo";
    if (b[0] == 0x20 && b[1] == 0x01 && b[2] < 2) return "reserved"; // 2001::/23, IETF protocol assignments
    if (starts(b, {0x20, 0x01, 0x0d, 0xb8})) return "reserved";
    if (starts(b, {0x26, 0x20, 0x00, 0x4f, 0x80, 0x00})) return "reserved";    // AS112
    if (b[0] == 0x3f && b[1] == 0xff && (b[2] & 0xf0) == 0) return "reserved"; // 3fff::/20, documentation
    return (b[0] & 0xe0) == 0x20 ? "" : "reserved";
}

} // namespace

std::string_view blocked_class(const ip::address& address) {
    return address.is_v4() ? class_of(address.to_v4().to_uint()) : class_of(address.to_v6().to_bytes());
}

AddressPolicy::AddressPolicy(const std::vector<std::string>& allowed_networks) {
    for (const std::string& text : allowed_networks) {
        boost::system::error_code error;
        const bool is_v6 = text.find(':') != std::string::npos;
        const bool bare = text.find('/') == std::string::npos;
        if (is_v6)
            allowed_.emplace_back(ip::make_network_v6(bare ? text + "/128" : text, error));
        else
            allowed_.emplace_back(ip::make_network_v4(bare ? text + "/32" : text, error));
        if (error)
            throw std::invalid_argument("\"" + text +
                                        "\" is no network: write it like \"10.0.0.0/8\" or \"fd00::/8\"");
    }
}

std::string_view AddressPolicy::verdict(const ip::address& address) const {
    ip::address plain = address; // an IPv4 address in IPv6 clothes is dialled as IPv4
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        plain = ip::make_address_v4(ip::v4_mapped, address.to_v6());
    for (const auto& network : allowed_) {
        if (const auto* v4 = std::get_if<ip::network_v4>(&network); v4 && plain.is_v4()) {
            const auto mask = v4->netmask().to_uint();
            if (((plain.to_v4().to_uint() ^ v4->network().to_uint()) & mask) == 0) return "";
        } else if (const auto* v6 = std::get_if<ip::network_v6>(&network); v6 && plain.is_v6()) {
            const ip::network_v6 same(plain.to_v6(), v6->prefix_length());
            if (same.canonical().address() == v6->canonical().address()) return "";
        }
    }
    return blocked_class(plain);
}

} // namespace moisson
