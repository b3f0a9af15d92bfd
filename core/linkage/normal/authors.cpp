// Authors of a work. Notations differ ("Y. E. Ioannidis", "Ioannidis, Yannis", "Ioannidis YE"), surname and
// first initial are what they have in common.
#include "core/linkage/normal/names.hpp"
#include "core/linkage/normal/words.hpp"
#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"

#include <algorithm>

namespace moisson {
namespace {

using AuthorPiece = std::vector<std::string_view>; ///< words between two separators

bool is_author_initial(std::string_view word) { return word.size() == 1; }

bool is_no_author(std::string_view word) {
    static const WordRow row[] = {{"al", "others eds ed editor editors jr sr ii iii phd"}};
    static const WordIndex index(row);
    return index.find(word) >= 0;
}

bool is_between_authors(std::string_view word) {
    return word == "and" || word == "et" || word == "und" || word == "with";
}

/// Folded text cut at commas, semicolons and "and"; dots and dashes part words.
class AuthorPieces {
public:
    explicit AuthorPieces(std::string_view folded) {
        const char separator = folded.find(';') != folded.npos ? ';' : ',';
        for (std::size_t from = 0; from <= folded.size();) {
            const std::size_t end = std::min(folded.find_first_of(";,&", from), folded.size());
            words(folded.substr(from, end - from));
            if (end < folded.size() && folded[end] != separator && folded[end] == ',')
                comma_inside();
            else
                flush();
            from = end + 1;
        }
    }
    const std::vector<AuthorPiece>& pieces() const { return pieces_; }
    /// "Ioannidis, Y. E., Poosala, V.": a piece of initials belongs to the surname before it.
    void give_initials_back() {
        for (std::size_t i = 1; i < pieces_.size(); ++i)
            if (std::all_of(pieces_[i].begin(), pieces_[i].end(), is_author_initial) &&
                !is_author_initial(pieces_[i - 1].back())) {
                pieces_[i - 1].insert(pieces_[i - 1].end(), pieces_[i].begin(), pieces_[i].end());
                pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(i--));
            }
    }

private:
    /// "Ioannidis, Yannis; Poosala, Viswanath": what follows is given names, of which the initial counts.
    void comma_inside() { inside_ = piece_.size(); }

    void words(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t begin = at;
            while (at < text.size() && (is_lower(text[at]) || is_digit(text[at]))) ++at;
            if (at > begin) word(text.substr(begin, at - begin));
            if (at == begin) ++at;
        }
    }
    void word(std::string_view text) {
        if (count_ == Words::limit) return;
        if (is_between_authors(text)) return flush();
        if (is_no_author(text)) return;
        ++count_;
        piece_.push_back(inside_ > 0 ? text.substr(0, 1) : text);
    }
    void flush() {
        if (!piece_.empty()) pieces_.push_back(std::move(piece_));
        piece_.clear();
        inside_ = 0;
    }

    AuthorPiece piece_;
    std::vector<AuthorPiece> pieces_;
    std::size_t inside_ = 0, count_ = 0;
};

std::string author_text(std::string_view surname, char initial) {
    std::string out(surname);
    out += ' ';
    out += initial;
    return out;
}

/// "ioannidis y e poosala v": surnames, each followed by its initials.
void surnames_first(const AuthorPiece& piece, std::vector<std::string>& out) {
    for (std::size_t i = 0; i + 1 < piece.size(); ++i)
        if (!is_author_initial(piece[i]) && is_author_initial(piece[i + 1]))
            out.push_back(author_text(piece[i], piece[i + 1][0]));
}

void add_authors(const AuthorPiece& piece, std::vector<std::string>& out) {
    if (std::all_of(piece.begin(), piece.end(), is_author_initial)) {
        std::string letters;
        for (std::string_view word : piece) letters += word;
        if (letters.size() > 1 && !is_no_author(letters) && !is_between_authors(letters))
            out.push_back(author_text(letters, letters[0]));
    } else if (is_author_initial(piece.back()) && !is_author_initial(piece.front())) {
        surnames_first(piece, out);
    } else if (!is_author_initial(piece.back())) {
        out.push_back(author_text(piece.back(), piece.front()[0]));
    }
}

} // namespace

std::string normal_authors(std::string_view text) {
    std::string folded = fold(text);
    std::erase(folded, '\'');
    AuthorPieces found(folded);
    found.give_initials_back();
    std::vector<std::string> authors;
    for (const AuthorPiece& piece : found.pieces()) add_authors(piece, authors);
    std::sort(authors.begin(), authors.end());
    authors.erase(std::unique(authors.begin(), authors.end()), authors.end());
    // Two words each: what is normal is read whole when it is read again.
    if (authors.size() > Words::limit / 2) authors.resize(Words::limit / 2);
    std::string out;
    for (const std::string& one : authors) {
        if (!out.empty()) out += ' ';
        out += one;
    }
    return out;
}

} // namespace moisson
