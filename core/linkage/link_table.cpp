#include "core/linkage/link_table.hpp"

#include "core/linkage/similarity.hpp"
#include "core/threads/run_tasks.hpp"

#include "core/linkage/normal/address.hpp"
#include "core/linkage/normal/codes.hpp"
#include "core/linkage/normal/contact.hpp"
#include "core/linkage/normal/names.hpp"
#include "core/model/digest.hpp"
#include "core/text/identifiers.hpp"

#include <algorithm>
#include <charconv>

namespace moisson {

namespace {

constexpr std::size_t longest_text = 400; ///< more than any honest name or street has
constexpr std::size_t longest_word = 63;
constexpr std::size_t most_words = 24;
constexpr std::uint8_t street_type_weight = 60; ///< of 255
constexpr std::size_t rows_per_part = 1024;     ///< that one thread adds at a time

std::uint32_t value_digest(std::string_view value) {
    if (value.empty()) return 0;
    const auto digest = static_cast<std::uint32_t>(digest64(value));
    return digest ? digest : 1;
}

std::uint64_t number_of(std::string_view digits) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

bool has_word(std::string_view words, std::string_view word) {
    for (std::size_t at = words.find(word); at != words.npos; at = words.find(word, at + 1)) {
        const std::size_t end = at + word.size();
        if ((at == 0 || words[at - 1] == ' ') && (end == words.size() || words[end] == ' ')) return true;
    }
    return false;
}

/// Or one that is spelled like one of them: "meluun" in Melun.
bool has_word_like(std::string_view words, std::string_view word) {
    if (word.size() < 4) return false;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find(' ', at), words.size());
        const std::string_view one = words.substr(at, end - at);
        if (one.size() >= 4 && one.front() == word.front() && letter_slips(one, word, 1) <= 1) return true;
        at = end + 1;
    }
    return false;
}

/// Département and municipality; the postcode where no municipality is named. Not the INSEE code: a third of
/// the producers do not know it, and names of municipalities are known by nearly all.
std::uint64_t zone_of(const LinkRecord& record, std::string_view department) {
    if (record.municipality.empty()) return record.postcode.empty() ? 0 : digest64(record.postcode, 2);
    std::string zone(department.substr(0, 2));
    zone += '|';
    zone += record.municipality;
    return digest64(zone, 1);
}

/// What a person is called, as one text.
std::string person_name_of(const LinkRecord& record) {
    if (record.person.empty() || record.given.empty()) return {};
    return record.person + '|' + record.given;
}

void describe_place(LinkRow& row, const LinkRecord& record) {
    const std::string department = department_for(record.insee, record.postcode);
    if (department.size() >= 2)
        row.department = static_cast<std::uint16_t>(department[0] << 8 | department[1]);
    row.zone = zone_of(record, department);
    row.insee = value_digest(record.insee);
    row.postcode = value_digest(record.postcode);
    row.municipality = value_digest(record.municipality);
    row.number = value_digest(record.number);
    row.street = value_digest(record.street);
    row.street_letters = letters_of(std::string_view(record.street).substr(0, longest_compared));
    row.latitude = record.latitude;
    row.longitude = record.longitude;
}

void describe_identifiers(LinkRow& row, const LinkRecord& record) {
    row.siret = number_of(record.siret);
    row.siret_valid = row.siret != 0 && check_siret(record.siret) == IdentifierCheck::ok;
    row.siren = static_cast<std::uint32_t>(number_of(record.siren));
    row.rna = value_digest(record.rna);
    row.phone = value_digest(record.phone);
    row.email = value_digest(record.email);
    row.mail_domain = value_digest(email_domain(record.email));
    row.website = value_digest(record.website);
    row.site = value_digest(website_key(record.website));
    row.parent = value_digest(record.parent);
    row.feed = static_cast<std::uint32_t>(record.feed);
}

} // namespace

std::uint32_t word_digest(std::string_view word) { return value_digest(word.substr(0, longest_word)); }

void LinkTable::reserve(std::size_t records) {
    rows_.reserve(records);
    words_.reserve(records * 8);
    texts_.reserve(records * 80);
}

RowText LinkTable::add_text(const LinkRow& row, std::string_view text) {
    text = text.substr(0, longest_text);
    const RowText slice{static_cast<std::uint16_t>(texts_.size() - row.text),
                        static_cast<std::uint16_t>(text.size())};
    texts_ += text;
    return slice;
}

RowText LinkTable::add_words(const LinkRow& row, std::string_view text, std::uint8_t& count) {
    const RowText slice = add_text(row, text);
    text = text.substr(0, longest_text);
    for (std::size_t begin = 0; begin < text.size() && count < most_words;) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        if (const auto word = text.substr(begin, std::min(end - begin, longest_word)); !word.empty()) {
            LinkWord& added = words_.emplace_back();
            added.hash = word_digest(word);
            added.letters = letters_of(word);
            added.begin = static_cast<std::uint16_t>(slice.begin + begin);
            added.length = static_cast<std::uint8_t>(word.size()) & 63U;
            ++count;
        }
        begin = end + 1;
    }
    return slice;
}

