#include "core/privacy/given_names.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace moisson {
namespace {

// Folded, most frequent ones of the last hundred years and of the main communities; a name that is a usual
// word of an organisation ("rose", "victoire", "france", "olive") is left out.
constexpr std::string_view names_text =
    "abdel abdelkader abdallah adam adele adeline adrien agathe agnes ahmed aicha aissa alain alban albane "
    "albert "
    "alex alexandra alexandre alexia alexis ali alice alicia aline alix alize amandine amaury ambre amelie "
    "amina "
    "amine amir anais anastasia andre andrea andree angela angele angelina angelique anissa anita anna "
    "annabelle "
    "annaelle anne annick annie anouk anthony antoine antoinette antonin antonio apolline ariane armand "
    "armelle "
    "arnaud arthur assia astrid aude audrey augustin aurelie aurelien aurore axel axelle ayoub aziz baptiste "
    "barbara bastien baudouin beatrice benedicte benjamin benoit berangere bernadette bernard berthe "
    "bertrand "
    "bilal blaise blandine boris brahim brice brigitte bruno camille candice carine carla carlos carole "
    "caroline "
    "cassandra catherine cecile cedric celia celine chantal charlene charles charlotte chloe christel "
    "christele "
    "christelle christian christiane christine christophe cindy claire clara clarisse claude claudette "
    "claudia "
    "claudie claudine clelia clemence clement clementine clotilde clothilde colette coline colin coralie "
    "corentin "
    "corinne cosette cyril cyrille daisy damien daniel daniele danielle danny daphne david deborah delphine "
    "denis "
    "denise diane didier dimitri djamel djamila dominique dorothee dylan edith edgar edmond edouard edwige "
    "elena "
    "eleonore eliane elias elie eline elisa elisabeth elise ella elodie eloise elsa elvire emeline emeric "
    "emile "
    "emilie emilien emma emmanuel emmanuelle enzo eric erika ernest erwan esteban estelle esther ethan "
    "etienne "
    "eugene eugenie eva evan evelyne fabien fabienne fabrice fadila fanny farid farida fatiha fatima "
    "fatoumata "
    "felicie felix ferdinand fernand fernande flavie flavien flora florence florent florentin florian "
    "francesca "
    "francine francis francisco franck francois francoise frank fred frederic frederique gabin gabriel "
    "gabriele "
    "gabrielle gael gaelle gaetan gaspard gaston genevieve geoffrey geoffroy george georges georgette "
    "geraldine "
    "gerald gerard germain germaine ghislain ghislaine gilbert gilberte gilles gilliane gisele gregoire "
    "gregory "
    "guillaume gustave guy gwenael gwenaelle hakim hamid hanane hassan helene henri henriette herve hicham "
    "hilaire "
    "honore hubert hugo hugues ibrahim ibtissem idriss igor ines ingrid irene iris isabelle ismael jacky "
    "jacqueline "
    "jacques jade jamel jamila janine jean jeanine jeanne jeannine jennifer jeremie jeremy jerome jessica "
    "jimmy joan "
    "joel joelle joffrey johan johann johanna john jonas jonathan jordan jorge jose josephine joseph josette "
    "josiane "
    "josselin josyane juan judith jules julia julian juliana julie julien juliette justine karen karim "
    "karima karine "
    "katia kevin khadija khaled killian laetitia laila lara laura laure laureline lauren laurence laurene "
    "laurent "
    "laurie laurine lea leila lena leo leon leona leonard leonie leonore leopold leslie leticia lila liliane "
    "lilian "
    "lina linda lionel lisa lise loane loic lola loris louane louis louisa louise luc luca lucas lucette "
    "lucie "
    "lucien lucienne lucile lucille ludivine ludovic lydia lydie lylou madeleine maelle maelys magali malika "
    "manon "
    "manuel manuela marc marcel marcelle marcelline marco margaux margot marguerite maria mariam mariama "
    "marianne "
    "marie mariella marielle marina marine mario marion marius marlene marthe martial martine mathias "
    "mathieu "
    "mathilde mathis matteo matthias matthieu maud maude maurice maurine mauricette max maxence maxime "
    "melanie "
    "melina melissa melodie mercedes merwan michael michel michele micheline mickael miguel mireille mohamed "
    "mohammed moise monique morgane mouloud mounir mourad moussa muriel mustapha myriam mylene nabil nadege "
    "nadia "
    "nadine naima najat narjes natacha natalia nathalie nathan nathanael nawel nelly nicolas nicole nina noa "
    "noah "
    "noe noelle noemie nora nordine norbert oceane octave odette odile olga olivia olivier omar ophelie "
    "oriane oscar "
    "pablo pascal pascale pascaline patrice patricia patrick paul paula paulette pauline paulo pedro perrine "
    "philippe philomene pierre pierrette pierrick priscilla quentin rachel rachid rachida raoul raphael "
    "raphaelle "
    "raymond raymonde rebecca regine regis reine remi remy renaud rene renee ricardo richard robert robin "
    "rodolphe "
    "rodrigue roger roland rolande romain romane romuald ronan rosalie rosine roxane ryan saad sabine "
    "sabrina sacha "
    "safia said salah salima salome sami samia samir samira samuel samy sandra sandrine sara sarah sebastien "
    "selim "
    "selma serena serge severine simone sofia sofiane soizic solene solange sonia sophie soraya stanislas "
    "stella "
    "stephan stephane stephanie steve steven suzanne suzette sylvain sylvaine sylvette sylvia sylviane "
    "sylvie tanguy "
    "tania tarik teddy thais theo theodore theophile therese thibault thibaud thibaut thierry thomas tiffany "
    "timothee tom tony tristan ugo ulysse valentin valentine valerie valery vanessa vanina veronique vianney "
    "victor "
    "victoria vincent violaine virginie vivian viviane vladimir wafa walid wendy wilfried william xavier "
    "yacine "
    "yann yannick yannis yasmina yasmine yassine yoann yohan yohann yolande youcef youssef yvan yves yvette "
    "yvon "
    "yvonne zakaria zineb zohra zoe";

} // namespace

bool is_given_name(std::string_view folded) {
    static const std::unordered_set<std::string> names = [] {
        std::unordered_set<std::string> all;
        for (std::size_t from = 0; from < names_text.size();) {
            const std::size_t end = std::min(names_text.find(' ', from), names_text.size());
            all.emplace(names_text.substr(from, end - from));
            from = end + 1;
        }
        return all;
    }();
    return folded.size() >= 3 && names.contains(std::string(folded));
}

} // namespace moisson
