#include "core/linkage/compare_rows.hpp"
#include "core/linkage/similarity.hpp"

#include <algorithm>
#include <string>

namespace moisson {

namespace {

std::string fourteen_digits(std::uint64_t siret) {
    std::string digits(14, '0');
    for (std::size_t at = digits.size(); at-- > 0; siret /= 10)
        digits[at] = static_cast<char>('0' + siret % 10);
    return digits;
}

} // namespace

/// 0 the same establishment (or association), 1 the same legal unit, 2 a slip of one or two digits, 3
/// another.
int siret_level(const LinkRow& a, const LinkRow& b) {
    if (a.rna && a.rna == b.rna) return 0;
    if (a.siret && b.siret) {
        if (a.siret == b.siret) return 0;
        if (a.siren == b.siren) return 1;
        const std::size_t slips = letter_slips(fourteen_digits(a.siret), fourteen_digits(b.siret), 2);
        return slips <= (a.siret_valid && b.siret_valid ? 1U : 2U) ? 2 : 3;
    }
    if (a.siren && b.siren) return a.siren == b.siren ? 1 : 3;
    return a.rna && b.rna ? 3 : -1;
}

/// 0 equal, 1 a slip of one digit, 2 other.
int phone_level(const RowOf& a, const RowOf& b) {
    if (!a.row.phone || !b.row.phone) return -1;
    if (a.row.phone == b.row.phone) return 0;
    return letter_slips(a.table.text(a.row, a.row.phone_text), b.table.text(b.row, b.row.phone_text), 1) <= 1
               ? 1
               : 2;
}

/// 0 equal, 1 another mailbox of an organisation's domain, 2 a slip or two, 3 other.
int email_level(const RowOf& a, const RowOf& b) {
    if (!a.row.email || !b.row.email) return -1;
    if (a.row.email == b.row.email) return 0;
    if (letter_slips(a.table.text(a.row, a.row.email_text), b.table.text(b.row, b.row.email_text), 2) <= 2)
        return 2;
    return a.row.mail_domain && a.row.mail_domain == b.row.mail_domain ? 1 : 3;
}

/// 0 the same page, 1 the same site, 2 other.
int website_level(const LinkRow& a, const LinkRow& b) {
    if (!a.website || !b.website) return -1;
    if (a.website == b.website) return 0;
    return a.site && a.site == b.site ? 1 : 2;
}

/// 0 the same parent, 1 another.
int parent_level(const LinkRow& a, const LinkRow& b) {
    if (!a.parent || !b.parent) return -1;
    return a.parent == b.parent ? 0 : 1;
}

/// 0 of two feeds, 1 of one, where a thing stands twice less often than chance has it.
int feed_level(const LinkRow& a, const LinkRow& b) { return a.feed == b.feed ? 1 : 0; }

} // namespace moisson
