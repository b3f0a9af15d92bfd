// A TOML file as plain nodes in file order, each with its place: the only door to toml++.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

class Report;

/// A place in the file, in code points, 1-based; line 0 = the file as a whole.
struct Mark {
    std::uint32_t line = 0, column = 0, width = 1;
};

struct Member;

struct Node {
    enum class Type : std::uint8_t { table, list, text, integer, number, boolean, date };
    Type type = Type::table;
    Mark mark;
    std::string text; ///< of a text (NFC), else the value as it would be written
    std::int64_t integer = 0;
    double number = 0;
    bool boolean = false;
    std::vector<Member> members; ///< of a table, in file order
    std::vector<Node> items;     ///< of a list

    bool is_table() const { return type == Type::table; }
    bool is_list() const { return type == Type::list; }
    bool is_text() const { return type == Type::text; }
    const Member* find(std::string_view key) const;
};

struct Member {
    std::string key;
    Mark mark; ///< of the key
    Node value;
};

std::string_view to_string(Node::Type type); ///< "a text", "a list", … for messages

/// The whole file, or nothing and one error in the report. Never throws.
std::optional<Node> parse_document(std::string_view text, Report& report);

} // namespace moisson
