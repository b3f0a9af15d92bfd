#include "core/linkage/link_record.hpp"

#include <array>
#include <bit>
#include <stdexcept>

namespace moisson {

namespace {

constexpr char packed_version = 1;

/// Every text, in the order in which it is packed.
constexpr std::array packed_texts{&LinkRecord::name,         &LinkRecord::person,  &LinkRecord::given,
                                  &LinkRecord::authors,      &LinkRecord::birth,   &LinkRecord::year,
                                  &LinkRecord::number,       &LinkRecord::street,  &LinkRecord::postcode,
                                  &LinkRecord::municipality, &LinkRecord::insee,   &LinkRecord::siret,
                                  &LinkRecord::siren,        &LinkRecord::rna,     &LinkRecord::phone,
                                  &LinkRecord::email,        &LinkRecord::website, &LinkRecord::parent};

template<typename Number>
void put_number(std::string& out, Number number) {
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        out += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 255);
}

class PackedBytes {
public:
    explicit PackedBytes(std::string_view bytes) : bytes_(bytes) {}

    std::string_view take(std::size_t count) {
        if (count > bytes_.size()) throw std::runtime_error("a packed link record is cut short");
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }
    template<typename Number>
    Number number() {
        std::uint64_t number = 0;
        const std::string_view taken = take(sizeof(Number));
        for (std::size_t i = 0; i < taken.size(); ++i)
            number |= std::uint64_t{static_cast<unsigned char>(taken[i])} << (8 * i);
        return static_cast<Number>(number);
    }
    /// Seven bits a byte, the lowest first.
    std::size_t length() {
        std::size_t length = 0;
        for (unsigned shift = 0; shift < 35; shift += 7) {
            const auto byte = number<std::uint8_t>();
            length |= std::size_t{byte & 127U} << shift;
            if (byte < 128) return length;
        }
        throw std::runtime_error("a packed link record has a length that is none");
    }
    bool empty() const { return bytes_.empty(); }

private:
    std::string_view bytes_;
};

} // namespace

// Version, keys, a bit for each text that is there and one for the position, then the position and the texts.
std::string pack(const LinkRecord& record) {
    std::string out(1, packed_version);
    put_number(out, record.key);
    put_number(out, record.feed);
    std::uint32_t present = 0;
    for (std::size_t i = 0; i < packed_texts.size(); ++i)
        present |= std::uint32_t{!(record.*packed_texts[i]).empty()} << i;
    const bool placed = record.latitude == record.latitude && record.longitude == record.longitude;
    put_number(out, present | std::uint32_t{placed} << packed_texts.size());
    if (placed) {
        put_number(out, std::bit_cast<std::uint32_t>(record.latitude));
        put_number(out, std::bit_cast<std::uint32_t>(record.longitude));
    }
    for (const auto text : packed_texts) {
        const std::string& value = record.*text;
        if (value.empty()) continue;
        std::size_t length = value.size();
        for (; length > 127; length >>= 7) out += static_cast<char>((length & 127) | 128);
        out += static_cast<char>(length);
        out += value;
    }
    return out;
}

LinkRecord unpack_link_record(std::string_view bytes) {
    PackedBytes packed(bytes);
    if (packed.take(1).front() != packed_version)
        throw std::runtime_error("a packed link record is of a version that this program does not know");
    LinkRecord record;
    record.key = packed.number<std::uint64_t>();
    record.feed = packed.number<std::uint64_t>();
    const auto present = packed.number<std::uint32_t>();
    if (present >> packed_texts.size() & 1) {
        record.latitude = std::bit_cast<float>(packed.number<std::uint32_t>());
        record.longitude = std::bit_cast<float>(packed.number<std::uint32_t>());
    }
    for (std::size_t i = 0; i < packed_texts.size(); ++i)
        if (present >> i & 1) record.*packed_texts[i] = packed.take(packed.length());
    if (!packed.empty()) throw std::runtime_error("a packed link record has bytes too many");
    return record;
}

} // namespace moisson
