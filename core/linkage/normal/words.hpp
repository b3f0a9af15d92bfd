// Text cut into lower-case ASCII words, and tables of words: what all normalisation for comparison begins
// with.
#pragma once
#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct Word {
    std::string_view text;
    bool after_break = false; ///< a comma, a bracket, a dash between blanks stands before it
};

/// How the signs inside words are read.
enum class WordStyle : std::uint8_t {
    name,    ///< elisions go (l'eau → eau), R.P.S. → rps, & → et
    person,  ///< apostrophes join (D'Arc → darc), initials stay apart
    address, ///< as name; "s/" → sur, "s/s" → sous, a postcode glued to a word is cut off
};

/// The first 64 words of a text. Words are views of a buffer that lives here: not to be copied.
class Words {
public:
    static constexpr std::size_t limit = 64;

    Words(std::string_view text, WordStyle style);
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;

    std::size_t size() const { return words_.size(); }
    Word& operator[](std::size_t at) { return words_[at]; }
    const Word& operator[](std::size_t at) const { return words_[at]; }
    std::string_view text(std::size_t at) const {
        return at < words_.size() ? words_[at].text : std::string_view();
    }
    void erase(std::size_t at, std::size_t count = 1);
    /// Makes one word of `count` words.
    void join(std::size_t at, std::size_t count);
    void put_first(std::string word);
    void clear_breaks();
    /// [from, to) with one blank between the words.
    std::string str(std::size_t from, std::size_t to) const;
    std::string str() const { return str(0, words_.size()); }

private:
    std::string text_;
    std::forward_list<std::string> joined_; ///< words that are not in text_
    std::vector<Word> words_;
};

/// Words of one meaning: "avenue" for "av ave aven".
struct WordRow {
    std::string_view meaning;
    std::string_view spellings; ///< separated by blanks; `meaning` itself need not be named
};

/// Finds the row of a word with one look. Built once from a table; a spelling that comes twice counts where
/// it comes first.
class WordIndex {
public:
    explicit WordIndex(std::span<const WordRow> rows);
    /// Number of the row, or -1.
    int find(std::string_view word) const;
    /// Adds a spelling of `row`.
    void add(std::string_view word, int row);

private:
    struct Slot {
        std::string_view word;
        int row = -1;
    };
    void grow();
    std::vector<Slot> slots_;
    std::size_t used_ = 0;
};

/// Cuts a list at its blanks (or at another character).
std::vector<std::string_view> split_words(std::string_view list, char at = ' ');

/// The value of "2eme", "1er", "3rd", "21st": "2", "1", "3", "21"; other words as they are.
std::string_view without_ordinal(std::string_view word);
/// "007" → "7", "00009" → "9"; codes of five digits ("02230") and more stay, so do words with letters.
std::string_view without_leading_zeros(std::string_view word);
/// de, du, des, la, le, les …: words between words.
bool is_particle(std::string_view word);
bool begins_with_vowel(std::string_view word); ///< or a mute h

} // namespace moisson
