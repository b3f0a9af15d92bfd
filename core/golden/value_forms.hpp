// What a value says, apart from its spelling: whether two members of a cluster agree, whether one only says
// less, or whether they really disagree.
#pragma once
#include "core/model/schema.hpp"
#include "core/model/value.hpp"

#include <string>

namespace moisson {

/// Equal forms = the same value in another spelling. Words without case, accents and punctuation; telephone
/// numbers in E.164; e-mail and web addresses without what does not change where they lead; numbers in their
/// shortest text; a list as its ordered set. Empty when the value is absent. Texts beyond 512 bytes are their
/// own form.
std::string value_form(const Field& field, const Value& value);

/// The same of one text, or one item of a list.
std::string text_form(const Field& field, const std::string& text);

enum class Relation : std::uint8_t {
    same, ///< another spelling at most
    less, ///< the first says less than the second, and nothing else ("12 rue Haute", "12 rue Haute bâtiment
          ///< B")
    more, ///< the other way round
    different, ///< they disagree
};

/// Both values present, `form_a` and `form_b` their forms. Prose (descriptions) never disagrees: two texts
/// about one thing are two texts.
Relation relate_forms(const Field& field, std::string_view form_a, std::string_view form_b);
Relation relate(const Field& field, const Value& a, const Value& b);

/// Both present and saying things that cannot both be true. Lists are united, dates of change differ by
/// nature, ids of parents are each producer's own, and positions are compared in metres elsewhere: none of
/// them disagree.
bool can_disagree(const Field& field);
bool disagree(const Field& field, const Value& a, const Value& b);

/// How much a value says, for the choice between values that are equal in all else: bytes of a text,
/// items of a list, decimals of a number.
std::size_t amount_said(const Value& value);

} // namespace moisson
