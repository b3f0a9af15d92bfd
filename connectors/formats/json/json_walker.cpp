#include "connectors/formats/json/json_walker.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/json/json_string.hpp"
#include "connectors/formats/limits.hpp"
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

void JsonWalker::walk(SelectorTree* paths, std::size_t depth) {
    paths_ = paths;
    found_.clear();
    arena_.clear();
    value(paths ? SelectorTree::root : SelectorTree::nothing, depth);
}

void JsonWalker::value(int node, std::size_t depth) {
    switch (scanner_.peek()) {
    case '{':
        return object(node, depth);
    case '[':
        return array(node, depth);
    case '"':
        return scalar(node, scanner_.string());
    case 't':
        return scalar(node, scanner_.literal("true"));
    case 'f':
        return scalar(node, scanner_.literal("false"));
    case 'n':
        scanner_.literal("null");
        return nothing(node);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return scalar(node, scanner_.number());
    default:
        scanner_.fail_unexpected("a JSON value");
    }
}

void JsonWalker::scalar(int node, const JsonText& text) {
    if (!wants(node) && !wants(collector_)) return;
    std::size_t offset = text.offset, size = text.size;
    if (!text.plain) {
        offset = arena_.size();
        unescape_json(scanner_.kept(text.offset, text.size), arena_);
        size = arena_.size() - offset;
    }
    for (const int wanting : {node, collector_}) {
        if (!wants(wanting)) continue;
        for (const auto slot : paths_->node(wanting).slots)
            found_.push_back({slot, !text.plain, offset, size});
    }
}

std::string_view JsonWalker::key(std::size_t object_mark) {
    if (scanner_.peek() != '"') scanner_.fail_unexpected("a key in quotes");
    const JsonText text = scanner_.string();
    std::string_view name = scanner_.kept(text.offset, text.size);
    if (!text.plain) {
        key_.clear();
        unescape_json(name, key_);
        name = key_;
    }
    if (keys_.add(object_mark, name))
        scanner_.fail(format_code::duplicate_key,
                      "the key \"" + std::string(name.substr(0, 80)) +
                          "\" stands twice in one object; which one is right? Ask the producer.");
    return name;
}

void JsonWalker::object(int node, std::size_t depth) {
    if (depth >= format_limit::json_depth)
        scanner_.fail(format_code::too_deep, "more than 128 levels of nesting.");
    const std::size_t start = scanner_.offset(), first_found = found_.size(), mark = keys_.open();
    scanner_.take();
    for (bool first = true; scanner_.peek() != '}'; first = false) {
        if (!first) {
            if (scanner_.peek() != ',') scanner_.fail_unexpected("\",\" or \"}\"");
            scanner_.take();
            scanner_.peek();
        }
        const std::size_t before = scanner_.compact_size();
        const std::string_view name = key(mark);
        const int child = node == SelectorTree::nothing ? node : paths_->member(node, name);
        const bool cut =
            child != SelectorTree::nothing && paths_->node(child).ignored && !scanner_.is_cutting();
        if (scanner_.peek() != ':') scanner_.fail_unexpected("\":\"");
        scanner_.take();
        if (cut) scanner_.cut_compact(before);
        value(child, depth + 1);
        if (cut) scanner_.resume_compact();
    }
    scanner_.take();
    keys_.close(mark);
    if (wants(node)) raw(node, start, first_found);
}

void JsonWalker::array(int node, std::size_t depth) {
    if (depth >= format_limit::json_depth)
        scanner_.fail(format_code::too_deep, "more than 128 levels of nesting.");
    const std::size_t start = scanner_.offset(), first_found = found_.size();
    bool scalars_only = true;
    std::uint64_t position = 0;
    scanner_.take();
    for (; scanner_.peek() != ']'; ++position) {
        if (position > 0) {
            if (scanner_.peek() != ',') scanner_.fail_unexpected("\",\" or \"]\"");
            scanner_.take();
        }
        const char first = scanner_.peek();
        scalars_only &= first != '{' && first != '[';
        collector_ = scalars_only && wants(node) ? node : SelectorTree::nothing;
        value(node == SelectorTree::nothing ? node : paths_->element(node, position), depth + 1);
        collector_ = SelectorTree::nothing;
    }
    scanner_.take();
    if (wants(node) && !scalars_only) raw(node, start, first_found);
    if (position == 0) nothing(node);
}

/// The path exists, without a value: null or an empty array.
void JsonWalker::nothing(int node) {
    if (!wants(node)) return;
    for (const auto slot : paths_->node(node).slots) found_.push_back({slot, false, no_value, 0});
}

/// Slots of `node` itself get the raw text of the container, in place of what was collected inside it.
void JsonWalker::raw(int node, std::size_t start, std::size_t first_found) {
    const auto& slots = paths_->node(node).slots;
    const auto first = found_.begin() + static_cast<std::ptrdiff_t>(first_found);
    const auto belongs = [&](const Found& found) {
        return std::find(slots.begin(), slots.end(), found.slot) != slots.end();
    };
    found_.erase(std::remove_if(first, found_.end(), belongs), found_.end());
    std::size_t offset = start, size = scanner_.offset() - start;
    const bool repaired = scanner_.doubt() == JsonScanner::Doubt::text;
    if (repaired) {
        offset = arena_.size();
        append_repaired(scanner_.kept(start, size), arena_);
        size = arena_.size() - offset;
    }
    for (const auto slot : slots) found_.push_back({slot, repaired, offset, size});
}

} // namespace moisson
