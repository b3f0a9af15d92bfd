// Whose mailbox is it? A person's, by the shape of its name and by the sort of its domain.
#include "core/privacy/given_names.hpp"
#include "core/privacy/personal_data.hpp"
#include "core/text/fold.hpp"
#include "core/text/generic_mailbox.hpp"
#include "core/text/word_list.hpp"

#include <algorithm>

namespace moisson {
namespace {

// Parts of the names of organisations and places that stand beside given names ("ecole.jean.moulin@") or
// alone in the mailboxes of providers ("croix-rouge.ain@"). Those of five letters and more may begin a part.
constexpr std::string_view organisation_words =
    "abbaye academie ades admr afpa afev agri aide aides aire alpes amicale amis antenne apprentis aptei "
    "arche "
    "artisan assistance asso assoc atelier auberge autisme avenir banque basket bien bienvenue bourse "
    "boutique bpij "
    "cafe camping cantine caritas carrefour casa case catholique caue cci centre cfa cfdt cgt chantier "
    "chateau chien "
    "chu ciap cidf cij cinema cite citoyen cllaj cloud club clubs coallia collectif college comite commerce "
    "compagnie "
    "compagnons conseil conservatoire coop coordo couleurs cpie creche creperie creations croix croixrouge "
    "cscs csc "
    "cse culture cyber cyberbase danse defi depan design developpement digital diocese direction domicile "
    "ecole ecoles "
    "economie eglise ehpad emmaus energie enfance entente entraide entreprise envie epicerie epide epn "
    "equipe equipes "
    "esc espace espaces espoir etablissement etape etude eveil fablab famille familles familial fao faol "
    "ferme fest "
    "festival fnath foot formation foyer foyers france francas fraternite gaec garage garderie gite gites "
    "giaa groupe "
    "guide gym habitat halte ham handi hub immo informatique insertion institut intermede inter jardin "
    "jardins job "
    "jeunes jeunesse judo laboratoire laep lait lieu ligue local locale lodge loisirs ludotheque lycee "
    "mairie maison "
    "maisons mapad marche marpa mecs media medias mediation mfr mission mjc mobile mobilite monastere "
    "montagne mosaique "
    "moulin multi municipal musee musique mutualite mutuelle natation nature numerique oasis office ofii "
    "omnis oeuvre "
    "orchestre ovh panier parc parents paroisse passage passerelle patrimoine patronage pays paysan "
    "permanence pharma "
    "pierres pimms pij plateforme pole polyculture pompiers pont ponts poste prado presbytere prefecture "
    "presse "
    "productions proximite quartier radio ram reception recyclerie referent refuge regie relais repair "
    "ressource "
    "ressourcerie restaurant restos restosducoeur resto ruche rugby rural rurale rpam saint sainte salle "
    "sante saveurs "
    "scop secours secourspopulaire secourscatholique sejour senior seniors sepal ski snc social "
    "socioculturel "
    "sociale solidaire solidaires solidarite solidarites soleil sos spip sport sports station studio "
    "syndicat "
    "tchat tech tennis terre terres theatre tiers tierslieu travail tremplin trait tri udaf ufcv union unis "
    "univers "
    "urgence usine vacances vallee velo vestiaire vie viemoderne village villages ville vivre voile";

bool is_organisation_word(std::string_view part) {
    static const WordList words(organisation_words, 5);
    return words.names(part);
}

std::vector<std::string_view> parts_of(std::string_view local) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= local.size();) {
        const std::size_t end = std::min(local.find_first_of("._-0123456789", from), local.size());
        if (end > from) parts.push_back(local.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

/// "claire.durand", "c.durand", "durand.claire", "anne-marie.durand", "claire-durand". Not
/// "agen-leon-blum", "a.i.d.e": a place, an acronym.
bool is_shaped_like_a_person(std::string_view local, const std::vector<std::string_view>& parts) {
    if (parts.size() < 2 || parts.size() > 4) return false;
    if (parts.size() == 2 && parts[0].size() == 1 && parts[1].size() >= 3) return true;
    if (std::any_of(parts.begin(), parts.end(), is_organisation_word)) return false;
    const bool cut_in_two =
        std::count_if(local.begin(), local.end(), [](char c) { return c == '.' || c == '_'; }) == 1;
    if (!cut_in_two && (parts.size() > 2 || !is_given_name(parts[0]))) return false;
    return std::any_of(parts.begin(), parts.end(), is_given_name);
}

bool is_acronym(const std::vector<std::string_view>& parts) {
    return parts.size() > 2 &&
           std::all_of(parts.begin(), parts.end(), [](std::string_view part) { return part.size() == 1; });
}

} // namespace

bool is_personal_mailbox(std::string_view email) {
    const std::string folded = fold(email);
    const std::size_t at = folded.rfind('@');
    if (at == folded.npos || at == 0 || at + 1 == folded.size()) return false;
    if (is_generic_mailbox(folded)) return false;
    const std::string_view whole(folded);
    const std::string_view local = whole.substr(0, std::min(whole.find('+'), at));
    const auto parts = parts_of(local);
    if (is_shaped_like_a_person(local, parts)) return true;
    if (!is_mailbox_provider(whole.substr(at + 1)) || is_acronym(parts)) return false;
    return std::none_of(parts.begin(), parts.end(), is_organisation_word);
}

} // namespace moisson
