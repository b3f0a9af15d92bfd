// What two spellings of a name have in common, and what keeps two names apart.
#include "core/linkage/normal/names.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace moisson;

namespace {

struct NameRow {
    std::string sentence;
    std::string written;
    std::string normal;
};

void check_names(std::string (*normalise)(std::string_view), std::initializer_list<NameRow> rows) {
    for (const NameRow& row : rows) {
        CAPTURE(row.sentence);
        CHECK(normalise(row.written) == row.normal);
        CHECK(normalise(row.normal) == row.normal);
    }
}

struct NamePair {
    std::string a;
    std::string b;
};

} // namespace

TEST_CASE("the normal name of an organisation") {
    check_names(
        normal_name,
        {{"accents, case, blanks", "  Épicerie   SOLIDAIRE\u00A0Ça Roule ", "epicerie solidaire ca roule"},
         {"ligatures", "Cœur d’Hérault", "coeur herault"},
         {"elisions", "L’Atelier d'à côté, jusqu'au soir", "atelier a cote au soir"},
         {"elisions of files without apostrophes", "MAISON DE L EMPLOI", "maison de emploi"},
         {"dots of an acronym", "R.P.S. 01", "rps 1"},
         {"dots and blanks of an acronym", "A. D. M. R. du Bugey", "admr du bugey"},
         {"letters of an acronym", "C C A S d'Oyonnax", "ccas oyonnax"},
         {"two letters are no acronym", "Bâtiment A B", "batiment a b"},
         {"ampersand and plus", "Savoirs & Métiers + Emploi", "savoirs et metiers et emploi"},
         {"saints", "ST-GENIS, Ste-Foy", "saint genis sainte foy"},
         {"ordinals", "1er pas, 2ème chance, 3ᵉ âge, 4e", "1 pas 2 chance 3 age 4"},
         {"ordinals in words", "Deuxième souffle", "2 souffle"},
         {"a number sign", "Foyer n° 12", "foyer 12"},
         {"punctuation", "« Le Phare » – (antenne/sud)", "le phare antenne sud"},
         {"an Irish name", "O'Connor's pub", "oconnors pub"},
         {"nothing", "", ""},
         {"nothing in Latin letters", "日本 …", ""}});
}

TEST_CASE("an acronym and what it stands for are one name") {
    for (const NamePair& pair : {
             NamePair{"CCAS de Bourg", "Centre Communal d'Action Sociale de Bourg"},
             {"C.C.A.S. de Bourg", "CENTRE COMMUNAL D ACTION SOCIALE (CCAS) DE BOURG"},
             {"CIAS du Pays", "Centre intercommunal d’action sociale du Pays"},
             {"MJC Centre", "Maison des Jeunes et de la Culture Centre"},
             {"CMS Nord", "Centre médico-social Nord"},
             {"MDS de Gex", "Maison départementale des solidarités de Gex"},
             {"PMI", "Protection maternelle et infantile"},
             {"CAF de l'Ain", "Caisse d’Allocations Familiales de l’Ain"},
             {"CPAM du Rhône", "Caisse Primaire d'Assurance Maladie du Rhône"},
             {"MSA", "Mutualité Sociale Agricole"},
             {"UDAF 01", "Union départementale des associations familiales 01"},
             {"ADMR de Gex", "Aide à Domicile en Milieu Rural de Gex"},
             {"PLIE", "Plan local pour l'insertion et l'emploi"},
             {"E2C Lyon", "École de la 2e chance Lyon"},
             {"E2C Lyon", "École de la deuxième chance Lyon"},
             {"AFPA", "Agence nationale pour la formation professionnelle des adultes"},
             {"CIDFF", "Centre d'information sur les droits des femmes et des familles"},
             {"ADIL", "Agence départementale d'information sur le logement"},
             {"CHRS", "Centre d'hébergement et de réinsertion sociale"},
             {"FJT", "Foyer de jeunes travailleurs"},
             {"GEIQ", "Groupement d'employeurs pour l'insertion et la qualification"},
             {"EPIDE", "Établissement pour l'insertion dans l'emploi"},
             {"EHPAD", "Établissement d'hébergement pour personnes âgées dépendantes"},
             {"ESAT", "Établissement et service d'aide par le travail"},
             {"SPIP de l'Ain", "Service pénitentiaire d'insertion et de probation de l'Ain"},
             {"PJJ", "Protection judiciaire de la jeunesse"},
             {"ML de Bourg", "Mission locale de Bourg"},
             {"France Travail Bourg", "PÔLE EMPLOI Bourg"},
             {"MFS de Gex", "Maison France Services de Gex"},
             {"Espace France Services de Gex", "France services de Gex"},
             {"Mairie de Bourg", "Ville de Bourg"},
             {"Mairie de Bourg", "Commune de Bourg"},
             {"Mairie de Bourg", "Hôtel de Ville de Bourg"},
             {"Les Restos du Cœur de Gex", "Les Restaurants du Coeur de Gex"},
             {"MFR de Bâgé", "Maison familiale rurale de Bâgé"},
         }) {
        CAPTURE(pair.a);
        CHECK(normal_name(pair.a) == normal_name(pair.b));
    }
}

