#include "core/mapping/mapping.hpp"
#include "core/model/digest.hpp"

#include <bit>

namespace moisson {
namespace {

/// Each step takes the digest so far as its seed: order matters, nothing is copied together first.
std::uint64_t add_bits(std::uint64_t so_far, std::uint64_t bits) {
    bits ^= so_far;
    bits = (bits ^ (bits >> 32)) * 0x9E3779B97F4A7C15ull;
    return bits ^ (bits >> 29);
}

/// A list is a set: the order in which a producer happens to write it is not content.
std::uint64_t add_set(std::uint64_t so_far, const List& list) {
    std::uint64_t sum = list.size();
    for (const std::string& item : list) sum += digest64(item, 1);
    return add_bits(so_far, sum);
}

std::uint64_t add_sequence(std::uint64_t so_far, const List& list) {
    for (const std::string& item : list) so_far = digest64(item, so_far + 1);
    return add_bits(so_far, list.size());
}

std::uint64_t add_value(std::uint64_t so_far, const Field& field, const Value& value) {
    switch (value.index()) {
    case 1:
        return digest64(std::get<std::string>(value), so_far);
    case 2:
        return add_bits(so_far, static_cast<std::uint64_t>(std::get<std::int64_t>(value)));
    case 3:
        return add_bits(so_far, std::bit_cast<std::uint64_t>(std::get<double>(value) + 0.0));
    case 4:
        return add_bits(so_far, std::get<bool>(value) ? 1 : 2);
    case 5: {
        const List& list = std::get<List>(value);
        return field.type == FieldType::json ? add_sequence(so_far, list) : add_set(so_far, list);
    }
    default:
        return so_far;
    }
}

} // namespace

std::uint64_t fingerprint(const Kind& kind, const Record& record) {
    std::uint64_t digest = 0;
    for (std::size_t i = 0; i < record.values.size() && i < kind.fields.size(); ++i) {
        const Field& field = kind.fields[i];
        if (is_absent(record.values[i]) || field.role == Role::identifier || field.role == Role::update_date)
            continue;
        // The name, not the position: a new field in the schema leaves the records that do not have it
        // unchanged.
        digest = add_bits(digest, field.name_digest);
        digest = add_value(digest, field, record.values[i]);
    }
    return digest;
}

} // namespace moisson
