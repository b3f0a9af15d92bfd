// Link records as they are compared: words hashed and weighed, values as numbers, all in flat arrays. A
// million records of organisations take about 300 MB; as LinkRecord they would take a gigabyte.
#pragma once
#include "core/linkage/link_model.hpp"
#include "core/linkage/link_record.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

/// A text of one row, relative to LinkRow::text.
struct RowText {
    std::uint16_t begin = 0;
    std::uint16_t length = 0;
};

/// One word of a name, a title, a list of authors or a street.
struct LinkWord {
    std::uint32_t hash = 0;
    std::uint32_t letters = 0;     ///< letters_of()
    std::uint16_t begin = 0;       ///< relative to LinkRow::text
    std::uint8_t length : 6 = 0;   ///< longer words are cut
    std::uint8_t of_place : 1 = 0; ///< it also stands in the record's own municipality
    std::uint8_t distinct : 1 = 0; ///< see distinction()
    std::uint8_t weight = 255;     ///< of LinkModel::word_weight, 0..255
};

/// A digest of 0 = absent, everywhere below.
struct LinkRow {
    std::uint64_t key = 0;  ///< LinkRecord::key
    std::uint64_t zone = 0; ///< of département and municipality, or of the postcode
    std::uint64_t siret = 0;
    std::uint32_t siren = 0;
    std::uint32_t name = 0; ///< of the whole name, word by word
    std::uint32_t rna = 0, phone = 0, email = 0, mail_domain = 0, website = 0, site = 0, parent = 0, feed = 0;
    std::uint32_t street_letters = 0; ///< letters_of() as much of it as is compared
    std::uint32_t insee = 0, postcode = 0, municipality = 0, number = 0, street = 0;
    std::uint32_t text = 0, words = 0; ///< offsets into the table's texts and words
    float latitude = 0, longitude = 0; ///< NaN = absent
    RowText person_text, given_text, birth_text, phone_text, email_text, number_text, street_text,
        municipality_text;
    std::uint16_t year = 0;
    std::uint16_t department = 0; ///< two characters; 0 = unknown
    std::uint8_t name_words = 0, author_words = 0, street_words = 0, person_words = 0, given_words = 0;
    bool siret_valid = false;
};

/// The weights of LinkModel::word_weight by the digests of the words, for one look each.
class WordWeights {
public:
    explicit WordWeights(const LinkModel& model);
    /// 0..255; 255 for words that the model does not have.
    std::uint8_t of(std::uint32_t digest) const {
        std::size_t at = digest & mask_;
        while (slots_[at].first && slots_[at].first != digest) at = (at + 1) & mask_;
        return slots_[at].first ? slots_[at].second : 255;
    }

private:
    std::vector<std::pair<std::uint32_t, std::uint8_t>> slots_; ///< a digest of 0: free
    std::size_t mask_ = 0;
};

class LinkTable {
public:
    explicit LinkTable(const LinkProfile& profile) : profile_(profile) {}

    void reserve(std::size_t records);
    void add(const LinkRecord& record);
    /// The rows of another table of the same profile, behind the present ones.
    void append(const LinkTable& other);
    /// Sets the weight of the words of names and authors. Words added later weigh 1 until it is called again.
    void weigh(const WordWeights& weights);
    void weigh(const LinkModel& model) { weigh(WordWeights(model)); }

    /// All rows, municipality by municipality: those that are compared with one another stay in the
    /// processor's cache.
    std::vector<std::uint32_t> rows_by_zone() const;

    std::size_t size() const { return rows_.size(); }
    const LinkProfile& profile() const { return profile_; }
    const LinkRow& row(std::size_t index) const { return rows_[index]; }
    std::string_view text(const LinkRow& row, RowText text) const {
        return {texts_.data() + row.text + text.begin, text.length};
    }
    std::string_view text(const LinkRow& row, const LinkWord& word) const {
        return {texts_.data() + row.text + word.begin, word.length};
    }
    std::span<const LinkWord> name_words(const LinkRow& row) const {
        return {words_.data() + row.words, row.name_words};
    }
    std::span<const LinkWord> author_words(const LinkRow& row) const {
        return {words_.data() + row.words + row.name_words, row.author_words};
    }
    std::span<const LinkWord> street_words(const LinkRow& row) const {
        return {words_.data() + row.words + row.name_words + row.author_words, row.street_words};
    }
    std::span<const LinkWord> person_words(const LinkRow& row) const {
        return {words_.data() + row.words + row.name_words + row.author_words + row.street_words,
                row.person_words};
    }
    std::span<const LinkWord> given_words(const LinkRow& row) const {
        return {person_words(row).data() + row.person_words, row.given_words};
    }

private:
    RowText add_text(const LinkRow& row, std::string_view text);
    RowText add_words(const LinkRow& row, std::string_view text, std::uint8_t& count);
    void mark_names(const LinkRow& row, std::string_view municipality);
    void mark_streets(const LinkRow& row);

    LinkProfile profile_;
    std::vector<LinkRow> rows_;
    std::string texts_;
    std::vector<LinkWord> words_;
};

/// Adds `count` records behind the present ones: `add(i, part)` adds record i to a part of the table. Several
/// threads share the work, as making a row costs more than reading a record.
void add_rows(LinkTable& table, std::size_t count, unsigned workers,
              const std::function<void(std::size_t, LinkTable&)>& add);

/// Digest of a normalised word, as in LinkWord::hash; never 0.
std::uint32_t word_digest(std::string_view word);

} // namespace moisson
