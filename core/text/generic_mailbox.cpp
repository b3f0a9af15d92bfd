#include "core/text/generic_mailbox.hpp"
#include "core/text/fold.hpp"
#include "core/text/word_list.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace moisson {
namespace {

// Functions, services and sorts of organisations that are nobody's name. Short ones must be a whole part of
// the local part, those of six letters may begin it: "mairiedebourg@", "accueilcaf@".
constexpr std::string_view generic_words =
    "accompagnement accueil actionsociale adil adie admin administratif administration agence agglo aide "
    "animation annuaire antenne apei asso association atelier bibliotheque cada caf carif ccas chrs cias "
    "cidff "
    "clic collectivite commune communication compta comptabilite contact coordination cpam crous departement "
    "diffusion direction donnees dpo emploi entraide epn esat federation fjt formation franceservices geiq "
    "greta handicap hebergement info informatique information infos inscription insertion jeunesse logement "
    "mairie mdph mediatheque missionlocale mobilite msap numerique opendata orientation permanence plie "
    "prevention rdv recrutement reseau rh sav secretariat service services siege standard support tourisme";

// Words that are surnames too ("p.bureau@", "c.maison@"): generic only when they are the whole local part.
constexpr std::string_view ambiguous_words =
    "bonjour bureau centre club conseil courrier data demande ecole equipe espace flux foyer hello maison "
    "mission pole projet reception region social ville";

constexpr std::array<std::string_view, 23> mailbox_providers = {
    "aol",    "bbox",    "club-internet", "free",       "gmail", "gmx",     "googlemail", "hotmail",
    "icloud", "laposte", "live",          "me",         "msn",   "neuf",    "nordnet",    "numericable",
    "orange", "outlook", "proton",        "protonmail", "sfr",   "wanadoo", "yahoo"};

// "structure@structure.fr": the organisation's own name, unless the domain is a provider of mailboxes.
bool is_name_of_domain(std::string_view local, std::string_view domain) {
    return local == domain.substr(0, domain.find('.')) && !is_mailbox_provider(domain);
}

} // namespace

bool is_mailbox_provider(std::string_view domain) {
    const std::string_view label = domain.substr(0, domain.find('.'));
    return std::find(mailbox_providers.begin(), mailbox_providers.end(), label) != mailbox_providers.end();
}

bool is_generic_mailbox(std::string_view email) {
    static const WordList ambiguous(ambiguous_words), generic(generic_words, 6);
    const std::string folded = fold(email);
    const std::size_t at = folded.rfind('@');
    if (at == folded.npos || at == 0 || at + 1 == folded.size()) return false;
    const std::string_view local = std::string_view(folded).substr(0, std::min(folded.find('+'), at));
    if (is_name_of_domain(local, std::string_view(folded).substr(at + 1))) return true;
    if (ambiguous.names(local)) return true;
    for (std::size_t from = 0; from < local.size();) {
        const std::size_t end = std::min(local.find_first_of("._-0123456789", from), local.size());
        if (generic.names(local.substr(from, end - from))) return true;
        from = end + 1;
    }
    return false;
}

bool is_mobile_number(std::string_view phone) {
    std::string digits;
    for (const char c : phone)
        if (c >= '0' && c <= '9') digits += c;
    if (digits.starts_with("00"))
        digits.erase(0, 2);
    else if (!phone.empty() && phone.find('+') == phone.npos && digits.starts_with("0"))
        digits.replace(0, 1, "33");
    // 06 and 07, then the overseas ranges: Réunion, Mayotte, Guadeloupe, Guyane, Martinique.
    constexpr std::array<std::string_view, 7> mobile = {"336",   "337",   "26269", "262639",
                                                        "59069", "59469", "59669"};
    return std::any_of(mobile.begin(), mobile.end(),
                       [&](std::string_view prefix) { return digits.starts_with(prefix); });
}

} // namespace moisson
