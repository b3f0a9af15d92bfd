// Short texts that are compared letter by letter: what is passed over for speed must not change the result.
#include "core/linkage/similarity.hpp"
#include "core/linkage/word_match.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace moisson;

namespace {

/// The definition of optimal string alignment, cell by cell.
std::size_t slips_by_definition(const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
            cost[i][j] = i == 0 ? j : i;
            if (i == 0 || j == 0) continue;
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1,
                                   cost[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    return cost[a.size()][b.size()];
}

class Writer {
public:
    std::string word(std::size_t least, std::size_t most, unsigned letters = 26) {
        std::string word;
        for (std::size_t left = least + random_() % (most - least + 1); left > 0; --left)
            word += static_cast<char>('a' + random_() % letters);
        return word;
    }
    std::string with_slips(std::string text, std::size_t count) {
        for (; count > 0; --count) {
            const std::size_t at = text.empty() ? 0 : random_() % text.size();
            const char letter = static_cast<char>('a' + random_() % 26);
            switch (random_() % 4) {
            case 0:
                text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), letter);
                break;
            case 1:
                if (!text.empty()) text.erase(at, 1);
                break;
            case 2:
                if (!text.empty()) text[at] = letter;
                break;
            default:
                if (at + 1 < text.size()) std::swap(text[at], text[at + 1]);
            }
        }
        return text;
    }
    std::size_t below(std::size_t limit) { return random_() % limit; }

private:
    std::mt19937 random_{11};
};

WordMatch match(const std::string& a, const std::string& b) {
    LinkTable table(LinkProfile{});
    for (const std::string& street : {a, b}) {
        LinkRecord record;
        record.street = street;
        table.add(record);
    }
    const LinkRow &one = table.row(0), &other = table.row(1);
    return match_words({table, one, table.street_words(one)}, {table, other, table.street_words(other)}, 1);
}

} // namespace

TEST_CASE("slips are counted as defined, up to the limit") {
    Writer writer;
    for (int i = 0; i < 20'000; ++i) {
        const std::string a = writer.word(0, 14, 2 + i % 4);
        const std::string b = writer.with_slips(a, writer.below(6));
        const std::size_t limit = writer.below(4);
        CAPTURE(a);
        CAPTURE(b);
        REQUIRE(letter_slips(a, b, limit) == std::min(slips_by_definition(a, b), limit + 1));
    }
}

TEST_CASE("words that share no letters to speak of are passed over, those that are spelled alike are not") {
    Writer writer;
    SUBCASE("slips, as many as the length of a word allows") {
        for (int i = 0; i < 5000; ++i) {
            const std::string word = writer.word(4, 20);
            const std::string other = writer.with_slips(word, word.size() < 8 ? 1 : word.size() < 14 ? 2 : 3);
            const std::size_t shorter = std::min(word.size(), other.size());
            const std::size_t allowed = shorter < 4 ? 0 : shorter < 8 ? 1 : shorter < 14 ? 2 : 3;
            if (slips_by_definition(word, other) > allowed) continue;
            CAPTURE(word);
            CAPTURE(other);
            REQUIRE(match("xzxz " + word, other + " wkwk").common > 0);
        }
    }
    SUBCASE("words run together, cut short, as initials") {
        for (int i = 0; i < 2000; ++i) {
            const std::string a = writer.word(3, 8), b = writer.word(3, 8), c = writer.word(3, 8);
            CAPTURE(a + " " + b + " " + c);
            REQUIRE(match(a + " " + b, a + b).common > 0);
            REQUIRE(match(a + b + c, (a + b + c).substr(0, 5)).common > 0);
            REQUIRE(match(a + " " + b + " " + c, std::string{a[0], b[0], c[0]}).common > 0);
        }
    }
    SUBCASE("nothing in common") {
        CHECK(match("victor hugo", "des ecoles").common == 0);
        CHECK(match("victor hugo", "victor hugo").only_a == 0);
    }
}
