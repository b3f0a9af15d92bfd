#include "core/linkage/normal/address_tables.hpp"

#include "core/text/ascii.hpp"

namespace moisson {
namespace {

// Source: the abbreviations of the Base Adresse Nationale and of the FANTOIR file.
constexpr WordRow strong_types[] = {
    {"rue", "r"},
    {"avenue", "av ave aven avn"},
    {"boulevard", "bd bld bvd blvd boul bould boulv"},
    {"place", "pl plac"},
    {"placette", "ptte"},
    {"impasse", "imp imps"},
    {"allee", "all al alle"},
    {"allees", "alls"},
    {"chemin", "ch che chem chm"},
    {"cheminement", ""},
    {"route", "rte rt rou"},
    {"quai", "qu q"},
    {"cours", "crs"},
    {"square", "sq squ"},
    {"passage", "pass pas psge pge"},
    {"promenade", "prom prm"},
    {"esplanade", "espl esp"},
    {"faubourg", "fg fbg fbourg"},
    {"carrefour", "carr caref carf"},
    {"traverse", "trav tra"},
    {"chaussee", "chs chse chss chau"},
    {"montee", "mte mtee"},
    {"ruelle", "rle rlle ruel rul"},
    {"sentier", "sen sent"},
    {"sente", ""},
    {"venelle", "ven"},
    {"voie", "voi"},
    {"rondpoint", "rpt rdpt rdpoint rop"},
    {"mail", ""},
    {"parvis", "pvr prv prvs"},
    {"jetee", "jte jtee"},
    {"passerelle", "ple plle"},
    {"cote", ""},
    {"descente", "dsc"},
    {"digue", "dig"},
    {"rampe", "rpe"},
    {"rocade", ""},
    {"corniche", "crnc cor"},
    {"levee", ""},
    {"rn", ""},
    {"rd", ""},
    {"terrasse", "tsse"},
    {"galerie", "gale"},
    {"boucle", "bcle"},
    {"cour", "cou"},
};

constexpr WordRow weak_types[] = {
    {"residence", "res resid"},
    {"hameau", "ham"},
    {"lotissement", "lot lotis lotiss"},
    {"quartier", "qrt qua quart qrtr"},
    {"domaine", "dom"},
    {"cite", "cit"},
    {"villa", "vla vlla"},
    {"clos", "clo"},
    {"parc", "prc"},
    {"jardin", "jard jar"},
    {"jardins", ""},
    {"zi", ""},
    {"za", ""},
    {"zac", ""},
    {"pa", ""},
    {"centrecommercial", "ccal"},
    {"ferme", "frm"},
    {"village", "vge"},
    {"bourg", "brg"},
    {"port", ""},
    {"pont", ""},
    {"porte", "pte"},
};

constexpr WordRow adjectives[] = {
    {"grande", "grand gr grd gd gde"},
    {"petite", "petit pt pte"},
    {"vieux", "vx"},
    {"vieille", ""},
    {"ancien", "anc ancienne"},
    {"nouvelle", "nouveau nouv nouvel"},
    {"haute", "haut hte ht"},
    {"basse", "bas"},
};

constexpr WordRow street_words[] = {
    {"saint", "st"},
    {"sainte", "ste"},
    {"saints", "sts"},
    {"saintes", "stes"},
    {"general", "gal gen gl"},
    {"marechal", "mal ml"},
    {"docteur", "dr doct dct"},
    {"president", "pdt"},
    {"commandant", "cdt cmdt"},
    {"capitaine", "cpt cne"},
    {"lieutenant", "lt lieut lnt"},
    {"sergent", "sgt"},
    {"professeur", "prof"},
    {"monseigneur", "mgr"},
    {"madame", "mme"},
    {"notredame", "nd"},
    {"grand", "gd grd"},
    {"grande", "gde"},
    {"grands", "gds"},
    {"grandes", "gdes"},
    {"faubourg", "fg fbg fbourg"},
    {"republique", "rep repub"},
    {"hopital", "hop"},
    {"vieux", "vx"},
    {"haut", "ht"},
    {"haute", "hte"},
    {"hauts", "hts"},
    {"hautes", "htes"},
    {"mont", "mt"},
    {"champ", "chp"},
    {"champs", "chps"},
    {"chateau", "cht"},
    {"enfants", "enfts"},
    {"freres", "frs"},
    {"moulin", "mln"},
    {"centre", "ctre"},
    {"batiment", "bat bt"},
    {"appartement", "appt apt app"},
    {"immeuble", "imm"},
    {"residence", "resid"},
    {"1", "premier premiere ier"},
    {"2", "deux deuxieme ii"},
    {"3", "trois troisieme iii"},
    {"4", "quatre quatrieme iv"},
    {"5", "cinq cinquieme"},
    {"6", "six sixieme vi"},
    {"7", "sept septieme vii"},
    {"8", "huit huitieme viii"},
    {"9", "neuvieme ix"},
    {"10", "dix dixieme"},
    {"11", "onze onzieme xi"},
    {"12", "douze xii"},
    {"13", "treize xiii"},
    {"14", "quatorze xiv"},
    {"15", "quinze xv"},
    {"16", "seize xvi"},
    {"18", "xviii"},
    {"20", "vingt"},
    {"23", "xxiii"},
};

constexpr WordRow english_types[] = {
    {"street", "st str"},
    {"avenue", "ave av aven"},
    {"boulevard", "blvd blv boul bd"},
    {"road", "rd"},
    {"drive", "dr drv"},
    {"lane", "ln"},
    {"court", "ct crt"},
    {"place", "pl plc"},
    {"square", "sq"},
    {"highway", "hwy hway"},
    {"parkway", "pkwy pky"},
    {"terrace", "ter terr tce"},
    {"circle", "cir circ"},
    {"crescent", "cres cresc"},
    {"circuit", "cct"},
    {"way", "wy"},
    {"close", "cl"},
    {"grove", "gr gve"},
    {"expressway", "expy"},
    {"freeway", "fwy"},
    {"plaza", "plz"},
    {"parade", "pde"},
};

constexpr WordRow directions[] = {
    {"north", "n no"},   {"south", "s so"},   {"east", "e"},       {"west", "w"},
    {"northeast", "ne"}, {"northwest", "nw"}, {"southeast", "se"}, {"southwest", "sw"},
};

constexpr WordRow english_ordinals[] = {
    {"1st", "first"}, {"2nd", "second"},  {"3rd", "third"},  {"4th", "fourth"}, {"5th", "fifth"},
    {"6th", "sixth"}, {"7th", "seventh"}, {"8th", "eighth"}, {"9th", "ninth"},  {"10th", "tenth"},
};

constexpr WordRow building_parts[] = {
    {"batiment", "bat bt appartement appt apt app porte escalier esc hall bloc tour suite unit room bureau "
                 "box boite immeuble imm entree etage niveau lot"},
};

template<std::size_t count>
std::string_view meaning_of(const WordIndex& index, const WordRow (&rows)[count], std::string_view word) {
    const int row = index.find(word);
    return row < 0 ? std::string_view() : rows[row].meaning;
}

/// Number of the row in strong_types, or behind them in weak_types; -1 for other words.
int type_row(std::string_view word) {
    static const WordIndex index = [] {
        WordIndex made(strong_types);
        int row = static_cast<int>(std::size(strong_types));
        for (const WordRow& weak : weak_types) {
            made.add(weak.meaning, row);
            for (std::string_view spelling : split_words(weak.spellings)) made.add(spelling, row);
            ++row;
        }
        return made;
    }();
    return index.find(word);
}

} // namespace

StreetType street_type(std::string_view word) {
    const int row = type_row(word);
    if (row < 0) return StreetType::none;
    return row < static_cast<int>(std::size(strong_types)) ? StreetType::strong : StreetType::weak;
}

std::string_view full_street_type(std::string_view word) {
    constexpr int strong = static_cast<int>(std::size(strong_types));
    const int row = type_row(word);
    if (row < 0) return word;
    return row < strong ? strong_types[row].meaning : weak_types[row - strong].meaning;
}

std::string_view street_adjective(std::string_view word) {
    static const WordIndex index(adjectives);
    return meaning_of(index, adjectives, word);
}

std::string_view full_street_word(std::string_view word) {
    static const WordIndex index(street_words);
    word = without_leading_zeros(without_ordinal(word));
    const std::string_view full = meaning_of(index, street_words, word);
    return full.empty() ? word : full;
}

std::string_view english_street_type(std::string_view word) {
    static const WordIndex index(english_types);
    return meaning_of(index, english_types, word);
}

std::string_view english_direction(std::string_view word) {
    static const WordIndex index(directions);
    return meaning_of(index, directions, word);
}

std::string_view english_street_word(std::string_view word) {
    static const WordIndex index(english_ordinals);
    if (!word.empty() && is_digit(word[0])) return word;
    const std::string_view ordinal = meaning_of(index, english_ordinals, word);
    return ordinal.empty() ? full_street_word(word) : ordinal;
}

bool is_part_of_building(std::string_view word) {
    static const WordIndex index(building_parts);
    return index.find(word) >= 0;
}

} // namespace moisson
