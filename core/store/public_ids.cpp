#include "core/store/public_ids.hpp"

#include "core/store/store.hpp"

#include "core/text/ascii.hpp"

#include <algorithm>
#include <cstring>

namespace moisson {

namespace {

// A UUIDv7: 48 bits of milliseconds, version, 12 random bits ("head": all of these), variant, 62 random bits
// ("tail").
constexpr std::uint64_t tail_mask = (std::uint64_t{1} << 62) - 1;
constexpr std::uint64_t rfc_variant = std::uint64_t{2} << 62;
constexpr std::uint64_t version_7 = 0x7000;

struct Halves {
    std::uint64_t head = 0, tail = 0;
};

std::uint64_t big_endian(const unsigned char* bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
    return value;
}

Halves split(const PublicId& id) { return {big_endian(id.data()), big_endian(id.data() + 8) & tail_mask}; }

PublicId join(const Halves& halves) {
    PublicId id{};
    const std::uint64_t parts[] = {halves.head, rfc_variant | halves.tail};
    for (std::size_t i = 0; i < id.size(); ++i)
        id[i] = static_cast<unsigned char>(parts[i / 8] >> (8 * (7 - i % 8)));
    return id;
}

std::uint64_t splitmix(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

std::string_view bytes_of(const PublicId& id) {
    return {reinterpret_cast<const char*>(id.data()), id.size()};
}

constexpr const char* columns_of_birth = "SELECT first_seq, count, first_rid, first_id, stride FROM birth ";

} // namespace

std::string to_text(const PublicId& id) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "mo_";
    for (std::size_t i = 0; i < id.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += digits[id[i] >> 4];
        text += digits[id[i] & 15];
    }
    return text;
}

std::optional<PublicId> parse_public_id(std::string_view text) {
    constexpr std::size_t length = 39;
    if (text.size() != length || !text.starts_with("mo_")) return std::nullopt;
    PublicId id{};
    std::size_t digits = 0;
    for (const char c : text.substr(3)) {
        if (c == '-') continue;
        const int value = is_upper(c) ? -1 : hex_digit(c); // one way to write an id
        if (value < 0 || digits == 32) return std::nullopt;
        id[digits / 2] = static_cast<unsigned char>(id[digits / 2] << 4 | value);
        ++digits;
    }
    const bool is_written_so = digits == 32 && to_text(id) == text; // the dashes, too, stand in one place
    return is_written_so ? std::optional(id) : std::nullopt;
}

PublicId PublicIdRange::at(std::uint64_t index) const {
    const Halves start = split(first);
    return join({start.head, start.tail + index * stride});
}

std::optional<std::uint64_t> PublicIdRange::index_of(const PublicId& id) const {
    const Halves start = split(first), wanted = split(id);
    if (wanted.head != start.head || wanted.tail < start.tail) return std::nullopt;
    const std::uint64_t distance = wanted.tail - start.tail;
    if (distance % stride != 0 || distance / stride >= count || at(distance / stride) != id)
        return std::nullopt;
    return distance / stride;
}

std::uint64_t PublicIdRange::count_up_to(const PublicId& id) const {
    const Halves start = split(first), wanted = split(id);
    if (id < first) return 0;
    if (wanted.head != start.head) return count;
    return std::min(count, (wanted.tail - start.tail) / stride + 1);
}

PublicIdRange next_public_ids(UnixTime now, std::uint64_t random_seed, std::uint64_t count,
                              const std::optional<PublicId>& last) {
    std::uint64_t milliseconds = static_cast<std::uint64_t>(std::max<UnixTime>(now, 0)) * 1000;
    if (last) milliseconds = std::max(milliseconds, (split(*last).head >> 16) + 1);
    std::uint64_t state = random_seed;
    const std::uint64_t half = tail_mask / 2; // start in the lower half, step through the upper one
    PublicIdRange range;
    range.count = count;
    range.first = join({milliseconds << 16 | version_7 | (splitmix(state) & 0xfff), splitmix(state) % half});
    range.stride = 1 + splitmix(state) % (half / std::max<std::uint64_t>(count, 1));
    return range;
}

void insert_birth(Database& database, const Birth& birth) {
    Statement insert(database, "INSERT INTO birth VALUES (?1, ?2, ?3, ?4, ?5)");
    insert.with(birth.first_seq, birth.ids.count, birth.first_rid, nullptr, birth.ids.stride);
    insert.bind_blob(4, bytes_of(birth.ids.first));
    insert.run();
}

Birth read_birth(const Statement& row) {
    Birth birth;
    birth.first_seq = row.integer(0);
    birth.ids.count = row.bits(1);
    birth.first_rid = row.integer(2);
    const std::string_view bytes = row.text(3);
    std::memcpy(birth.ids.first.data(), bytes.data(), std::min(bytes.size(), birth.ids.first.size()));
    birth.ids.stride = std::max<std::uint64_t>(1, row.bits(4));
    return birth;
}

Statement births(Database& database) {
    return Statement(database, std::string(columns_of_birth) + "ORDER BY first_seq");
}

Statement births_from(Database& database, const PublicId& id) {
    Statement rows(database, std::string(columns_of_birth) +
                                 "WHERE first_seq >= ifnull((SELECT first_seq FROM birth WHERE first_id <= "
                                 "?1 ORDER BY first_id DESC LIMIT 1), 0) ORDER BY first_seq");
    rows.bind_blob(1, bytes_of(id));
    return rows;
}

std::optional<Birth> last_birth(Database& database) {
    Statement row(database, std::string(columns_of_birth) + "ORDER BY first_seq DESC LIMIT 1");
    return row.step() ? std::optional(read_birth(row)) : std::nullopt;
}

std::optional<std::int64_t> find_rid(Database& database, const PublicId& id) {
    Statement row(database,
                  std::string(columns_of_birth) + "WHERE first_id <= ?1 ORDER BY first_id DESC LIMIT 1");
    row.bind_blob(1, bytes_of(id));
    if (!row.step()) return std::nullopt;
    const Birth birth = read_birth(row);
    const auto index = birth.ids.index_of(id);
    return index ? std::optional(birth.first_rid + static_cast<std::int64_t>(*index)) : std::nullopt;
}

PublicIds::PublicIds(Database& database)
    : select_(database,
              std::string(columns_of_birth) + "WHERE first_rid <= ?1 ORDER BY first_rid DESC LIMIT 1") {}

std::string PublicIds::of(std::int64_t rid) {
    const auto holds = [rid](const Birth& birth) {
        return rid >= birth.first_rid && rid < birth.first_rid + static_cast<std::int64_t>(birth.ids.count);
    };
    if (!birth_ || !holds(*birth_)) {
        birth_ = select_.with(rid).step() ? std::optional(read_birth(select_)) : std::nullopt;
        select_.reset();
        if (!birth_ || !holds(*birth_)) return {};
    }
    return to_text(birth_->ids.at(static_cast<std::uint64_t>(rid - birth_->first_rid)));
}

UnixTime time_of_public_id(std::string_view public_id) {
    const auto id = parse_public_id(public_id);
    std::uint64_t milliseconds = 0;
    for (std::size_t i = 0; id && i < 6; ++i) milliseconds = milliseconds << 8 | (*id)[i];
    return static_cast<UnixTime>(milliseconds / 1000);
}

} // namespace moisson
