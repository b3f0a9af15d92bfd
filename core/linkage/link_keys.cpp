#include "core/linkage/link_keys.hpp"

#include "core/linkage/row_keys.hpp"
#include "core/model/digest.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace moisson {

namespace {

enum class KeyKind : std::uint8_t {
    name,
    name_in_zone,
    siret,
    siren_in_zone,
    siren,
    rna,
    phone,
    email,
    site,
    word_in_zone,
    name_begin,
    name_end,
    two_words,
    house,
    street,
    house_anywhere,
    point,
    surname_birth,
    given_birth,
    both_names,
    birth,
    surname_place,
    given_place,
    surname,
    surname_zone,
    given_zone,
    birth_place,
    birth_zone,
    postcode,
    author_word,
};

/// Shared by more records, a value is no reason to compare them: a switchboard, a network's mailbox,
/// "mairie". Source: linkage design, 60 for contacts and 200 for keys within a municipality; what holds
/// anywhere has less.
constexpr std::uint16_t limit_contact = 60, limit_zone = 200, limit_anywhere = 40;

std::uint64_t key_of(KeyKind kind, std::uint64_t first, std::uint64_t second = 0) {
    std::array<char, 17> bytes{static_cast<char>(kind)};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[1 + i] = static_cast<char>(first >> (8 * i) & 255);
        bytes[9 + i] = static_cast<char>(second >> (8 * i) & 255);
    }
    return digest64({bytes.data(), bytes.size()});
}

std::uint64_t text_key(std::string_view text) { return text.empty() ? 0 : digest64(text); }

/// The words that say most, heaviest first; words of the municipality say nothing.
struct HeavyWords {
    std::array<std::uint32_t, 4> hash{};
    std::size_t count = 0;
};

HeavyWords heavy_words(std::span<const LinkWord> words) {
    std::array<const LinkWord*, 24> order{};
    std::size_t count = 0;
    for (const LinkWord& word : words)
        if (!word.of_place && word.length > 1 && count < order.size()) order[count++] = &word;
    HeavyWords heavy;
    const auto top = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, heavy.hash.size()));
    std::partial_sort(order.begin(), top, order.begin() + static_cast<std::ptrdiff_t>(count),
                      [](const LinkWord* a, const LinkWord* b) {
                          if (a->weight != b->weight) return a->weight > b->weight;
                          return a->length != b->length ? a->length > b->length : a->hash < b->hash;
                      });
    for (auto at = order.begin(); at != top; ++at) heavy.hash[heavy.count++] = (*at)->hash;
    return heavy;
}

class KeyMaker {
public:
    KeyMaker(const RowOf& of, std::vector<LinkKey>& out) : of_(of), row_(of.row), out_(out) {}

    void run() {
        add_counted();
        add_identifiers();
        add_names();
        add_places();
        add_persons();
        add_authors();
    }

private:
    void add(KeyKind kind, std::uint16_t limit, std::uint64_t first, std::uint64_t second = 0) {
        out_.push_back({key_of(kind, first, second), limit, Frequent::none});
    }

    void add_counted() {
        const CountedKeys counted = counted_keys(row_);
        if (counted.name) out_.push_back({counted.name, limit_anywhere, Frequent::name});
        if (counted.name_in_zone) out_.push_back({counted.name_in_zone, limit_zone, Frequent::name});
        if (counted.phone) out_.push_back({counted.phone, limit_contact, Frequent::phone});
        if (counted.email) out_.push_back({counted.email, limit_contact, Frequent::email});
    }

    void add_identifiers() {
        if (row_.siret) add(KeyKind::siret, limit_contact, row_.siret);
        if (row_.siren) add(KeyKind::siren, limit_anywhere / 2, row_.siren);
        if (row_.siren && row_.zone) add(KeyKind::siren_in_zone, limit_contact, row_.siren, row_.zone);
        if (row_.rna) add(KeyKind::rna, limit_contact, row_.rna);
        if (row_.site) add(KeyKind::site, limit_anywhere, row_.site);
    }

    void add_names() {
        const auto words = of_.table.name_words(row_);
        if (words.empty()) return;
        const HeavyWords heavy = heavy_words(words);
        for (std::size_t i = 0; i < heavy.count; ++i)
            for (std::size_t j = i + 1; j < heavy.count; ++j)
                add(KeyKind::two_words, limit_anywhere, std::min(heavy.hash[i], heavy.hash[j]),
                    std::max(heavy.hash[i], heavy.hash[j]));
        if (!row_.zone) return;
        for (std::size_t i = 0; i < std::min<std::size_t>(heavy.count, 3); ++i)
            add(KeyKind::word_in_zone, limit_zone, row_.zone, heavy.hash[i]);
        const std::string_view begin = of_.table.text(row_, words.front());
        const std::string_view end = of_.table.text(row_, words.back());
        if (words.size() > 1) {
            const std::string_view second = of_.table.text(row_, words[1]);
            add(KeyKind::name_begin, limit_zone, row_.zone,
                text_key(begin.substr(0, 3)) + text_key(second.substr(0, 3)));
        }
        add(KeyKind::name_end, limit_zone, row_.zone, text_key(end.substr(0, 4)));
    }

