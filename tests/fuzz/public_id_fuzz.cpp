// Public ids: one way to write each, ranges that only grow. The first 39 bytes are an id, the rest numbers.
#include "core/store/public_ids.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <cstring>

using namespace moisson;

namespace {

constexpr std::size_t length = 39;

std::uint64_t take_number(std::string_view& input) {
    std::uint64_t number = 0;
    const std::size_t size = std::min(input.size(), sizeof number);
    std::memcpy(&number, input.data(), size);
    input.remove_prefix(size);
    return number;
}

void check_index(const PublicIdRange& range, std::uint64_t index) {
    const auto found = range.index_of(range.at(index));
    fuzz::require(found == index, "an id of a range is found in it", to_text(range.first),
                  std::to_string(index));
}

} // namespace

FUZZ_TARGET(input) {
    const std::string_view text = input.substr(0, length);
    std::string_view rest = input.substr(std::min(length, input.size()));
    const auto id = parse_public_id(text);
    if (id) fuzz::require(to_text(*id) == text, "one way to write an id", text, to_text(*id));

    const auto now = static_cast<UnixTime>(take_number(rest) >> 27); // up to the year 6325
    const std::uint64_t seed = take_number(rest), count = 1 + (take_number(rest) >> 24);
    const PublicIdRange first = next_public_ids(now, seed, count, std::nullopt);
    const PublicIdRange next = next_public_ids(now, seed, count, first.at(count - 1));
    fuzz::require(next.first > first.at(count - 1), "ranges only grow", to_text(first.at(count - 1)),
                  to_text(next.first));
    for (const std::uint64_t index : {std::uint64_t{0}, count / 2, count - 1}) {
        check_index(first, index);
        check_index(next, index);
    }
    fuzz::require(parse_public_id(to_text(first.first)) == first.first, "an id is read as it was written");
    if (id) next_public_ids(now, seed, count, id); // a store that was restored may hold any
}
