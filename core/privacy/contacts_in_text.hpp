// E-mail addresses, telephone numbers and words of a text, each with its place: what opposition and the
// detector of personal data look for.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace moisson {

struct ContactInText {
    enum class Type : std::uint8_t { email, phone } type = Type::email;
    std::size_t begin = 0, end = 0; ///< bytes
    std::string normal;             ///< "prenom.nom@example.fr" folded; "+33612345678"
};

/// In the order of the text; addresses and numbers never overlap. `found` is cleared first. A number is
/// French (10 digits from 0, +33 …, 0033 …) or international after + or 00, with single separators between
/// digits; longer runs of digits (SIRET, identifiers) are none.
void find_contacts(std::string_view text, std::vector<ContactInText>& found);

struct WordInText {
    std::size_t begin = 0, end = 0; ///< bytes
    std::string folded;             ///< lower case without accents
};

/// Runs of letters and digits; hyphens and apostrophes separate. `words` is cleared first.
void find_words(std::string_view text, std::vector<WordInText>& words);

/// The folded form that two spellings of one address share; empty when the text is no address.
std::string whole_email(std::string_view text);

} // namespace moisson
