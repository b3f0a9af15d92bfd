#include "connectors/formats/json/related_objects.hpp"

#include "connectors/formats/codes.hpp"
#include "connectors/formats/json/json_document.hpp"
#include "connectors/formats/limits.hpp"
#include "core/text/path_steps.hpp"

#include <algorithm>

namespace moisson {
namespace {

constexpr std::uint32_t type_path = 0, id_path = 1;

Digest128 object_key(std::string_view type, std::string_view id) {
    return digest128(std::string(type) + '\x1F' + std::string(id));
}

} // namespace

RelatedObjects::RelatedObjects(std::string place)
    : place_(std::move(place)), object_paths_{{"type"}, {"id"}} {
    reference_.add("type");
    reference_.add("id");
}

std::uint32_t RelatedObjects::number_of(std::vector<Steps>& paths, const Steps& steps) {
    const auto at = std::find(paths.begin(), paths.end(), steps);
    const auto number = static_cast<std::uint32_t>(at - paths.begin());
    if (at == paths.end()) paths.push_back(steps);
    return number;
}

bool RelatedObjects::takes(std::string_view selector, std::uint32_t slot) {
    if (place_.empty()) return false;
    Steps steps = split_path(selector);
    const auto first = std::find(steps.begin(), steps.end(), related_step);
    if (first == steps.begin() || first == steps.end()) return false;
    Path path;
    path.slot = slot;
    bool in_record = true;
    for (auto at = first; at != steps.end(); at = std::find(steps.begin(), steps.end(), related_step)) {
        Steps relation(steps.begin(), at);
        relation.push_back("data");
        if (in_record)
            path.relation = number_of(relation_paths_, relation);
        else
            path.hops.push_back(number_of(object_paths_, relation));
        in_record = false;
        steps.erase(steps.begin(), at + 1);
    }
    if (steps == Steps{"*"}) steps.clear();
    path.last = number_of(object_paths_, steps);
    if (path.last <= id_path) wants_[path.last] = true;
    paths_.push_back(std::move(path));
    return true;
}

void RelatedObjects::prepare(SelectorTree& tree, std::uint32_t first) {
    for (std::uint32_t i = 0; i < relation_paths_.size(); ++i) tree.add(relation_paths_[i], first + i);
    for (std::uint32_t i = 0; i < object_paths_.size(); ++i) tree_.add(object_paths_[i], i);
    tree_.finish();
    related_.resize(relation_paths_.size());
}

void RelatedObjects::read(const OpenBytes& open) {
    objects_.clear();
    texts_.clear();
    bytes_.clear();
    JsonDocument document(open);
    JsonScanner& scanner = document.scanner();
    if (!document.descend(split_path(place_)) || scanner.peek() == 'n') return;
    if (scanner.peek() != '[')
        scanner.fail(format_code::path_not_array, "the related objects should be an array, but \"" + place_ +
                                                      "\" is " + name_of_json(scanner.peek()) +
                                                      ". Correct [source] included.");
    document.enter_array();
    while (document.next_element()) {
        scanner.keep();
        scanner.take_doubt();
        document.walker().walk(&tree_, document.depth());
        keep(scanner, document.walker());
        scanner.release();
    }
}

/// The first object of its type and id is the one; none may come twice.
void RelatedObjects::keep(JsonScanner& scanner, const JsonWalker& walker) {
    const auto text_of = [&](const JsonWalker::Found& found) {
        return found.offset == JsonWalker::no_value ? std::string_view()
               : found.in_arena ? std::string_view(walker.arena()).substr(found.offset, found.size)
                                : scanner.kept(found.offset, found.size);
    };
    std::string_view type, id;
    for (const auto& found : walker.found()) {
        if (found.slot == type_path) type = text_of(found);
        if (found.slot == id_path) id = text_of(found);
    }
    const auto [at, added] = objects_.try_emplace(object_key(type, id));
    if (!added) return;
    Object& object = at->second;
    object.first = texts_.size();
    object.doubt = scanner.take_doubt();
    for (const auto& found : walker.found()) {
        if (found.slot <= id_path && !wants_[found.slot]) continue;
        const bool has_value = found.offset != JsonWalker::no_value;
        texts_.push_back({found.slot, has_value ? bytes_.size() : found.offset, found.size});
        if (has_value) bytes_ += text_of(found);
    }
    object.count = texts_.size() - object.first;
    constexpr std::size_t object_size = 4 * sizeof(void*) + sizeof(Digest128) + sizeof(Object);
    if (bytes_.size() + texts_.size() * sizeof(Text) + objects_.size() * object_size >
        format_limit::json_included)
        scanner.fail(format_code::included_too_large,
                     "what the paths ask for of the related objects in \"" + place_ +
                         "\" takes more than 64 MiB in one page. Ask the source for smaller pages, or for "
                         "fewer relations and attributes.");
}

void RelatedObjects::start() {
    for (Objects& objects : related_) objects.clear();
    followed_ = 0;
    doubt_ = JsonScanner::Doubt::none;
}

void RelatedObjects::relation(std::uint32_t number, std::string_view json, const JsonScanner& scanner) {
    resolve(json, related_.at(number), scanner);
}

void RelatedObjects::resolve(std::string_view relation, Objects& objects, const JsonScanner& scanner) {
    if (relation.size() > format_limit::json_relation)
        scanner.fail(format_code::too_many_related, "a relation of this record is larger than 1 MiB.");
    std::vector<std::string> references;
    if (!json_array_items(relation, references)) return add_object(relation, objects, scanner);
    for (const std::string& reference : references) add_object(reference, objects, scanner);
}

void RelatedObjects::add_object(std::string_view reference, Objects& objects, const JsonScanner& scanner) {
    reference_.read(reference, reference_texts_);
    if (reference_texts_[0].empty() || reference_texts_[1].empty()) return;
    const auto at = objects_.find(object_key(reference_texts_[0].front(), reference_texts_[1].front()));
    if (at == objects_.end()) return;
    if (++followed_ > format_limit::json_related)
        scanner.fail(format_code::too_many_related,
                     "this record leads to more than 10,000 related objects. Are the paths with \"included\" "
                     "right?");
    objects.push_back(&at->second);
    if (at->second.doubt != JsonScanner::Doubt::none) doubt_ = at->second.doubt;
}

/// From the objects here to those that they are related to.
void RelatedObjects::hop(std::uint32_t path, const JsonScanner& scanner) {
    next_.clear();
    for (const Object* object : here_)
        for (std::size_t i = object->first; i < object->first + object->count; ++i)
            if (texts_[i].path == path && texts_[i].offset != JsonWalker::no_value)
                resolve(std::string_view(bytes_).substr(texts_[i].offset, texts_[i].size), next_, scanner);
    here_.swap(next_);
}

const std::vector<RelatedObjects::Found>& RelatedObjects::follow(const JsonScanner& scanner) {
    found_.clear();
    for (const Path& path : paths_) {
        here_ = related_[path.relation];
        for (const std::uint32_t step : path.hops) hop(step, scanner);
        for (const Object* object : here_)
            for (std::size_t i = object->first; i < object->first + object->count; ++i) {
                const Text& text = texts_[i];
                if (text.path != path.last) continue;
                const bool has_text = text.offset != JsonWalker::no_value;
                found_.push_back({path.slot, has_text,
                                  has_text ? std::string_view(bytes_).substr(text.offset, text.size)
                                           : std::string_view()});
            }
    }
    return found_;
}

} // namespace moisson
