#include "connectors/formats/json/json_walker.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/json/json_string.hpp"
#include "connectors/formats/limits.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {
namespace {

constexpr std::size_t most_shapes = 64;

} // namespace

void JsonWalker::walk(SelectorTree* paths, std::size_t depth) {
    const int node = paths ? SelectorTree::root : SelectorTree::nothing;
    if (paths != paths_ || shapes_.empty()) {
        shapes_.clear();
        new_shape();
    }
    paths_ = paths;
    found_.clear();
    arena_.clear();
    value(node, depth, {nullptr, 0});
}

void JsonWalker::value(int node, std::size_t depth, Place place) {
    switch (scanner_.peek()) {
    case '{':
        return object(node, depth, shape_at(place));
    case '[':
        return array(node, depth, shape_at(place));
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

std::string_view JsonWalker::name_of(const JsonText& text) {
    const std::string_view name = scanner_.kept(text.offset, text.size);
    if (text.plain) return name;
    key_.clear();
    unescape_json(name, key_);
    return key_;
}

void JsonWalker::fail_twice(std::string_view name) const {
    scanner_.fail(format_code::duplicate_key,
                  "the key \"" + std::string(code_point_prefix(name, 80)) +
                      "\" stands twice in one object; which one is right? Ask the producer.");
}

std::string_view JsonWalker::key(std::size_t object_mark) {
    if (scanner_.peek() != '"') scanner_.fail_unexpected("a key in quotes");
    const std::string_view name = name_of(scanner_.string());
    if (keys_.add(object_mark, name)) fail_twice(name);
    return name;
}

/// Consumes a key. Nearly always it is the one that followed last time.
JsonWalker::Member JsonWalker::member(int node, JsonShape* shape, JsonShape::Seen& seen,
                                      std::size_t object_mark) {
    if (scanner_.peek() != '"') scanner_.fail_unexpected("a key in quotes");
    const std::size_t expected = shape ? shape->expected() : JsonShape::none;
    if (expected == JsonShape::none || !scanner_.take_string(shape->key(expected).token))
        return other_member(node, shape, seen, object_mark);
    const JsonShape::Key& key = shape->key(expected);
    if (shape->take(expected, seen)) fail_twice(key.token.text());
    return {key.child, expected};
}

JsonWalker::Member JsonWalker::other_member(int node, JsonShape* shape, JsonShape::Seen& seen,
                                            std::size_t object_mark) {
    const JsonText text = scanner_.string();
    const std::string_view name = name_of(text);
    std::size_t known = shape ? shape->find(name) : JsonShape::none;
    // What is new must not stand among the other keys of this object already, written with escapes.
    const bool is_new = shape && known == JsonShape::none && text.plain && !keys_.has_any(object_mark);
    const bool is_key = known != JsonShape::none;
    const int child = is_key                          ? shape->key(known).child
                      : node == SelectorTree::nothing ? node
                                                      : paths_->member(node, name);
    if (is_new) known = shape->add(name, child);
    const bool twice = known != JsonShape::none ? shape->take(known, seen) : keys_.add(object_mark, name);
    if (twice) fail_twice(name);
    return {child, known};
}

std::size_t JsonWalker::new_shape() {
    if (shapes_.size() == most_shapes) return JsonShape::none;
    shapes_.emplace_back();
    return shapes_.size() - 1;
}

std::size_t JsonWalker::shape_at(Place place) {
    if (!place.holder) return place.number;
    JsonShape::Key& key = place.holder->key(place.number);
    if (key.below == JsonShape::none) key.below = new_shape();
    return key.below;
}

/// `compact_size`: before the key, which goes too when the member is ignored.
void JsonWalker::member_value(int child, std::size_t depth, Place place, std::size_t compact_size) {
    const bool cut = child != SelectorTree::nothing && paths_->node(child).ignored && !scanner_.is_cutting();
    if (cut) scanner_.cut_compact(compact_size);
    value(child, depth, place);
    if (cut) scanner_.resume_compact();
}

void JsonWalker::object(int node, std::size_t depth, std::size_t shape_number) {
    if (depth >= format_limit::json_depth)
        scanner_.fail(format_code::too_deep, "more than 128 levels of nesting.");
    const std::size_t start = scanner_.offset(), first_found = found_.size(), mark = keys_.open();
    JsonShape* shape = shape_number == JsonShape::none ? nullptr : &shapes_[shape_number];
    if (shape && !shape->begin(node)) shape = nullptr;
    JsonShape::Seen seen = 0;
    for (char next = scanner_.take_and_peek(); next != '}';) {
        const std::size_t before = scanner_.compact_size();
        const Member found = member(node, shape, seen, mark);
        if (scanner_.peek() != ':') scanner_.fail_unexpected("\":\"");
        scanner_.take();
        const Place place{found.key == JsonShape::none ? nullptr : shape, found.key};
        member_value(found.child, depth + 1, place, before);
        next = scanner_.peek();
        if (next == '}') break;
        if (next != ',') scanner_.fail_unexpected("\",\" or \"}\"");
        scanner_.take_and_peek();
    }
    scanner_.take();
    keys_.close(mark);
    if (wants(node)) raw(node, start, first_found);
}

void JsonWalker::array(int node, std::size_t depth, std::size_t shape) {
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
        value(node == SelectorTree::nothing ? node : paths_->element(node, position), depth + 1,
              {nullptr, shape});
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
