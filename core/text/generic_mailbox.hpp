// What is personal in a contact: a named mailbox or a mobile phone is, the reception desk of an organisation
// is not.
#pragma once
#include <string_view>

namespace moisson {

/// True when the mailbox belongs to a function or an organisation ("contact@…", "mairie.bourg@wanadoo.fr"),
/// not to a person ("prenom.nom@…"). In doubt: false, because publishing cannot be undone.
bool is_generic_mailbox(std::string_view email);

/// True for the domain of a provider of mailboxes ("gmail.com", "orange.fr"), which is no organisation's own.
bool is_mailbox_provider(std::string_view domain);

/// True for French mobile numbers (06, 07, +33 6, 0033 7, overseas +262 692 …), which usually belong to one
/// person.
bool is_mobile_number(std::string_view phone);

} // namespace moisson
