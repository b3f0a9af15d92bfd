// The version that one run keeps of each record it changes; a record that the store already has unchanged
// needs none.
#pragma once
#include "core/change/chunked_array.hpp"
#include "core/change/known_index.hpp"
#include "core/change/staged_file.hpp"

#include <cstdint>
#include <vector>

namespace moisson {

/// 56 bytes for each changed record.
struct Choice {
    static constexpr std::uint32_t not_staged = 0xffffffff;
    enum class State : std::uint8_t { staged, unchanged, dropped };
    std::uint64_t key = 0;
    std::uint64_t fingerprint = 0;
    std::uint64_t raw = 0; ///< low half of the raw digest
    std::uint64_t presence = 0;
    std::uint32_t date_rank = 0;
    std::uint32_t line = 0; ///< for messages
    std::uint32_t staged = not_staged;
    std::uint32_t known = KnownIndex::npos; ///< position in the index
    std::uint16_t kind = 0;
    StagedRecord::Change change = StagedRecord::Change::created;
    State state = State::staged;
    bool conflict_said = false;
};
static_assert(sizeof(Choice) == 56);

class Choices {
public:
    explicit Choices(std::size_t known_records) : known_records_(known_records) {}
    /// The run's choice for a record, or null. `known` is its position in the index, or npos.
    Choice* find(std::uint32_t known, std::uint64_t key);
    Choice& add(const Choice& choice);
    /// A new record turned out to be a known one.
    void assign(Choice& choice, std::uint32_t known);

    std::size_t size() const { return all_.size(); }
    Choice& operator[](std::size_t i) { return all_[i]; }

private:
    std::uint32_t slot_of(std::uint64_t key) const;
    void grow();
    void link(std::uint32_t known, std::uint32_t choice);

    std::size_t known_records_;
    ChunkedArray<Choice> all_;
    std::vector<std::uint32_t> of_known_; ///< empty until a known record changes
    std::vector<std::uint32_t> of_new_;   ///< open addressing over the keys of new records
    std::size_t new_records_ = 0;
};

} // namespace moisson
