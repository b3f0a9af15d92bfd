// The opposition list: what people asked us to forget. An entry keeps a digest, not the value, wherever a
// digest can find it again.
#pragma once
#include "core/model/record.hpp"
#include "core/model/run.hpp"
#include "core/model/schema.hpp"

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace moisson {

/// One entry. The digest is an HMAC under the list's key: it hides the value from who sees it, not from who
/// holds the store and tries all telephone numbers.
struct Opposition {
    enum class Type : std::uint8_t {
        email,   ///< one address, in fields and in texts
        phone,   ///< one telephone number
        words,   ///< a name of two words and more, in any order and spelling of case and accents
        pattern, ///< addresses, "*@example.fr": kept in clear
        record   ///< the contacts and names in one record of one producer, or all of it
    };
    std::int64_t number = 0; ///< given by the store
    Type type = Type::email;
    std::string digest;  ///< hexadecimal; empty for a pattern
    std::string pattern; ///< of type pattern only
    unsigned words = 0;  ///< of type words: how many
    unsigned mark = 0;   ///< 16 bits of another digest, to look aside cheaply
    bool whole = false;  ///< of type record: the record itself, not only what is personal in it
    std::string key;     ///< of the digest
    std::string who, why;
    UnixTime at = 0;
    UnixTime undone = 0; ///< 0: in force
    std::string undone_by;
    bool applied = false; ///< the present, the history and the golden records were gone through
};
std::string_view to_string(Opposition::Type type);
std::optional<Opposition::Type> parse_opposition_type(std::string_view name);

/// An entry for a value as a person writes it: an address, a pattern of addresses, a telephone number, or a
/// name. Throws std::invalid_argument that says what is accepted.
Opposition oppose_value(std::string_view value, const std::string& key);
/// An entry for one record of one producer.
Opposition oppose_record(std::string_view kind, std::string_view feed, std::string_view id, bool whole,
                         const std::string& key);

/// Adds entries, so that a record is forgotten under each of its identifiers: pairs old → new, in both
/// directions. `kinds`: names of those that the feed gives.
void oppose_aliases(std::vector<Opposition>& entries, const std::vector<std::string>& kinds,
                    std::string_view feed, const std::vector<std::pair<std::string, std::string>>& aliases);

/// What takes the place of a forgotten value where something must stand: in the middle of a text, in a
/// required field.
inline constexpr std::string_view forgotten_text = "[retiré]";

/// Finds and takes out what the entries in force name. Thread: not shared (buffers); copy it.
class OppositionList {
public:
    OppositionList() = default;
    explicit OppositionList(const std::vector<Opposition>& entries);
    bool empty() const { return groups_.empty(); }

    /// The whole record is forgotten.
    bool drops(std::string_view kind, std::string_view feed, std::string_view id) const;
    /// What is personal in this record is forgotten.
    bool names_record(std::string_view kind, std::string_view feed, std::string_view id) const;
    /// Takes out of the record what the list names; returns how many fields changed. A required text becomes
    /// forgotten_text, another field becomes absent, a longer text loses the passage.
    std::size_t erase(const Kind& kind, std::string_view feed, Record& record) const;
    /// Takes the values out of any text. True when something was there.
    bool erase_text(std::string& text) const;
    /// The same in every string of a JSON text.
    bool erase_json_strings(std::string& json) const { return !empty() && erase_json(json, false); }
    /// Something of the list stands in the text.
    bool holds(std::string_view text) const;

private:
    struct Group { ///< entries under one key
        std::string key;
        std::bitset<65536> marks;
        std::unordered_map<std::string, bool> digests; ///< → whole
        std::vector<unsigned> word_counts;
    };
    struct Passage {
        std::size_t begin, end;
    };
    const bool* find(std::string_view token) const;
    bool forgets(std::string_view token) const { return find(token) != nullptr; }
    std::vector<Passage> passages(std::string_view text, bool all_contacts) const;
    bool erase_passages(std::string& text, bool all_contacts) const;
    bool erase_value(const Field& field, Value& value, bool all_contacts) const;
    bool erase_json(std::string& text, bool all_contacts) const;

    std::vector<std::shared_ptr<const Group>> groups_;
    std::vector<std::string> patterns_;
    bool has_records_ = false;
};

/// The field says something about a person by its role or type: a name, a birth date, an address, a number.
bool is_about_a_person(const Field& field);

} // namespace moisson