TEST_CASE("short acronyms that mean several things are left alone where the context does not tell") {
    CHECK(normal_name("ML Conseil") == "ml conseil");
    CHECK(normal_name("Villa ML") == "villa ml");
    CHECK(normal_name("FS Formation") == "fs formation");
    CHECK(normal_name("Vivre en ville de demain") == "vivre en ville de demain");
    CHECK(normal_name("Communauté de communes du Bugey") == "communautecommunes du bugey");
}

TEST_CASE("words that tell two names apart contradict each other") {
    for (const NamePair& pair : {
             NamePair{"Mairie de Bourg", "CCAS de Bourg"},
             {"CAF - siège", "CAF - antenne"},
             {"École maternelle Jean Moulin", "École élémentaire Jean Moulin"},
             {"Collège Jean Moulin", "Lycée Jean Moulin"},
             {"MDS Nord", "MDS Sud"},
             {"Foyer de garçons", "Foyer de filles"},
             {"Accueil de jour", "Accueil de nuit"},
             {"Crèche 1", "Crèche n° 2"},
             {"Université Paris III", "Université Paris IV"},
             {"Université Paris III", "Université Paris 4"},
             {"Annuaire, tome I", "Annuaire, tome II"},
             {"Mission locale de Gex", "France Travail de Gex"},
         }) {
        CAPTURE(pair.a);
        CHECK(names_contradict(normal_name(pair.a), normal_name(pair.b)));
        CHECK(names_contradict(normal_name(pair.b), normal_name(pair.a)));
    }
    for (const NamePair& pair : {
             NamePair{"MDS Nord", "Maison départementale des solidarités"},
             {"Foyer d'hommes", "Foyer pour homme"},
             {"Crèche 1", "Crèche 1er pas"},
             {"Université Paris III", "Université Paris 3"},
             {"Mairie", "Ville de Bourg"},
         }) {
        CAPTURE(pair.a);
        CHECK_FALSE(names_contradict(normal_name(pair.a), normal_name(pair.b)));
    }
}

TEST_CASE("noise says little, what tells apart is no noise") {
    for (const char* word : {"association", "de", "du", "la", "et", "centre", "sarl", "federation"})
        CHECK(is_noise_word(word));
    for (const char* word : {"mairie", "ccas", "nord", "siege", "antenne", "maternelle", "phare", "1", ""})
        CHECK_FALSE(is_noise_word(word));
    for (const char* word : {"mairie", "ccas", "nord", "siege", "antenne", "maternelle", "12"})
        CHECK(is_discriminating_word(word));
    CHECK_FALSE(is_discriminating_word("phare"));
    CHECK(distinction("hommes") == distinction("garcon"));
    CHECK(distinction("nord") != distinction("sud"));
}

TEST_CASE("titles, in French and in English") {
    check_names(normal_title,
                {{"ampersand and \"and\"", "Search & Replace and more", "search et replace et more"},
                 {"ordinals", "Proc. of the 21st VLDB, 2nd ed.", "proc of the 21 vldb 2 ed"},
                 {"nothing is a saint", "Base of St data", "base of st data"},
                 {"possessives", "Arnold's theorem", "arnolds theorem"},
                 {"versions are kept", "OpenGIS 2.0: l'accès aux données", "opengis 2 0 acces aux donnees"}});
    CHECK(normal_title("Query Optimization for XML") == normal_title("Query optimization for X.M.L."));
}

TEST_CASE("persons") {
    check_names(normal_person,
                {{"civility", "Mme. Hélène DUPONT", "helene dupont"},
                 {"surname first", "DUPONT, Jean-Pierre", "jean pierre dupont"},
                 {"civility behind the comma stays a name", "Dupont, M", "dupont"},
                 {"a title is no given name", "Thomas Clifford, 1st Baron", "thomas clifford 1st baron"},
                 {"apostrophes join", "D'Aubigné", "daubigne"},
                 {"… also where they are missing", "D AUBIGNE", "daubigne"},
                 {"Irish and Scottish", "O’Brien Mc Donald", "obrien mcdonald"},
                 {"initials stay apart", "J.R.R. Tolkien", "j r r tolkien"},
                 {"saints", "Antoine de St-Exupéry", "antoine de saint exupery"}});
}

TEST_CASE("authors in any order and notation") {
    const char* normal = "ioannidis y poosala v";
    for (const char* written :
         {"Viswanath Poosala, Yannis E. Ioannidis", "Y. E. Ioannidis and V. Poosala",
          "Ioannidis, Y. E., Poosala, V.", "Ioannidis, Yannis; Poosala, Viswanath",
          "Poosala V, Ioannidis Y E", "V. Poosala & Y.E. Ioannidis, eds.", "ioannidis y poosala v"}) {
        CAPTURE(written);
        CHECK(normal_authors(written) == normal);
    }
    check_names(normal_authors, {{"one name only", "Platon", "platon p"},
                                 {"hyphens", "Hector Garcia-Molina", "molina h"},
                                 {"others", "J. Gray et al.", "gray j"},
                                 {"twice the same", "J. Gray, Jim Gray", "gray j"},
                                 {"nothing", " ; , and ", ""}});
}
