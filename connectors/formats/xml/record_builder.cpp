#include "connectors/formats/xml/record_builder.hpp"

#include "connectors/formats/xml/xml_json.hpp"
#include "connectors/formats/xml/xml_parser.hpp"

#include "core/text/utf8.hpp"

namespace moisson {
namespace {

bool is_xml_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

} // namespace

RecordBuilder::RecordBuilder(SelectorTree& tree, const std::vector<XmlSlot>& slots)
    : tree_(tree), slots_(slots), known_(tree) {
    for (const XmlSlot& slot : slots) {
        has_json_ |= slot.take == XmlSlot::Take::json;
        if (slot.list == XmlSlot::no_list) continue;
        has_lists_ = true;
        elements_.resize(std::max<std::size_t>(elements_.size(), slot.list + 1));
    }
}

void RecordBuilder::add_place(std::uint32_t slot, std::size_t offset, std::size_t size, From from) {
    const std::uint32_t list = has_lists_ ? slots_[slot].list : XmlSlot::no_list;
    places_.push_back({slot, list == XmlSlot::no_list ? 0 : elements_[list], offset, size, from});
    charged_ += sizeof(Place);
}

/// An element of a list begins: what follows up to the next one is its own. Elements of one list stand at one
/// depth, never in one another.
void RecordBuilder::open_elements(int node) {
    for (const auto slot : tree_.node(node).slots) {
        if (slots_[slot].take != XmlSlot::Take::start) continue;
        ++elements_[slots_[slot].list];
        add_place(slot, 0, 0, From::texts);
    }
}

const ElementMeaning& RecordBuilder::meaning_of(std::uint32_t place, std::string_view name) {
    if (place != KnownElements::unknown) return known_.meaning(place);
    stranger_ =
        levels_.empty() ? known_.meaning_of_record(name) : known_.meaning_of(levels_.back().node, name);
    return stranger_;
}

void RecordBuilder::start(std::string_view name, const char** attributes) {
    close_run();
    const bool first = levels_.empty();
    if (first) known_.rewind(KnownElements::above);
    const std::uint32_t place = known_.find(first ? KnownElements::above : levels_.back().place, name);
    const ElementMeaning& element = meaning_of(place, name);
    const bool ignored = element.ignored || (!first && levels_.back().ignored);
    levels_.push_back({place, element.node, element.has_slots, texts_.size(), canonical_.size(), ignored});
    if (element.has_slots) {
        ++capturing_;
        if (has_lists_) open_elements(element.node);
    }
    if (has_json_) charged_ += xml_json_node_size;
    if (!ignored) canonical_.append(element.opening);
    for (; *attributes; attributes += 2)
        if (const std::string_view full = attributes[0]; full != "xmlns" && !full.starts_with("xmlns:"))
            attribute(element.node, local_name(full), attributes[1]);
    if (!ignored) canonical_.append(xml_mark::content);
    run_ = canonical_.size();
}

int RecordBuilder::attribute_node(int node, std::string_view name) {
    if (node == SelectorTree::nothing || tree_.node(node).members.empty()) return SelectorTree::nothing;
    key_.assign(1, '@').append(name);
    return tree_.member(node, key_);
}

void RecordBuilder::attribute(int node, std::string_view name, std::string_view value) {
    const int found = attribute_node(node, name);
    const bool cut = levels_.back().ignored || (found != SelectorTree::nothing && tree_.node(found).ignored);
    if (!cut) {
        canonical_.append(xml_mark::attribute);
        canonical_.append(name);
        canonical_.append(xml_mark::value);
        canonical_.append(value);
    }
    if (found == SelectorTree::nothing || tree_.node(found).slots.empty()) return;
    // Outside of the texts of elements: an attribute is not part of what its element says.
    const std::size_t offset = attribute_texts_.size();
    attribute_texts_.append(value);
    for (const auto slot : tree_.node(found).slots) add_place(slot, offset, value.size(), From::attributes);
}

void RecordBuilder::trim_run() {
    const char* const bytes = canonical_.data();
    std::size_t first = run_, end = canonical_.size();
    while (end > first && is_xml_space(bytes[end - 1])) --end;
    while (first < end && is_xml_space(bytes[first])) ++first;
    canonical_.resize(first == end ? run_ : end);
    if (first != end && first > run_) canonical_.erase(run_, first - run_);
    if (canonical_.size() > run_) canonical_.append(xml_mark::text);
    run_ = canonical_.size();
}

bool RecordBuilder::end() {
    close_run();
    const Level level = levels_.back();
    levels_.pop_back();
    known_.rewind(level.place);
    if (!level.ignored) canonical_.append(xml_mark::end);
    run_ = canonical_.size();
    if (level.has_slots) close_element(level);
    return levels_.empty();
}

void RecordBuilder::close_element(const Level& level) {
    --capturing_;
    const std::string_view whole = texts_.view().substr(level.text_start);
    const std::string_view trimmed = trim(whole);
    const auto offset = level.text_start + static_cast<std::size_t>(trimmed.data() - whole.data());
    for (const auto slot : tree_.node(level.node).slots) {
        const auto take = slots_[slot].take;
        if (take == XmlSlot::Take::text) add_place(slot, offset, trimmed.size(), From::texts);
        if (take == XmlSlot::Take::json)
            add_place(slot, level.canonical_start, canonical_.size() - level.canonical_start,
                      From::canonical);
    }
}

void RecordBuilder::render(Place& place) {
    const std::size_t start = json_.size();
    write_xml_json(canonical_.view().substr(place.offset, place.size), json_);
    place.offset = start;
    place.size = json_.size() - start;
}

void RecordBuilder::finish(XmlRecord& record) {
    record.digest = digest128(canonical_.view());
    record.found.clear();
    if (has_json_)
        for (auto& place : places_)
            if (place.from == From::canonical) render(place);
    for (const auto& place : places_) {
        const std::string_view from = place.from == From::texts        ? texts_.view()
                                      : place.from == From::attributes ? attribute_texts_.view()
                                                                       : std::string_view(json_);
        record.found.push_back({place.slot, place.element, from.substr(place.offset, place.size)});
    }
}

void RecordBuilder::reset() {
    levels_.clear();
    places_.clear();
    texts_.clear();
    attribute_texts_.clear();
    canonical_.clear();
    json_.clear();
    std::fill(elements_.begin(), elements_.end(), 0u);
    run_ = capturing_ = charged_ = 0;
}

} // namespace moisson
