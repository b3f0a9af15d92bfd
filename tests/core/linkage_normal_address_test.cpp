// Addresses, municipalities and codes as people write them.
#include "core/linkage/normal/address.hpp"
#include "core/linkage/normal/codes.hpp"

#include <doctest/doctest.h>
#include <string>

using namespace moisson;

namespace {

struct AddressRow {
    std::string sentence;
    std::string written;
    std::string number;
    std::string street;
    std::string rest;
};

void check_addresses(std::initializer_list<AddressRow> rows) {
    for (const AddressRow& row : rows) {
        CAPTURE(row.sentence);
        const NormalAddress found = normal_address(row.written);
        CHECK(found.number == row.number);
        CHECK(found.street == row.street);
        CHECK(found.rest == row.rest);
        const NormalAddress again = normal_address(found.number + ' ' + found.street);
        CHECK(again.number == found.number);
        CHECK(again.street == found.street);
    }
}

} // namespace

TEST_CASE("addresses in France") {
    check_addresses({
        {"the usual", "12, avenue Jean-Jaurès", "12", "avenue jean jaures", ""},
        {"abbreviated", "12 AV. JEAN JAURES", "12", "avenue jean jaures", ""},
        {"articles go", "3 place de l'Hôtel de Ville", "3", "place hotel ville", ""},
        {"bis glued and folded", "60 bis r du Gal de Gaulle", "60b", "rue general gaulle", ""},
        {"bis written together", "60BIS, rue du Général-de-Gaulle", "60b", "rue general gaulle", ""},
        {"a letter in front of the street", "6 B avenue Foch", "6b", "avenue foch", ""},
        {"\"r\" is the street, not a letter", "241 r de Paris", "241", "rue paris", ""},
        {"a range: the first", "12-14 rue Foch", "12", "rue foch", ""},
        {"a range in words", "12 à 14 rue Foch", "12", "rue foch", ""},
        {"leading zeros", "007 rue Foch", "7", "rue foch", ""},
        {"a number sign", "n° 7 rue Foch", "7", "rue foch", ""},
        {"a box", "12 rue Foch BP 46", "12", "rue foch", ""},
        {"a box first", "CS 40 055 - 12 rue Foch", "12", "rue foch", ""},
        {"CEDEX: what is left of the postcode is the département", "12 rue Foch 31068 Toulouse Cedex 7", "12",
         "rue foch", "31 toulouse"},
        {"a floor", "12 rue Foch, 8e étage", "12", "rue foch", ""},
        {"a building first", "Résidence les Pins, Bât. B, 12 rue Foch", "12", "rue foch",
         "residence les pins batiment b"},
        {"a building behind", "12 rue Foch Bât B", "12", "rue foch", "batiment b"},
        {"the number of a building is not the house's", "Bât 3 rue Foch", "", "rue foch", "batiment 3"},
        {"a date is no number", "Rue du 8 mai 1945", "", "rue 8 mai 1945", ""},
        {"number and date", "8 rue du 8-Mai-1945", "8", "rue 8 mai 1945", ""},
        {"numbers in words", "4 rue du Onze Novembre", "4", "rue 11 novembre", ""},
        {"numbers of kings", "2 bd Henri IV", "2", "boulevard henri 4", ""},
        {"saints, doctors, our lady", "5 pl. du Dr St-Roch N.D.", "5", "place docteur saint roch notredame",
         ""},
        {"our lady in full", "5 place Notre-Dame", "5", "place notredame", ""},
        {"an adjective belongs to the street", "2, Grande rue", "2", "grande rue", ""},
        {"… abbreviated", "2 Gde Rue", "2", "grande rue", ""},
        {"a hamlet", "Lieu-dit Les Chênes", "", "chenes", ""},
        {"a hamlet with a number", "4 lieu dit le Bourg", "4", "bourg", ""},
        {"no type of street", "12 Le Bourg", "12", "bourg", ""},
        {"the street's name speaks of a street", "Le Haut de la Rue du Bois", "", "haut la rue bois", ""},
        {"the number behind", "Rue de la Paix, 12", "12", "rue paix", ""},
        {"postcode glued to the street", "32bis Rue des Vosges93290", "32b", "rue vosges", "93290"},
        {"s/ is sur", "2 rue de Chalon s/ Saône", "2", "rue chalon sur saone", ""},
        {"a building behind the street, abbreviated", "12 rue Haute bt B", "12", "rue haute", "batiment b"},
        {"… or a flat", "12 rue Haute app 3", "12", "rue haute", "appartement 3"},
        {"a zone beside a road", "ZA des Bruyères, route de Lyon", "", "route lyon", "za des bruyeres"},
        {"a zone alone", "Z.I. Nord", "", "zi nord", ""},
        {"only a municipality", "75011 Paris", "", "", "75011 paris"},
        {"nothing", "", "", "", ""},
    });
}

