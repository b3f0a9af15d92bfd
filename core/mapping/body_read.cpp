// Reads what write_body() wrote; unknown members are skipped, so that an older body survives a new schema.
#include "core/mapping/mapping.hpp"
#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <charconv>
#include <stdexcept>

namespace moisson {
namespace {

[[noreturn]] void damaged() {
    throw std::runtime_error("a stored record body is not the JSON that moisson writes");
}

/// A cursor over compact JSON. Throws std::runtime_error when the text is something else.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    void expect(char c) {
        if (!take(c)) damaged();
    }

    void text(std::string& out) {
        expect('"');
        out.clear();
        while (true) {
            std::size_t stop = at_;
            while (stop < text_.size() && text_[stop] != '"' && text_[stop] != '\\') ++stop;
            if (stop == text_.size()) damaged();
            out.append(text_.substr(at_, stop - at_));
            at_ = stop + 1;
            if (text_[stop] == '"') return;
            escape(out);
        }
    }

    /// A name as it is written: the schema's have nothing to escape.
    std::string_view name() {
        const std::size_t start = at_;
        skip_text();
        return text_.substr(start + 1, at_ - start - 2);
    }

    /// The bytes of any JSON value, brackets balanced.
    std::string_view raw() {
        const std::size_t start = at_;
        int depth = 0;
        do {
            const char c = peek();
            if (c == '\0') damaged();
            if (c == '"') {
                skip_text();
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
            if (c == '[' || c == '{') ++depth;
            if (c == ']' || c == '}') --depth;
            ++at_;
        } while (at_ < text_.size());
        return text_.substr(start, at_ - start);
    }

private:
    void skip_text() {
        expect('"');
        for (; peek() != '"'; ++at_) {
            if (at_ >= text_.size()) damaged();
            if (peek() == '\\') ++at_;
        }
        ++at_;
    }

    unsigned hex4() {
        unsigned value = 0;
        if (at_ + 4 > text_.size()) damaged();
        const auto result = std::from_chars(text_.data() + at_, text_.data() + at_ + 4, value, 16);
        if (result.ptr != text_.data() + at_ + 4) damaged();
        at_ += 4;
        return value;
    }

    void unicode_escape(std::string& out) {
        char32_t c = hex4();
        if (c >= 0xD800 && c < 0xDC00 && text_.substr(at_, 2) == "\\u") {
            at_ += 2;
            c = 0x10000 + ((c - 0xD800) << 10) + (hex4() - 0xDC00);
        }
        append_utf8(out, c);
    }

    void escape(std::string& out) {
        constexpr std::string_view names = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
        const char c = peek();
        ++at_;
        if (c == 'u') return unicode_escape(out);
        const std::size_t which = names.find(c);
        if (which == names.npos) damaged();
        out += values[which];
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

void read_item(const Field& field, Reader& reader, std::string& out) {
    if (field.type == FieldType::json)
        out = reader.raw();
    else
        reader.text(out);
}

Value read_number(const Field& field, std::string_view text) {
    if (field.type == FieldType::integer) {
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    double number = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc()) damaged();
    return number;
}

void read_list(const Field& field, Reader& reader, List& list) {
    reader.expect('[');
    while (!reader.take(']')) {
        if (!list.empty()) reader.expect(',');
        read_item(field, reader, list.emplace_back());
    }
}

/// `out` is absent before.
void read_value(const Field& field, Reader& reader, Value& out) {
    if (field.list && reader.peek() == '[') return read_list(field, reader, out.emplace<List>());
    if (reader.peek() == '"' || field.type == FieldType::json)
        return read_item(field, reader, out.emplace<std::string>());
    const std::string_view raw = reader.raw();
    if (raw == "true" || raw == "false")
        out = raw == "true";
    else if (!raw.empty() && (is_digit(raw[0]) || raw[0] == '-'))
        out = read_number(field, raw);
}

/// Members come in schema order: the next field is nearly always the right one.
int find_field(const Kind& kind, std::string_view name, std::size_t& next) {
    for (std::size_t i = next; i < kind.fields.size(); ++i)
        if (kind.fields[i].name == name) {
            next = i + 1;
            return static_cast<int>(i);
        }
    return kind.find(name);
}

} // namespace

Record read_body(const Schema& schema, std::uint16_t kind_index, std::string_view id, std::string_view body) {
    const Kind& kind = schema.kind(kind_index);
    Record record{kind_index, std::string(id), std::vector<Value>(kind.fields.size())};
    Reader reader(body);
    std::size_t next = 0;
    reader.expect('{');
    for (bool first = true; !reader.take('}'); first = false) {
        if (!first) reader.expect(',');
        const int index = find_field(kind, reader.name(), next);
        reader.expect(':');
        if (index < 0)
            reader.raw();
        else
            read_value(kind.fields[static_cast<std::size_t>(index)], reader,
                       record.values[static_cast<std::size_t>(index)]);
    }
    return record;
}

} // namespace moisson