void LinkTable::mark_names(const LinkRow& row, std::string_view municipality) {
    for (std::size_t i = row.words; i < row.words + row.name_words; ++i) {
        const std::string_view word = text(row, words_[i]);
        words_[i].of_place =
            !municipality.empty() && (has_word(municipality, word) || has_word_like(municipality, word));
        words_[i].distinct = is_discriminating_word(word);
    }
}

/// "rue" tells less than the name of the street.
void LinkTable::mark_streets(const LinkRow& row) {
    const std::size_t first = row.words + row.name_words + row.author_words;
    for (std::size_t i = first; i < first + row.street_words; ++i)
        if (is_street_type(text(row, words_[i]))) words_[i].weight = street_type_weight;
}

void LinkTable::add(const LinkRecord& record) {
    LinkRow row;
    row.key = record.key;
    row.text = static_cast<std::uint32_t>(texts_.size());
    row.words = static_cast<std::uint32_t>(words_.size());
    row.name = value_digest(record.name.empty() ? person_name_of(record) : record.name);
    add_words(row, record.name, row.name_words);
    add_words(row, record.authors, row.author_words);
    row.street_text = add_words(row, record.street, row.street_words);
    row.person_text = add_words(row, record.person, row.person_words);
    row.given_text = add_words(row, record.given, row.given_words);
    row.birth_text = add_text(row, record.birth);
    row.phone_text = add_text(row, record.phone);
    row.email_text = add_text(row, record.email);
    row.number_text = add_text(row, record.number);
    row.municipality_text = add_text(row, record.municipality);
    row.year = static_cast<std::uint16_t>(number_of(record.year));
    mark_names(row, record.municipality);
    mark_streets(row);
    describe_place(row, record);
    describe_identifiers(row, record);
    rows_.push_back(row);
}

void LinkTable::append(const LinkTable& other) {
    const auto texts = static_cast<std::uint32_t>(texts_.size());
    const auto words = static_cast<std::uint32_t>(words_.size());
    texts_ += other.texts_;
    words_.insert(words_.end(), other.words_.begin(), other.words_.end());
    for (LinkRow row : other.rows_) {
        row.text += texts;
        row.words += words;
        rows_.push_back(row);
    }
}

void add_rows(LinkTable& table, std::size_t count, unsigned workers,
              const std::function<void(std::size_t, LinkTable&)>& add) {
    const std::size_t tasks = (count + rows_per_part - 1) / rows_per_part;
    std::vector<LinkTable> parts(tasks, LinkTable(table.profile()));
    run_tasks(tasks, workers, [&](std::size_t task) {
        const std::size_t end = std::min(count, (task + 1) * rows_per_part);
        for (std::size_t i = task * rows_per_part; i < end; ++i) add(i, parts[task]);
    });
    for (const LinkTable& part : parts) table.append(part);
}

std::vector<std::uint32_t> LinkTable::rows_by_zone() const {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> order;
    order.reserve(rows_.size());
    for (std::uint32_t i = 0; i < rows_.size(); ++i) order.emplace_back(rows_[i].zone, i);
    std::sort(order.begin(), order.end());
    std::vector<std::uint32_t> rows;
    rows.reserve(rows_.size());
    for (const auto& [zone, row] : order) rows.push_back(row);
    return rows;
}

/// Of two words with one digest, the lighter counts: the order of the model's words does not matter.
WordWeights::WordWeights(const LinkModel& model) {
    std::size_t bits = 4;
    while ((std::size_t{1} << bits) < model.word_weight.size() * 4) ++bits;
    mask_ = (std::size_t{1} << bits) - 1;
    slots_.resize(mask_ + 1);
    for (const auto& [word, weight] : model.word_weight) {
        const std::uint32_t digest = word_digest(word);
        std::size_t at = digest & mask_;
        while (slots_[at].first && slots_[at].first != digest) at = (at + 1) & mask_;
        const auto scaled = static_cast<std::uint8_t>(std::clamp(weight, 0.0F, 1.0F) * 255 + 0.5F);
        slots_[at] = {digest, slots_[at].first ? std::min(slots_[at].second, scaled) : scaled};
    }
}

void LinkTable::weigh(const WordWeights& weights) {
    for (const LinkRow& row : rows_)
        for (std::size_t i = row.words; i < row.words + row.name_words + row.author_words; ++i)
            words_[i].weight = weights.of(words_[i].hash);
}

} // namespace moisson
