#include "core/config/document.hpp"

#include "core/config/report.hpp"
#include "core/config/syntax_slip.hpp"
#include "core/text/utf8.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace moisson {
namespace {

constexpr std::size_t max_file_size = 4 << 20;

Mark to_mark(const toml::source_region& region) {
    Mark mark{region.begin.line, region.begin.column, 1};
    if (region.end.line == region.begin.line && region.end.column > region.begin.column)
        mark.width = region.end.column - region.begin.column;
    return mark;
}

template<class Written>
std::string written(const Written& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

Node convert(const toml::node& from);

void convert_table(const toml::table& from, Node& to) {
    to.members.reserve(from.size());
    for (const auto& [key, value] : from) {
        std::string name(key.str());
        to.members.push_back(
            {is_probably_nfc(name) ? std::move(name) : to_nfc(name), to_mark(key.source()), convert(value)});
    }
    std::sort(to.members.begin(), to.members.end(), [](const Member& a, const Member& b) {
        return a.mark.line != b.mark.line ? a.mark.line < b.mark.line : a.mark.column < b.mark.column;
    });
}

void convert_text(const std::string& from, Node& to) {
    to.type = Node::Type::text;
    to.text = is_probably_nfc(from) ? from : to_nfc(from);
}

Node convert(const toml::node& from) {
    Node to;
    to.mark = to_mark(from.source());
    if (const auto* table = from.as_table()) {
        convert_table(*table, to);
    } else if (const auto* list = from.as_array()) {
        to.type = Node::Type::list;
        to.items.reserve(list->size());
        for (const toml::node& item : *list) to.items.push_back(convert(item));
    } else if (const auto* text = from.as_string()) {
        convert_text(text->get(), to);
    } else if (const auto* integer = from.as_integer()) {
        to.type = Node::Type::integer;
        to.integer = integer->get();
        to.number = static_cast<double>(to.integer);
        to.text = std::to_string(to.integer);
    } else if (const auto* number = from.as_floating_point()) {
        to.type = Node::Type::number;
        to.number = number->get();
        to.text = written(to.number);
    } else if (const auto* boolean = from.as_boolean()) {
        to.type = Node::Type::boolean;
        to.boolean = boolean->get();
        to.text = to.boolean ? "true" : "false";
    } else {
        to.type = Node::Type::date;
        from.visit([&](const auto& value) {
            if constexpr (toml::is_chronological<decltype(value)>) to.text = written(value.get());
        });
    }
    return to;
}

} // namespace

const Member* Node::find(std::string_view key) const {
    for (const Member& member : members)
        if (member.key == key) return &member;
    return nullptr;
}

std::string_view to_string(Node::Type type) {
    switch (type) {
    case Node::Type::table:
        return "a table";
    case Node::Type::list:
        return "a list";
    case Node::Type::text:
        return "a text";
    case Node::Type::integer:
        return "a whole number";
    case Node::Type::number:
        return "a number";
    case Node::Type::boolean:
        return "true or false";
    case Node::Type::date:
        return "a date";
    }
    return "a value";
}

std::optional<Node> parse_document(std::string_view text, Report& report) {
    if (text.size() > max_file_size) {
        report.error("toml.too-large", Mark{}, "the file is larger than 4 MiB", {},
                     "a configuration file has a few kilobytes");
        return std::nullopt;
    }
    if (auto slip = find_slip_before_parsing(text)) {
        report.add(*slip);
        return std::nullopt;
    }
    try {
        return convert(toml::parse(text));
    } catch (const toml::parse_error& error) {
        const toml::source_position at = error.source().begin;
        report.add(name_slip(text, at.line, at.column, error.description()));
    }
    return std::nullopt;
}

} // namespace moisson
