#include "connectors/formats/json/json_keys.hpp"

#include "core/model/digest.hpp"

#include <algorithm>

namespace moisson {
namespace {

constexpr std::size_t small_object = 64; // keys; larger ones are searched in order
constexpr std::size_t keys_compared = 1u << 16;

} // namespace

bool JsonKeys::add(std::size_t mark, std::string_view key) {
    const std::uint64_t hash = digest64(key);
    const std::size_t count = hashes_.size() - mark;
    if (count < small_object) {
        const auto first = hashes_.begin() + static_cast<std::ptrdiff_t>(mark);
        const bool twice = std::find(first, hashes_.end(), hash) != hashes_.end();
        hashes_.push_back(hash);
        return twice;
    }
    if (count >= keys_compared) return false; // an object used as a table: memory stays bounded
    // Objects are filled one after the other, so that one search tree is enough; a nested large object in
    // between makes it start anew.
    if (sorted_mark_ != mark || sorted_.size() != count) {
        sorted_.assign(hashes_.begin() + static_cast<std::ptrdiff_t>(mark), hashes_.end());
        std::sort(sorted_.begin(), sorted_.end());
        sorted_mark_ = mark;
    }
    const auto place = std::lower_bound(sorted_.begin(), sorted_.end(), hash);
    if (place != sorted_.end() && *place == hash) return true;
    sorted_.insert(place, hash);
    hashes_.push_back(hash);
    return false;
}

/// Producers write their keys in one order, and leave some out.
std::size_t JsonShape::find(std::string_view name) const {
    const std::size_t count = keys_.size();
    std::size_t number = expected_ < count ? expected_ : 0;
    for (std::size_t tried = 0; tried < count; ++tried, number = number + 1 == count ? 0 : number + 1)
        if (keys_[number].token.text() == name) return number;
    return none;
}

std::size_t JsonShape::add(std::string_view name, int child) {
    Key key;
    if (keys_.size() == most || !key.token.assign(name)) {
        ++strangers_;
        return none;
    }
    key.child = child;
    key.next = keys_.size() + 1;
    keys_.push_back(key);
    return keys_.size() - 1;
}

} // namespace moisson
