// Words of names by what they are worth: noise, and words that tell two names apart.
#include "core/linkage/normal/names.hpp"
#include "core/linkage/normal/words.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr WordRow noise_words[] = {
    {"association",
     "associations federation union comite collectif reseau groupe groupement fondation societe"},
    {"centre", "centres maison espace site service services pole structure point lieu"},
    {"sa", "sarl sas sasu scop scic gie epic eurl scea sci scp selarl snc ei inc llc ltd corp co company the "
           "of and"},
    {"loi", "1901"},
};

struct Telling {
    DistinctionKind kind;
    std::string_view values; ///< words of one value in a group; groups separated by "|"
};

// Not here: words that go together ("accueil et hébergement"), and words that one producer adds and another
// does not.
constexpr Telling telling_words[] = {
    {DistinctionKind::direction,
     "nord north|sud south|est east|ouest west|nordest|nordouest|sudest|sudouest"},
    {DistinctionKind::height, "haut haute hauts hautes|bas basse basses"},
    {DistinctionKind::school,
     "maternelle maternelles|elementaire elementaires|primaire primaires|college colleges|lycee lycees|"
     "creche creches|universite|halte"},
    {DistinctionKind::sex, "garcon garcons homme hommes masculin|fille filles femme femmes feminin"},
    {DistinctionKind::seat, "siege|antenne antennes|annexe|agence|delegation"},
    {DistinctionKind::authority,
     "mairie|ccas|cias|communautecommunes|communauteagglomeration|conseildepartemental|prefecture|"
     "sousprefecture|mds|mdph"},
    {DistinctionKind::network,
     "francetravail|missionlocale|franceservices|capemploi|caf|cpam|msa|plie|e2c|afpa|greta|cidff|adil|"
     "epide|spip|cio|restoscoeur|secourspopulaire|secourscatholique"},
    {DistinctionKind::time, "jour|nuit"},
};

/// Of kings, popes, universities and parts: "Henri IV", "Part II".
constexpr std::string_view roman_numbers = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii "
                                           "xix xx xxi xxii xxiii";

class Tellings {
public:
    Tellings() : index_({}) {
        for (std::string_view word : split_words(roman_numbers)) {
            index_.add(word, static_cast<int>(found_.size()));
            found_.push_back({DistinctionKind::number, static_cast<std::uint32_t>(found_.size() + 1)});
        }
        for (const Telling& row : telling_words)
            for (std::string_view group : split_words(row.values, '|')) {
                for (std::string_view word : split_words(group))
                    index_.add(word, static_cast<int>(found_.size()));
                found_.push_back({row.kind, static_cast<std::uint32_t>(found_.size())});
            }
    }
    std::optional<Distinction> find(std::string_view word) const {
        const int at = index_.find(word);
        if (at < 0) return {};
        return found_[static_cast<std::size_t>(at)];
    }

private:
    WordIndex index_;
    std::vector<Distinction> found_;
};

constexpr std::size_t distinction_kinds = static_cast<std::size_t>(DistinctionKind::number) + 1;

/// The values of a name by kind, as bits: a value is a bit of 64, which for the few words of a kind is exact.
std::array<std::uint64_t, distinction_kinds> distinctions_of(std::string_view name) {
    std::array<std::uint64_t, distinction_kinds> values{};
    for (std::size_t from = 0; from < name.size();) {
        const std::size_t end = std::min(name.find(' ', from), name.size());
        if (const auto found = distinction(name.substr(from, end - from)))
            values[static_cast<std::size_t>(found->kind)] |= std::uint64_t{1} << (found->value % 64);
        from = end + 1;
    }
    return values;
}

} // namespace

bool is_noise_word(std::string_view word) {
    static const WordIndex index(noise_words);
    return is_particle(word) || index.find(word) >= 0;
}

std::optional<Distinction> distinction(std::string_view word) {
    static const Tellings tellings;
    if (!word.empty() && word.size() <= 9 && all_digits(word))
        return Distinction{DistinctionKind::number, to_unsigned(word)};
    return tellings.find(word);
}

bool names_contradict(std::string_view a, std::string_view b) {
    const auto left = distinctions_of(a), right = distinctions_of(b);
    for (std::size_t kind = 0; kind < distinction_kinds; ++kind)
        if (left[kind] != 0 && right[kind] != 0 && left[kind] != right[kind]) return true;
    return false;
}

} // namespace moisson
