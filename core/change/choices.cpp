#include "core/change/choices.hpp"

#include <algorithm>

namespace moisson {

Choice* Choices::find(std::uint32_t known, std::uint64_t key) {
    if (known != KnownIndex::npos) {
        if (of_known_.empty() || of_known_[known] == KnownIndex::npos) return nullptr;
        return &all_[of_known_[known]];
    }
    if (of_new_.empty()) return nullptr;
    const std::uint32_t found = of_new_[slot_of(key)];
    return found == KnownIndex::npos ? nullptr : &all_[found];
}

Choice& Choices::add(const Choice& choice) {
    const auto number = static_cast<std::uint32_t>(all_.size());
    all_.push_back(choice);
    if (choice.known != KnownIndex::npos) {
        link(choice.known, number);
    } else {
        if ((new_records_ + 1) * 3 > of_new_.size() * 2) grow();
        of_new_[slot_of(choice.key)] = number;
        ++new_records_;
    }
    return all_[number];
}

void Choices::assign(Choice& choice, std::uint32_t known) {
    link(known, of_new_[slot_of(choice.key)]);
    choice.known = known;
}

void Choices::link(std::uint32_t known, std::uint32_t choice) {
    if (of_known_.empty()) of_known_.assign(known_records_, KnownIndex::npos);
    of_known_[known] = choice;
}

std::uint32_t Choices::slot_of(std::uint64_t key) const {
    const std::size_t mask = of_new_.size() - 1;
    std::size_t slot = key & mask;
    while (of_new_[slot] != KnownIndex::npos && all_[of_new_[slot]].key != key) slot = (slot + 1) & mask;
    return static_cast<std::uint32_t>(slot);
}

void Choices::grow() {
    std::vector<std::uint32_t> old = std::move(of_new_);
    of_new_.assign(std::max<std::size_t>(64, old.size() * 2), KnownIndex::npos);
    for (std::uint32_t choice : old)
        if (choice != KnownIndex::npos) of_new_[slot_of(all_[choice].key)] = choice;
}

} // namespace moisson