    /// Producers copy positions: two records of one thing have the same to the last digit, whatever has
    /// become of its municipality's name. 0.0001 degrees are 11 m.
    void add_point() {
        if (std::isnan(row_.latitude) || std::isnan(row_.longitude)) return;
        const auto step = [](float degrees) {
            return static_cast<std::uint64_t>(std::llround(double{degrees} * 10'000));
        };
        add(KeyKind::point, limit_anywhere, step(row_.latitude), step(row_.longitude));
    }

    void add_places() {
        add_point();
        const auto words = of_.table.street_words(row_);
        if (words.empty()) return;
        const std::uint32_t last = words.back().hash;
        if (row_.zone && row_.number) add(KeyKind::house, limit_zone, row_.zone ^ row_.number, last);
        if (row_.zone) add(KeyKind::street, limit_zone, row_.zone, row_.street);
        if (row_.number) add(KeyKind::house_anywhere, limit_anywhere, row_.number, row_.street);
    }

    void add_persons() {
        const std::string_view surname = of_.table.text(row_, row_.person_text);
        const std::string_view given = of_.table.text(row_, row_.given_text);
        const std::string_view birth = of_.table.text(row_, row_.birth_text);
        if (surname.empty() && given.empty()) return;
        if (!birth.empty()) add(KeyKind::birth, limit_contact, text_key(birth));
        if (!birth.empty() && !surname.empty())
            add(KeyKind::surname_birth, limit_zone, text_key(surname.substr(0, 3)),
                text_key(birth.substr(0, 4)));
        if (!birth.empty() && !given.empty())
            add(KeyKind::given_birth, limit_zone, text_key(given.substr(0, 3)), text_key(birth.substr(0, 4)));
        if (!surname.empty() && !given.empty())
            add(KeyKind::both_names, limit_contact,
                text_key(surname.substr(0, 4)) + text_key(given.substr(0, 4)));
        if (!surname.empty()) add(KeyKind::surname, limit_contact, text_key(surname));
        if (row_.postcode) add(KeyKind::postcode, limit_contact, row_.postcode);
        if (row_.zone && !surname.empty())
            add(KeyKind::surname_zone, limit_zone, row_.zone, text_key(surname.substr(0, 4)));
        if (row_.zone && !given.empty())
            add(KeyKind::given_zone, limit_zone, row_.zone, text_key(given.substr(0, 4)));
        if (row_.postcode && !birth.empty())
            add(KeyKind::birth_place, limit_zone, row_.postcode, text_key(birth.substr(0, 4)));
        if (row_.zone && !birth.empty())
            add(KeyKind::birth_zone, limit_contact, row_.zone, text_key(birth.substr(0, 4)));
        if (row_.postcode && !surname.empty())
            add(KeyKind::surname_place, limit_zone, row_.postcode, text_key(surname.substr(0, 2)));
        if (row_.postcode && !given.empty())
            add(KeyKind::given_place, limit_zone, row_.postcode, text_key(given.substr(0, 2)));
    }

    void add_authors() {
        const auto words = of_.table.author_words(row_);
        if (words.empty() || !row_.year) return;
        for (const LinkWord& word : words.first(std::min<std::size_t>(words.size(), 6)))
            if (word.length > 2) add(KeyKind::author_word, limit_anywhere, word.hash, row_.year);
    }

    const RowOf& of_;
    const LinkRow& row_;
    std::vector<LinkKey>& out_;
};

} // namespace

CountedKeys counted_keys(const LinkRow& row) {
    CountedKeys keys;
    if (row.name) keys.name = key_of(KeyKind::name, row.name);
    if (row.name && row.zone) keys.name_in_zone = key_of(KeyKind::name_in_zone, row.name, row.zone);
    if (row.phone) keys.phone = key_of(KeyKind::phone, row.phone);
    if (row.email) keys.email = key_of(KeyKind::email, row.email);
    return keys;
}

void row_keys(const RowOf& of, std::vector<LinkKey>& out) { KeyMaker(of, out).run(); }

void link_keys(const LinkModel& model, const LinkRecord& record, std::vector<LinkKey>& out) {
    out.clear();
    LinkTable table(model.profile);
    table.add(record);
    table.weigh(model);
    row_keys({table, table.row(0)}, out);
    std::sort(out.begin(), out.end(), [](const LinkKey& a, const LinkKey& b) { return a.key < b.key; });
    const auto same = [](const LinkKey& a, const LinkKey& b) { return a.key == b.key; };
    out.erase(std::unique(out.begin(), out.end(), same), out.end());
}

SharedFrequency shared_frequency(std::span<const LinkKey> a, std::span<const std::uint64_t> records,
                                 std::span<const LinkKey> b) {
    std::array<int, 4> step{-1, -1, -1, -1};
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i].key == b[j].key && a[i].counts != Frequent::none) {
            int& least = step[static_cast<std::size_t>(a[i].counts)];
            const int here = frequency_step(records[i]);
            if (least < 0 || here < least) least = here;
        }
        const bool forward = a[i].key <= b[j].key;
        if (b[j].key <= a[i].key) ++j;
        if (forward) ++i;
    }
    const auto known = [&](Frequent value) {
        return static_cast<std::uint8_t>(std::max(step[static_cast<std::size_t>(value)], 0));
    };
    return {known(Frequent::name), known(Frequent::phone), known(Frequent::email)};
}

} // namespace moisson
