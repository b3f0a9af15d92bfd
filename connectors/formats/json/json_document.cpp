#include "connectors/formats/json/json_document.hpp"

#include "connectors/formats/codes.hpp"
#include "core/text/utf8.hpp"

namespace moisson {
namespace {

constexpr std::size_t keys_listed = 20;

void list_key(std::string& list, std::size_t number, std::string_view key) {
    if (number > keys_listed) return;
    list += number == 0 ? "the keys there are: " : ", ";
    if (number == keys_listed)
        list += "…";
    else
        list.append(code_point_prefix(key, 60));
}

} // namespace

std::string name_of_json(char first) {
    switch (first) {
    case '{':
        return "an object";
    case '[':
        return "an array";
    case '"':
        return "a string";
    case 't':
    case 'f':
        return "a boolean";
    case 'n':
        return "null";
    case '\0':
        return "nothing";
    default:
        return "a number";
    }
}

void JsonDocument::colon() {
    if (scanner_.peek() != ':') scanner_.fail_unexpected("\":\"");
    scanner_.take();
}

bool JsonDocument::descend(const std::vector<std::string>& steps) {
    for (const auto& step : steps) {
        const char first = scanner_.peek();
        const bool found = first == '{' ? enter_member(step) : first == '[' ? enter_element(step) : false;
        if (first != '{' && first != '[') there_ = "there is " + name_of_json(first);
        if (!found) return false;
    }
    scanner_.peek();
    return true;
}

bool JsonDocument::enter_member(const std::string& name) {
    scanner_.take();
    open_.push_back({true, walker_.keys().open()});
    there_.clear();
    for (std::size_t number = 0; scanner_.peek() != '}'; ++number) {
        if (number > 0) {
            if (scanner_.peek() != ',') scanner_.fail_unexpected("\",\" or \"}\"");
            scanner_.take();
        }
        const std::string_view key = walker_.key(open_.back().keys);
        list_key(there_, number, key);
        const bool found = key == name;
        const bool noted = !found && depth() == 1 && !noted_key_.empty() && key == noted_key_;
        colon();
        if (found) return true;
        noted ? note_value() : walker_.walk(nullptr, depth());
    }
    if (there_.empty()) there_ = "the object is empty";
    return false;
}

bool JsonDocument::enter_element(const std::string& index) {
    there_ = "there is an array";
    if (index.empty() || index.size() > 9 || index.find_first_not_of("0123456789") != std::string::npos)
        return false;
    enter_array();
    for (unsigned long left = std::stoul(index);; --left) {
        if (!next_element()) return false;
        if (left == 0) return true;
        walker_.walk(nullptr, depth());
    }
}

void JsonDocument::note_value() {
    scanner_.keep();
    walker_.walk(&noted_paths_, depth());
    for (const auto& found : walker_.found())
        if (found.offset != JsonWalker::no_value)
            noted_ = found.in_arena ? walker_.arena().substr(found.offset, found.size)
                                    : std::string(scanner_.kept(found.offset, found.size));
    scanner_.release();
}

void JsonDocument::enter_array() {
    scanner_.take();
    open_.push_back({false, 0});
    first_ = true;
}

bool JsonDocument::next_element() {
    const char next = scanner_.peek();
    if (next == ']') return false;
    if (!first_) {
        if (next != ',') scanner_.fail_unexpected("\",\" or \"]\"");
        scanner_.take();
        scanner_.peek();
    }
    first_ = false;
    return true;
}

/// Up to the closing bracket, behind a value that was consumed (or behind "[").
void JsonDocument::skip_members(const Container& container) {
    const char close = container.object ? '}' : ']';
    while (scanner_.peek() != close) {
        if (scanner_.peek() != ',')
            scanner_.fail_unexpected(container.object ? "\",\" or \"}\"" : "\",\" or \"]\"");
        scanner_.take();
        if (container.object) {
            walker_.key(container.keys);
            colon();
        }
        walker_.walk(nullptr, depth());
    }
    scanner_.take();
    if (container.object) walker_.keys().close(container.keys);
}

void JsonDocument::finish() {
    scanner_.release();
    while (!open_.empty()) {
        skip_members(open_.back());
        open_.pop_back();
    }
    if (!scanner_.at_end())
        scanner_.fail(
            format_code::trailing_data,
            "something follows the end of the JSON document. Are these several documents (NDJSON)?");
}

} // namespace moisson
