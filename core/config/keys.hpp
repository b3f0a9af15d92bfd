// The one table of keys of a configuration file: validation, filling of structs, JSON Schema, `explain` and
// the reference page all read it. Rows: feed_keys.cpp, mapping_keys.cpp (feed file) and app_keys.cpp
// (moisson.toml).
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace moisson {

enum class KeyType : std::uint8_t {
    text,
    count,
    number,
    boolean,
    duration,
    size,
    percent,
    percent_or_count,
    text_list,  ///< ["a", "b"]
    text_map,   ///< { name = "text or number", … }
    text_pairs, ///< [["seen", "wanted"], …]
    level_map,  ///< { name = 0.5, … }
    special,    ///< read by code of its own, described here
};

/// A value after its type was checked; which members are set depends on the type.
struct Parsed {
    KeyType type = KeyType::text;
    std::string text;
    double number = 0;       ///< number, percent (0..1)
    std::uint64_t count = 0; ///< count, size in bytes
    bool boolean = false;
    bool is_percent = false; ///< percent_or_count: which of the two it was
    std::chrono::milliseconds duration{0};
    std::vector<std::string> list;
    std::vector<std::pair<std::string, std::string>> pairs; ///< text_map, text_pairs, level_map
};

inline void assign(std::string& to, const Parsed& from) { to = from.text; }
inline void assign(std::filesystem::path& to, const Parsed& from) { to = from.text; }
inline void assign(bool& to, const Parsed& from) { to = from.boolean; }
inline void assign(int& to, const Parsed& from) { to = static_cast<int>(from.count); }
inline void assign(unsigned& to, const Parsed& from) { to = static_cast<unsigned>(from.count); }
inline void assign(std::uint64_t& to, const Parsed& from) { to = from.count; }
inline void assign(double& to, const Parsed& from) { to = from.number; }
inline void assign(std::chrono::milliseconds& to, const Parsed& from) { to = from.duration; }
inline void assign(std::chrono::seconds& to, const Parsed& from) {
    to = std::chrono::duration_cast<std::chrono::seconds>(from.duration);
}
/// A text fills a list of one: `column` and `columns` go to the same place.
inline void assign(std::vector<std::string>& to, const Parsed& from) {
    to = from.type == KeyType::text ? std::vector{from.text} : from.list;
}
inline void assign(std::vector<std::filesystem::path>& to, const Parsed& from) {
    to.assign(from.list.begin(), from.list.end());
}
inline void assign(std::vector<std::pair<std::string, std::string>>& to, const Parsed& from) {
    to = from.pairs;
}
inline void assign(std::map<std::string, std::string>& to, const Parsed& from) {
    to = {from.pairs.begin(), from.pairs.end()};
}
inline void assign(std::map<std::string, double>& to, const Parsed& from) {
    for (const auto& [name, level] : from.pairs) to[name] = std::stod(level);
}
template<class T>
void assign(std::optional<T>& to, const Parsed& from) {
    assign(to.emplace(), from);
}

/// Where a value goes. Both functions get the config the table was made for.
struct Slot {
    void (*put)(void* config, const Parsed& value) = nullptr;
    bool (*holds)(void* config,
                  const Parsed& value) = nullptr; ///< for the test that documented defaults are the real ones
};

template<class Config, class Access>
Slot make_slot(Access) {
    return {[](void* config, const Parsed& value) { assign(Access{}(*static_cast<Config*>(config)), value); },
            [](void* config, const Parsed& value) {
                auto& member = Access{}(*static_cast<Config*>(config));
                auto copy = member;
                assign(copy, value);
                return copy == member;
            }};
}

/// INTO(FeedConfig, contact.email): the slot of that member.
#define INTO(Config, member) make_slot<Config>([](Config & config) -> auto& { return config.member; })

struct Key {
    std::string_view section{}; ///< "source.csv"; KIND, FIELD and NAME stand for names of the reader's choice
    std::string_view name{};
    KeyType type = KeyType::text;
    bool required = false;
    std::string_view fallback{}; ///< the default, as written in a file; empty = none or described in help
    std::string_view allowed{};  ///< values separated by blanks; empty = free
    std::string_view help{};
    Slot slot{};
    double minimum = 0,
           maximum =
               std::numeric_limits<double>::max(); ///< of count, number, size (bytes), duration (seconds)
    std::string_view also{};                       ///< other words people write for it, separated by blanks
    std::string_view example{};                    ///< as written in a file
    std::string_view since = "0.1";
};

struct Section {
    std::string_view path{}; ///< "" is the top of the file
    std::string_view help{};
    bool required = false;
    bool list = false; ///< [[path]]
};

class KeyTable {
public:
    /// `area`: "feed" or "app", the first part of the codes.
    KeyTable(std::string_view area, std::vector<Section> sections, std::vector<Key> keys);

    const std::string& unknown_key_code() const { return unknown_key_code_; } ///< "feed.unknown-key"

    const std::vector<Section>& sections() const { return sections_; }
    const std::vector<Key>& keys() const { return keys_; }
    std::span<const Key> keys_of(std::string_view section) const;
    const Section* section(std::string_view path) const;
    const Key* find(std::string_view section, std::string_view name) const;
    /// Last parts of the names of the sections directly below.
    std::vector<std::string_view> sections_below(std::string_view section) const;

private:
    std::string unknown_key_code_;
    std::vector<Section> sections_;
    std::vector<Key> keys_; ///< those of one section stand together
    std::unordered_map<std::string_view, std::span<const Key>> by_section_;
};

const KeyTable& feed_keys();
const KeyTable& app_keys();

std::vector<Key> source_key_rows(); ///< parts of feed_keys(): source_keys.cpp
std::vector<Key> source_detail_key_rows();
std::vector<Key> portal_key_rows();    ///< portal_keys.cpp
std::vector<Key> table_key_rows();     ///< table_keys.cpp
std::vector<Key> mapping_key_rows();   ///< mapping_keys.cpp
std::vector<Key> platform_key_rows();  ///< platform_keys.cpp: what [[target]] says of a platform
std::vector<Key> public_key_rows();    ///< part of app_keys(): public_keys.cpp
std::vector<Key> condition_key_rows(); ///< condition_keys.cpp: rules, when, [filter]
std::vector<std::string_view> words(std::string_view separated_by_blanks);
std::string_view to_string(KeyType type); ///< "text", "duration ("1h")", … for the reference

} // namespace moisson
