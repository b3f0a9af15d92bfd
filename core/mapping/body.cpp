// The stored body of a record: compact JSON in schema order. Written for every changed record, hence by hand:
// the size is computed first, then bytes are copied without asking for room again.
#include "core/mapping/mapping.hpp"

#include <charconv>
#include <cstring>

namespace moisson {
namespace {

constexpr std::size_t longest_number = 32;

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// Bit 7 of a byte is set where the byte is zero (exact as long as only "any" is asked).
std::uint64_t zero_bytes(std::uint64_t word) { return (word - 0x0101010101010101ull) & ~word; }

bool any_escape(std::string_view text) {
    std::uint64_t found = 0;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + at, 8);
        found |= (word - 0x2020202020202020ull) & ~word; // below 0x20
        found |= zero_bytes(word ^ 0x2222222222222222ull) |
                 zero_bytes(word ^ 0x5C5C5C5C5C5C5C5Cull); // " and backslash
    }
    bool rest = false;
    for (; at < text.size(); ++at) rest |= needs_escape(text[at]);
    return rest || (found & 0x8080808080808080ull) != 0;
}

std::string escaped(std::string_view text) {
    constexpr const char* digits = "0123456789abcdef";
    std::string out;
    for (char c : text) {
        if (!needs_escape(c))
            out += c;
        else if (c == '"' || c == '\\')
            (out += '\\') += c;
        else if (c == '\n' || c == '\r' || c == '\t')
            (out += '\\') += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
        else
            ((out += "\\u00") += digits[static_cast<unsigned char>(c) >> 4]) +=
                digits[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

/// Appends to a string with as few questions as possible; give it the room it needs first.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}
    void reserve(std::size_t bytes) {
        if (used_ + bytes > out_.size()) out_.resize((used_ + bytes) * 2);
    }
    void put(char c) { out_[used_++] = c; }
    void put(std::string_view text) {
        std::memcpy(out_.data() + used_, text.data(), text.size());
        used_ += text.size();
    }
    template<typename Number>
    void put_number(Number number) {
        char* first = out_.data() + used_;
        used_ += static_cast<std::size_t>(std::to_chars(first, first + longest_number, number).ptr - first);
    }
    void finish() { out_.resize(used_); }

private:
    std::string& out_;
    std::size_t used_ = 0;
};

void put_item(const Field& field, std::string_view text, Writer& out) {
    std::string with_escapes;
    const bool quoted = field.type != FieldType::json; // a json field holds canonical JSON already
    if (quoted && any_escape(text)) text = with_escapes = escaped(text);
    out.reserve(text.size() + 4);
    if (quoted) out.put('"');
    out.put(text);
    if (quoted) out.put('"');
}

void put_list(const Field& field, const List& list, Writer& out) {
    out.put('[');
    bool first = true;
    for (const std::string& item : list) {
        if (!first) out.put(',');
        first = false;
        put_item(field, item, out);
    }
    out.reserve(1);
    out.put(']');
}

void put_value(const Field& field, const Value& value, Writer& out) {
    switch (value.index()) {
    case 1:
        return put_item(field, *std::get_if<std::string>(&value), out);
    case 2:
        return out.put_number(*std::get_if<std::int64_t>(&value));
    case 3:
        return out.put_number(*std::get_if<double>(&value));
    case 4:
        return out.put(std::string_view(*std::get_if<bool>(&value) ? "true" : "false"));
    default:
        return put_list(field, *std::get_if<List>(&value), out);
    }
}

} // namespace

void write_body(const Kind& kind, const Record& record, std::string& out) {
    Writer writer(out);
    bool first = true;
    for (std::size_t i = 0; i < record.values.size() && i < kind.fields.size(); ++i) {
        if (is_absent(record.values[i])) continue;
        const std::string& name = kind.fields[i].name;
        writer.reserve(name.size() + longest_number + 8);
        writer.put(first ? '{' : ',');
        first = false;
        writer.put('"');
        writer.put(name);
        writer.put('"');
        writer.put(':');
        put_value(kind.fields[i], record.values[i], writer);
    }
    writer.reserve(2);
    if (first) writer.put('{');
    writer.put('}');
    writer.finish();
}

} // namespace moisson
