// The detector of personal data: what a field that declares no rule does not publish.
#pragma once
#include "core/model/schema.hpp"
#include "core/model/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

enum class PersonalData : std::uint8_t { none, mailbox, name, mobile };

/// A mailbox of a person: "prenom.nom@…" at any domain, and at a provider of mailboxes whatever is not the
/// name of a function or an organisation. In doubt at an organisation's own domain: none.
bool is_personal_mailbox(std::string_view email);

/// Takes personal mailboxes, mobile numbers and names behind a civility ("Mme Claire Durand", "M. DURAND")
/// out of a free text and puts "[courriel retiré]", "[téléphone retiré]", "[nom retiré]" there. Returns what
/// was found, each sort once.
std::vector<PersonalData> redact_text(std::string& text, bool names);

/// What `value` of `field` holds that is personal, and the value without it in `redacted`. Fields about a
/// person (names, birth dates) and personal mailboxes become absent, passages of texts are replaced.
/// Telephone fields are left: a number that stands there is given to be called. `redacted` is untouched when
/// nothing was found.
std::vector<PersonalData> detect_personal_data(const Field& field, const Value& value, Value& redacted);

} // namespace moisson
