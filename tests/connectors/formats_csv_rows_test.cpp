// The fast search for delimiters against a reader that looks at one byte after the other.
#include "connectors/formats/csv/csv_part.hpp"
#include "connectors/formats/csv/row_reader.hpp"
#include "core/text/utf8.hpp"

#include <doctest/doctest.h>
#include <random>

using namespace moisson;
using namespace std::string_literals;

namespace {

struct PlainRow {
    std::vector<std::string> cells;
    std::uint64_t line = 0;
    bool has_nul = false, stray_quote = false, text_after_quote = false;
    bool operator==(const PlainRow&) const = default;
};

/// Rows of `text`, in which every quote that opens a cell is closed.
class PlainReader {
public:
    PlainReader(std::string_view text, CsvDialect dialect) : text_(text), dialect_(dialect) {}

    bool read(PlainRow& row) {
        if (at_ == text_.size()) return false;
        row = {{}, line_, false, false, false};
        for (;; ++at_) {
            is('"') ? quoted(row) : plain(row);
            if (!is(dialect_.delimiter)) break;
        }
        if (is('\r') && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
        if (at_ < text_.size()) ++at_;
        ++line_;
        return true;
    }

private:
    bool is(char c) const { return at_ < text_.size() && text_[at_] == (c == '"' ? dialect_.quote : c); }
    bool at_stop() const { return at_ == text_.size() || is(dialect_.delimiter) || is('\n') || is('\r'); }

    void plain(PlainRow& row) {
        const std::size_t start = at_;
        for (; !at_stop(); ++at_) {
            row.stray_quote |= is('"');
            row.has_nul |= is('\0');
        }
        row.cells.emplace_back(text_.substr(start, at_ - start));
    }

    void quoted(PlainRow& row) {
        const std::size_t start = at_;
        std::string inside;
        for (++at_;; ++at_) {
            if (is('"')) {
                ++at_;
                if (!is('"')) break;
            }
            line_ += is('\n') || (is('\r') && text_[at_ + 1] != '\n');
            row.has_nul |= is('\0');
            inside += text_[at_];
        }
        const std::size_t closed = at_;
        for (; !at_stop(); ++at_) row.has_nul |= is('\0');
        const bool blank =
            text_.substr(closed, at_ - closed).find_first_not_of(' ') == std::string_view::npos;
        row.text_after_quote |= !blank;
        row.cells.push_back(blank ? inside : std::string(text_.substr(start, at_ - start)));
    }

    std::string_view text_;
    CsvDialect dialect_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 1;
};

/// Hands the text out in pieces of any size.
class Pieces final : public ByteSource {
public:
    Pieces(std::string_view text, unsigned seed) : text_(text), chance_(seed) {}
    std::size_t read(char* to, std::size_t size) override {
        const std::size_t count = text_.copy(to, std::min<std::size_t>(size, 1 + chance_() % 100'000));
        text_.remove_prefix(count);
        return count;
    }

private:
    std::string_view text_;
    std::minstd_rand chance_;
};

PlainRow plain(CsvRow& row, char quote) {
    PlainRow result{{}, row.line, row.has_nul, row.stray_quote, row.text_after_quote};
    for (auto& cell : row.cells) result.cells.emplace_back(unescape(cell, quote));
    return result;
}

/// The first row that differs, "" when none does.
std::string difference(std::string_view text, CsvDialect dialect, unsigned seed) {
    Pieces pieces(text, seed);
    CsvRowReader reader(pieces);
    reader.set_dialect(dialect);
    PlainReader plainly(text, dialect);
    CsvRow row;
    PlainRow expected;
    for (std::size_t number = 1;; ++number) {
        const bool more = plainly.read(expected);
        if (reader.read(row) != more) return "number of rows: " + std::to_string(number);
        if (!more) return "";
        const bool bad = !is_valid_utf8(row.bytes);
        if (bad && !row.maybe_bad_bytes) return "bad bytes not seen in row " + std::to_string(number);
        if (plain(row, dialect.quote) != expected) return "row " + std::to_string(number);
    }
}

std::string cell(std::minstd_rand& chance) {
    static const std::vector<std::string> forms = {"",           "a",
                                                   "été",        "\"\"",
                                                   "\"a;b\"",    "\"dit \"\"oui\"\"\"",
                                                   "\"l1\nl2\"", "\"\r\n\r\"",
                                                   "5\" x",      "\"a\" b",
                                                   "\"a\"  ",    "\"\"\"\"",
                                                   "a\tb\x0B",   "\"é\"\"\"\"\"",
                                                   "a\0b"s,      "\"\0\""s,
                                                   "😀",          "a\xE9",
                                                   "\x0Dz"s,     "'",
                                                   " \"x\"",     "<",
                                                   "-2.759497",  "\"\n\""};
    if (chance() % 4 == 0) return std::string(chance() % 90, 'x');
    return forms[chance() % (chance() % 2 ? 3 : forms.size())];
}

std::string table(std::minstd_rand& chance, std::size_t size) {
    static const char* const ends[] = {"\n", "\r\n", "\r", "\n\n"};
    std::string text;
    while (text.size() < size) {
        for (auto left = chance() % 20; left > 0; --left) text += cell(chance) + ";";
        text += cell(chance) + ends[chance() % 8 < 5 ? 0 : chance() % 4];
    }
    return chance() % 2 ? text : text + "last";
}

std::vector<std::uint32_t> others_of(const SpecialOffsets& offsets) {
    std::vector<std::uint32_t> others;
    for (std::size_t i = 0; i < offsets.other_count; ++i) others.push_back(offsets.found[offsets.others[i]]);
    return others;
}

} // namespace

TEST_CASE("csv: special bytes are found at every offset of a block, and not behind the end") {
    using Search = void (*)(const char*, std::size_t, char, char, SpecialOffsets&);
    std::minstd_rand chance(7);
    for (const Search search : {Search(find_special_bytes), Search(find_special_bytes_baseline)})
        for (std::size_t size = 0; size < 330; ++size) {
            std::string text(size + special_room, ';'); // what stands behind the end is special too
            std::vector<std::uint32_t> expected, others;
            for (std::uint32_t i = 0; i < size; ++i) {
                const auto c = ";;\"\n\r\0\x0D\x0E ~\x7F\x80\xFFxxxxx"[chance() % (size % 3 ? 18 : 2)];
                text[i] = c;
                const bool other = c == '"' || (c >= 0 && c <= 0x0D);
                if (other || c == ';') expected.push_back(i);
                if (other) others.push_back(i);
            }
            std::vector<std::uint32_t> found(size + special_room), other(size + special_room);
            SpecialOffsets offsets{found.data(), other.data()};
            search(text.data(), size, ';', '"', offsets);
            found.resize(offsets.found_count);
            CHECK(found == expected);
            CHECK(others_of(offsets) == others);
        }
}

TEST_CASE("csv: rows are those of a plain reader, wherever blocks, stretches and windows end") {
    std::minstd_rand chance(11);
    for (unsigned seed = 1; seed < 60; ++seed) {
        CAPTURE(seed);
        CHECK(difference(table(chance, 200 + seed * 173), {';', '"'}, seed) == "");
    }
    for (unsigned seed = 1; seed < 4; ++seed) {
        CAPTURE(seed);
        CHECK(difference(table(chance, 700'000), {';', '"'}, seed) == "");
    }
    const std::string rows = table(chance, 9000);
    for (std::size_t shift = 0; shift < 70; ++shift) {
        CAPTURE(shift);
        CHECK(difference(std::string(shift, 'x') + ";\n" + rows, {';', '"'}, 5) == "");
    }
}
