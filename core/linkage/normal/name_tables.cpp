#include "core/linkage/normal/name_tables.hpp"

#include <algorithm>

namespace moisson {
namespace {

// Acronym and expansion are one word. Sources: the national list of "réseaux porteurs" of data·inclusion; the
// sorts of establishments of the FINESS and of the national education directory. An acronym that means
// several things (ML, FT, FS, CC) stands here by its expansion only; normal_name() knows it where the context
// is clear.
constexpr WordRow phrase_rows[] = {
    // municipalities and their social action
    {"ccas", "centre communal action sociale|centre communaux action sociale|bureau aide sociale"},
    {"cias", "centre intercommunal action sociale|centre intercommunaux action sociale"},
    {"communautecommunes", "communaute communes"},
    {"communauteagglomeration", "communaute agglomeration"},
    {"conseildepartemental", "conseil departemental|conseil general"},
    {"mds", "maison solidarite|maison departementale solidarite|maison departement solidarite"},
    {"mda", "maison departementale autonomie"},
    {"mdph", "maison departementale personne handicapee|maison departementale personne situation handicap|"
             "maison departementale handicap"},
    {"msap", "maison service public"},
    {"ase", "aide sociale enfance"},
    {"udaf", "union departementale association familiale"},
    {"unaf", "union nationale association familiale"},
    // social security
    {"caf", "caisse allocation familiale"},
    {"cpam", "caisse primaire assurance maladie"},
    {"msa", "mutualite sociale agricole"},
    {"carsat", "caisse assurance retraite sante travail"},
    // employment, integration, training
    {"francetravail", "france travail|pole emploi|francetravail|poleemploi"},
    {"missionlocale", "mission locale|missionlocale"},
    {"franceservices", "maison france service|espace france service|france service|franceservice|mfs"},
    {"capemploi", "cap emploi|capemploi"},
    {"plie",
     "plan local insertion emploi|plan locaux insertion emploi|plan local pluriannuel insertion emploi"},
    {"e2c", "ecole 2 chance"},
    {"afpa",
     "agence nationale formation professionnelle adulte|association nationale formation professionnelle "
     "adulte|association formation professionnelle adulte"},
    {"greta", "groupement etablissement|groupement etablissement formation|groupement etablissement public"},
    {"geiq", "groupement employeur insertion qualification"},
    {"epide", "etablissement insertion emploi|etablissement public insertion defense"},
    {"adie", "association droit initiative economique"},
    {"aci", "atelier chantier insertion|chantier insertion"},
    {"etti", "entreprise travail temporaire insertion"},
    {"siae", "structure insertion activite economique"},
    {"bge", "boutique gestion"},
    {"cava", "centre adaptation vie active"},
    {"cio", "centre information orientation"},
    {"cfa", "centre formation apprenti"},
    {"cfppa", "centre formation professionnelle promotion agricole"},
    {"mfr", "maison familiale rurale|maison familiale rurale education orientation|mfreo"},
    {"cnam", "conservatoire national art metier"},
    {"cci", "chambre commerce industrie"},
    {"cma", "chambre metier artisanat"},
    // health, handicap, age
    {"pmi", "protection maternelle infantile"},
    {"cms", "centre medico social|centre medico sociaux|centre medicosocial"},
    {"cmp", "centre medico psychologique"},
    {"cmpp", "centre medico psycho pedagogique"},
    {"csapa", "centre soin accompagnement prevention addictologie"},
    {"caarud", "centre accueil accompagnement reduction risque usager drogue"},
    {"ehpad", "etablissement hebergement personne agee dependante"},
    {"esat", "etablissement service aide travail|etablissement service accompagnement travail"},
    {"ime", "institut medico educatif"},
    {"itep", "institut therapeutique educatif pedagogique"},
    {"sessad", "service education specialisee soin domicile|service education speciale soin domicile"},
    {"admr", "aide domicile milieu rural"},
    // housing, justice, youth, rights
    {"adil", "agence departementale information logement"},
    {"chrs", "centre hebergement reinsertion sociale"},
    {"cada", "centre accueil demandeur asile"},
    {"huda", "hebergement urgence demandeur asile"},
    {"cph", "centre provisoire hebergement"},
    {"fjt", "foyer jeune travailleur|residence jeune travailleur|residence habitat jeune"},
    {"siao", "service integre accueil orientation"},
    {"spip", "service penitentiaire insertion probation"},
    {"pjj", "protection judiciaire jeunesse"},
    {"mjc", "maison jeune culture"},
    {"bij", "bureau information jeunesse"},
    {"pij", "point information jeunesse"},
    {"cidff", "centre information droit femme famille|centre information droit femme|"
              "centre national information droit femme famille"},
    {"pimms", "point information mediation multi service|point information mediation multiservice"},
    {"epn", "espace public numerique"},
    // networks known by several names
    {"restoscoeur",
     "resto coeur|restaurant coeur|restaurant coeur relais coeur|resto coeur relais coeur|restoscoeur"},
    {"secourspopulaire", "secours populaire francais|secours populaire|secourspopulaire"},
    {"croixrouge", "croix rouge francaise|croix rouge|croixrouge"},
    {"regiequartier", "regie quartier|regiequartier"},
    {"secourscatholique", "secours catholique caritas france|secours catholique|secourscatholique"},
};

// Acronyms of several meanings, which are clear beside a name that is written out.
constexpr WordRow acronym_rows[] = {
    {"missionlocale", "ml"},        {"francetravail", "ft pe"},        {"franceservices", "fs"},
    {"communautecommunes", "cc"},   {"communauteagglomeration", "ca"}, {"conseildepartemental", "cd"},
    {"secourspopulaire", "spf sp"}, {"secourscatholique", "sc sccf"},  {"restoscoeur", "rdc rc"},
    {"croixrouge", "crf"},          {"regiequartier", "rq"},
};

constexpr WordRow synonym_rows[] = {
    {"saint", "st"},
    {"sainte", "ste"},
    {"saints", "sts"},
    {"saintes", "stes"},
    {"et", "and"},
    {"association", "asso assoc ass assos"},
    {"associations", "assocs"},
    {"federation", "fede"},
    {"departement", "dept dpt dep"},
    {"etablissement", "etabl ets etab"},
    {"1", "premier premiere 1er 1ere"},
    {"2", "deuxieme second seconde"},
    {"3", "troisieme"},
    {"4", "quatrieme"},
    {"5", "cinquieme"},
    {"6", "sixieme"},
    {"7", "septieme"},
    {"8", "huitieme"},
    {"9", "neuvieme"},
    {"10", "dixieme"},
};

struct Phrase {
    std::vector<std::string_view> words; ///< without the plural
    std::string_view meaning;
};

std::string_view singular(std::string_view word) {
    const bool plural = word.size() > 3 && (word.back() == 's' || word.back() == 'x');
    return plural ? word.substr(0, word.size() - 1) : word;
}

/// Phrases by their first word, longest first.
class PhraseBook {
public:
    PhraseBook() : first_({}) {
        for (const WordRow& row : phrase_rows)
            for (std::string_view phrase : split_words(row.spellings, '|')) add(phrase, row.meaning);
        for (std::vector<Phrase>& same_first : phrases_)
            std::stable_sort(same_first.begin(), same_first.end(), [](const Phrase& a, const Phrase& b) {
                return a.words.size() > b.words.size();
            });
    }
    std::span<const Phrase> beginning_with(std::string_view word) const {
        const int at = first_.find(singular(word));
        if (at < 0) return {};
        return phrases_[static_cast<std::size_t>(at)];
    }

private:
    void add(std::string_view phrase, std::string_view meaning) {
        Phrase made{split_words(phrase), meaning};
        for (std::string_view& word : made.words) word = singular(word);
        int at = first_.find(made.words.front());
        if (at < 0) {
            at = static_cast<int>(phrases_.size());
            first_.add(made.words.front(), at);
            phrases_.emplace_back();
        }
        phrases_[static_cast<std::size_t>(at)].push_back(std::move(made));
    }
    WordIndex first_;
    std::vector<std::vector<Phrase>> phrases_;
};

/// How many words of the text the phrase takes from `at`, particles between included; 0 when it is not there.
std::size_t phrase_length(const Words& words, std::size_t at, const Phrase& phrase) {
    std::size_t here = at;
    for (std::string_view word : phrase.words) {
        while (here > at && here < words.size() && is_particle(words.text(here)) && word != words.text(here))
            ++here;
        if (here >= words.size() || singular(words.text(here)) != word) return 0;
        ++here;
    }
    return here - at;
}

} // namespace

std::span<const WordRow> name_phrases() { return phrase_rows; }
std::span<const WordRow> name_synonyms() { return synonym_rows; }

bool is_canonical_name(std::string_view word) {
    static const WordIndex index = [] {
        WordIndex made({});
        for (const WordRow& row : phrase_rows) made.add(row.meaning, 0);
        made.add("mairie", 0);
        return made;
    }();
    return index.find(word) >= 0;
}

bool is_acronym_of(std::string_view acronym, std::string_view name) {
    static const WordIndex index(acronym_rows);
    const int row = index.find(acronym);
    return row >= 0 && acronym_rows[row].meaning == name;
}

bool replace_phrase(Words& words, std::size_t at) {
    static const PhraseBook book;
    for (const Phrase& phrase : book.beginning_with(words.text(at))) {
        const std::size_t length = phrase_length(words, at, phrase);
        const bool already = length == 1 && words.text(at) == phrase.meaning;
        if (length == 0 || already) continue;
        words[at].text = phrase.meaning;
        words.erase(at + 1, length - 1);
        return true;
    }
    return false;
}

} // namespace moisson
