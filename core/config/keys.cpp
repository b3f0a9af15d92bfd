#include "core/config/keys.hpp"

#include <algorithm>

namespace moisson {

KeyTable::KeyTable(std::string_view area, std::vector<Section> sections, std::vector<Key> keys)
    : unknown_key_code_(std::string(area) + ".unknown-key"), sections_(std::move(sections)),
      keys_(std::move(keys)) {
    for (std::size_t begin = 0; begin < keys_.size();) {
        std::size_t end = begin;
        while (end < keys_.size() && keys_[end].section == keys_[begin].section) ++end;
        by_section_[keys_[begin].section] = std::span<const Key>(keys_).subspan(begin, end - begin);
        begin = end;
    }
}

std::span<const Key> KeyTable::keys_of(std::string_view section) const {
    const auto found = by_section_.find(section);
    return found == by_section_.end() ? std::span<const Key>() : found->second;
}

const Section* KeyTable::section(std::string_view path) const {
    const auto found =
        std::find_if(sections_.begin(), sections_.end(), [&](const Section& s) { return s.path == path; });
    return found == sections_.end() ? nullptr : &*found;
}

const Key* KeyTable::find(std::string_view section, std::string_view name) const {
    for (const Key& key : keys_of(section))
        if (key.name == name) return &key;
    return nullptr;
}

std::vector<std::string_view> KeyTable::sections_below(std::string_view section) const {
    std::vector<std::string_view> names;
    for (const Section& candidate : sections_) {
        if (candidate.path.empty() || candidate.path.size() <= section.size() ||
            !candidate.path.starts_with(section))
            continue;
        std::string_view rest = candidate.path.substr(section.size());
        if (!section.empty()) {
            if (rest.front() != '.') continue;
            rest.remove_prefix(1);
        }
        if (rest.find('.') == std::string_view::npos) names.push_back(rest);
    }
    return names;
}

std::vector<std::string_view> words(std::string_view separated_by_blanks) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < separated_by_blanks.size();) {
        const std::size_t end = std::min(separated_by_blanks.find(' ', at), separated_by_blanks.size());
        if (end > at) out.push_back(separated_by_blanks.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

std::string_view to_string(KeyType type) {
    switch (type) {
    case KeyType::text:
        return "text";
    case KeyType::count:
        return "whole number";
    case KeyType::number:
        return "number";
    case KeyType::boolean:
        return "true or false";
    case KeyType::duration:
        return "duration (\"30s\", \"30min\", \"1h\", \"7d\")";
    case KeyType::size:
        return "size (\"500 MB\", \"2 GB\")";
    case KeyType::percent:
        return "share (\"10 %\")";
    case KeyType::percent_or_count:
        return "share (\"10 %\") or whole number";
    case KeyType::text_list:
        return "list of texts";
    case KeyType::text_map:
        return "{ name = \"text\", … }";
    case KeyType::text_pairs:
        return "[[\"…\", \"…\"], …]";
    case KeyType::level_map:
        return "{ name = number, … }";
    case KeyType::special:
        return "see text";
    }
    return "";
}

} // namespace moisson
