#include "connectors/formats/xml/record_builder.hpp"

#include "connectors/formats/xml/xml_parser.hpp"

#include "core/text/utf8.hpp"

namespace moisson {
namespace {

// Separators that cannot occur in XML text.
constexpr char start_mark = '\x01', attribute_mark = '\x02', value_mark = '\x03', end_mark = '\x04',
               text_mark = '\x05';

bool is_xml_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

} // namespace

int RecordBuilder::child(int node, std::string_view name) {
    if (node == SelectorTree::nothing) return node;
    const int member = tree_.member(node, name);
    return member == SelectorTree::nothing && !name.starts_with('@') ? tree_.node(node).every : member;
}

void RecordBuilder::start(std::string_view name, const char** attributes) {
    close_run();
    name = local_name(name);
    const bool first = levels_.empty();
    const int node = first ? SelectorTree::root : child(levels_.back().node, name);
    const bool known = node != SelectorTree::nothing;
    const bool ignored = !first && (levels_.back().ignored || (known && tree_.node(node).ignored));
    levels_.push_back({node, texts_.size(), ignored});
    if (known && !tree_.node(node).slots.empty()) ++capturing_;
    if (!ignored) {
        canonical_ += start_mark;
        canonical_ += name;
    }
    for (; *attributes; attributes += 2)
        if (const std::string_view full = attributes[0]; full != "xmlns" && !full.starts_with("xmlns:"))
            attribute(node, local_name(full), attributes[1]);
    run_ = canonical_.size();
}

void RecordBuilder::attribute(int node, std::string_view name, std::string_view value) {
    int found = SelectorTree::nothing;
    if (node != SelectorTree::nothing && !tree_.node(node).members.empty()) {
        key_.assign(1, '@').append(name);
        found = child(node, key_);
    }
    const bool cut = levels_.back().ignored || (found != SelectorTree::nothing && tree_.node(found).ignored);
    if (!cut) {
        canonical_ += attribute_mark;
        canonical_ += name;
        canonical_ += value_mark;
        canonical_ += value;
    }
    if (found == SelectorTree::nothing || tree_.node(found).slots.empty()) return;
    // Outside of the texts of elements: an attribute is not part of what its element says.
    const std::size_t offset = attribute_texts_.size();
    attribute_texts_ += value;
    for (const auto slot : tree_.node(found).slots) places_.push_back({slot, offset, value.size(), true});
}

void RecordBuilder::text(std::string_view text) {
    if (!levels_.back().ignored) canonical_ += text;
    if (capturing_ > 0) texts_ += text;
}

/// Text is digested without the white space around it, however the parser cut it into pieces.
void RecordBuilder::close_run() {
    std::size_t first = run_, end = canonical_.size();
    while (end > first && is_xml_space(canonical_[end - 1])) --end;
    while (first < end && is_xml_space(canonical_[first])) ++first;
    canonical_.resize(end);
    if (first == end)
        canonical_.resize(run_);
    else if (first > run_)
        canonical_.erase(run_, first - run_);
    if (canonical_.size() > run_) canonical_ += text_mark;
    run_ = canonical_.size();
}

bool RecordBuilder::end() {
    close_run();
    const Level level = levels_.back();
    levels_.pop_back();
    if (!level.ignored) canonical_ += end_mark;
    run_ = canonical_.size();
    if (level.node != SelectorTree::nothing && !tree_.node(level.node).slots.empty()) {
        --capturing_;
        const std::string_view whole = std::string_view(texts_).substr(level.text_start);
        const std::string_view trimmed = trim(whole);
        const auto offset = level.text_start + static_cast<std::size_t>(trimmed.data() - whole.data());
        for (const auto slot : tree_.node(level.node).slots)
            places_.push_back({slot, offset, trimmed.size(), false});
    }
    return levels_.empty();
}

void RecordBuilder::finish(XmlRecord& record) {
    record.digest = digest128(canonical_);
    record.found.clear();
    for (const auto& place : places_) {
        const std::string_view from = place.is_attribute ? attribute_texts_ : texts_;
        record.found.push_back({place.slot, from.substr(place.offset, place.size)});
    }
}

void RecordBuilder::reset() {
    levels_.clear();
    places_.clear();
    texts_.clear();
    attribute_texts_.clear();
    canonical_.clear();
    run_ = capturing_ = 0;
}

} // namespace moisson
