// A JSON document around the array of records: finds the way in, and validates the rest on the way out.
#pragma once
#include "connectors/formats/json/json_scanner.hpp"
#include "connectors/formats/json/json_walker.hpp"

#include <string>
#include <vector>

namespace moisson {

/// Thread: one at a time. All functions throw FormatError.
class JsonDocument {
public:
    explicit JsonDocument(OpenBytes open) : bytes_(open()), scanner_(*bytes_), walker_(scanner_) {}

    /// Goes to the value at the end of the path. False when it does not exist; what() then tells what was
    /// there.
    bool descend(const std::vector<std::string>& steps);
    /// "the keys there are: a, b" or "there is a number".
    const std::string& what_was_there() const { return there_; }

    /// While descending, the text at `path` below a member `key` of the outermost object is kept, if it is
    /// passed.
    void note(std::string key, const std::vector<std::string>& path) {
        noted_key_ = std::move(key);
        noted_paths_.add(path, 0);
        noted_paths_.finish();
    }
    const std::string& noted() const { return noted_; } ///< "" when it was not passed

    /// After the value at the path was consumed: validates what follows up to the end of the file.
    void finish();

    /// An array is entered; then each call goes to its next element, false behind the last.
    void enter_array();
    bool next_element();

    JsonScanner& scanner() { return scanner_; }
    JsonWalker& walker() { return walker_; }
    std::size_t depth() const { return open_.size(); }

private:
    struct Container {
        bool object;
        std::size_t keys;
    };
    bool enter_member(const std::string& name);
    bool enter_element(const std::string& index);
    void note_value();
    void skip_members(const Container& container);
    void colon();

    std::unique_ptr<ByteSource> bytes_;
    JsonScanner scanner_;
    JsonWalker walker_;
    std::vector<Container> open_;
    bool first_ = true; ///< no element of the entered array was taken yet
    std::string there_;
    std::string noted_key_, noted_;
    SelectorTree noted_paths_;
};

/// "an object", "an array", "null", …: what starts with this byte.
std::string name_of_json(char first);

} // namespace moisson