TEST_CASE("addresses in English") {
    check_addresses({
        {"street", "123 Main St.", "123", "main street", ""},
        {"in full", "123 Main Street", "123", "main street", ""},
        {"a saint and a street", "4 St James St", "4", "saint james street", ""},
        {"five digits", "12224 Ventura Blvd.", "12224", "ventura boulevard", ""},
        {"direction first", "435 S. La Cienega Blv.", "435", "south la cienega boulevard", ""},
        {"direction last", "225 Park Ave. S", "225", "park avenue south", ""},
        {"ordinals", "55 E. 54th St.", "55", "east 54th street", ""},
        {"ordinals in words", "1 Fifth Ave.", "1", "5th avenue", ""},
        {"… in digits", "1 5th Avenue", "1", "5th avenue", ""},
        {"what is near", "60 w. 23rd St. between 5th and 6th aves", "60", "west 23rd street",
         "between 5 and 6 aves"},
        {"Australian", "7 Wallaby Place", "7", "wallaby place", ""},
    });
}

TEST_CASE("addresses that are none come to rest, too") {
    for (const char* text :
         {"( 007 d' étage", "n 007a. zi ter de é", "(007 actiondd BP n bat", ". 31000 bis dCCAS st ",
          "31000; 31000 Mme CCASplace ave grandes/s", "notre l dame", ") 00712 l r dame",
          "31000 ( bis ) et0 rue d place", ". 31000 &  -  ter ave XIe", "le pl sociale s.",
          "12 centre c vieux cs ; grande lieu-dit pl", "60l cendeuxcommuna bt b"}) {
        CAPTURE(std::string(text));
        const NormalAddress once = normal_address(text),
                            twice = normal_address(once.number + ' ' + once.street);
        CHECK(once.number == twice.number);
        CHECK(once.street == twice.street);
    }
}

TEST_CASE("municipalities") {
    struct Row {
        std::string written;
        std::string normal;
    };
    for (const Row& row : {Row{"BOURG-EN-BRESSE", "bourg en bresse"},
                           {"St-Denis CEDEX 1", "saint denis"},
                           {"Ste Foy-lès-Lyon", "sainte foy les lyon"},
                           {"Sainte-Foy lez Lyon", "sainte foy les lyon"},
                           {"Le Havre", "havre"},
                           {"Havre (Le)", "havre"},
                           {"L'Haÿ-les-Roses", "hay les roses"},
                           {"L HAY LES ROSES", "hay les roses"},
                           {"VILLENEUVE D ASCQ", "villeneuve ascq"},
                           {"Villeneuve-d'Ascq", "villeneuve ascq"},
                           {"Paris 11e Arrondissement", "paris"},
                           {"PARIS 07", "paris"},
                           {"Lyon 3ème", "lyon"},
                           {"Marseille XIe", "marseille"},
                           {"75011 Paris", "paris"},
                           {"Chalon s/Saône", "chalon sur saone"},
                           {"Didier s/s Écouves", "didier sous ecouves"},
                           {"Commune de Gex", "gex"},
                           {"Les", "les"},
                           {"", ""}}) {
        CAPTURE(row.written);
        CHECK(normal_municipality(row.written) == row.normal);
        CHECK(normal_municipality(row.normal) == row.normal);
    }
}

TEST_CASE("postal codes") {
    struct Row {
        std::string written;
        std::string normal;
    };
    for (const Row& row : {Row{"01000", "01000"},
                           {"1400", "01400"},
                           {"75 011", "75011"},
                           {"F-75011", "75011"},
                           {"FR 75011", "75011"},
                           {"1400.0", "01400"},
                           {"L-1234", "L-1234"},
                           {"l 1234", "L-1234"},
                           {"tq13 8df", "TQ138DF"},
                           {" 97400\u00A0", "97400"},
                           {"00000", ""},
                           {"?", ""},
                           {"75011 Paris, France", ""},
                           {"", ""}}) {
        CAPTURE(row.written);
        CHECK(normal_postcode(row.written) == row.normal);
        CHECK(normal_postcode(row.normal) == row.normal);
    }
}

TEST_CASE("INSEE codes, arrondissements and départements") {
    CHECK(normal_insee("1053") == "01053");
    CHECK(normal_insee("2a004") == "2A004");
    CHECK(normal_insee("75111") == "75056");
    CHECK(normal_insee("69383") == "69123");
    CHECK(normal_insee("13216") == "13055");
    CHECK(normal_insee("13217") == "13217");
    CHECK(normal_insee("00000") == "");
    CHECK(normal_insee("Gex") == "");
    CHECK(department_for("01053", "") == "01");
    CHECK(department_for("2B033", "20200") == "2B");
    CHECK(department_for("", "20200") == "2B");
    CHECK(department_for("", "20000") == "2A");
    CHECK(department_for("97411", "") == "974");
    CHECK(department_for("", "97200") == "972");
    CHECK(department_for("", "1400") == "01");
    CHECK(department_for("42620", "03250") ==
          "42"); // the postal code lies in the Allier, the municipality does not
    CHECK(department_for("", "L-1234") == "");
}
