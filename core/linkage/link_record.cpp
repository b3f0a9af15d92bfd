#include "core/linkage/link_record.hpp"

#include "core/linkage/normal/address.hpp"
#include "core/linkage/normal/codes.hpp"
#include "core/linkage/normal/contact.hpp"
#include "core/linkage/normal/names.hpp"
#include "core/model/digest.hpp"
#include "core/text/coordinates.hpp"
#include "core/text/fold.hpp"
#include "core/text/identifiers.hpp"
#include "core/text/web.hpp"

#include <charconv>
#include <cmath>
#include <forward_list>

namespace moisson {

namespace {

/// Null where the profile has no such field, or the record no value for it.
const Value* value_of(const Record& record, int field) {
    const bool there = field >= 0 && static_cast<std::size_t>(field) < record.values.size();
    return there ? &record.values[static_cast<std::size_t>(field)] : nullptr;
}

/// The fields of one record as texts, which live as long as both.
class FieldTexts {
public:
    explicit FieldTexts(const Record& record) : record_(record) {}
    /// The text of a field, of a list its first; empty where the profile has no such field. Numbers are
    /// written out.
    std::string_view of(int field) {
        const Value* value = value_of(record_, field); // of a null pointer, get_if gives null
        if (const auto* text = std::get_if<std::string>(value)) return *text;
        if (const auto* list = std::get_if<List>(value))
            return list->empty() ? std::string_view() : std::string_view(list->front());
        if (const auto* integer = std::get_if<std::int64_t>(value))
            return numbers_.emplace_front(std::to_string(*integer));
        return {};
    }
    const Record& record() const { return record_; }

private:
    const Record& record_;
    std::forward_list<std::string> numbers_;
};

/// All texts of a list, joined by a semicolon (authors).
std::string joined_text(FieldTexts& texts, int field) {
    const auto* list = std::get_if<List>(value_of(texts.record(), field));
    if (!list) return std::string(texts.of(field));
    std::string joined;
    for (const std::string& one : *list) {
        if (!joined.empty()) joined += "; ";
        joined += one;
    }
    return joined;
}

double field_number(const Record& record, int field) {
    const Value* value = value_of(record, field);
    if (const auto* number = std::get_if<double>(value)) return *number;
    if (const auto* integer = std::get_if<std::int64_t>(value)) return static_cast<double>(*integer);
    return std::nan("");
}

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

void read_position(LinkRecord& out, const LinkProfile& profile, const Record& record) {
    const double latitude = field_number(record, profile.latitude);
    const double longitude = field_number(record, profile.longitude);
    if (std::isnan(latitude) || std::isnan(longitude) ||
        check_position(latitude, longitude) != PositionCheck::ok)
        return;
    out.latitude = static_cast<float>(latitude);
    out.longitude = static_cast<float>(longitude);
}

/// "31 rue Haute 01000 Bourg-en-Bresse" in the field of the street: the postcode and what stands behind it,
/// for those that have no field of their own.
void read_last_line(LinkRecord& out, std::string_view address) {
    for (std::size_t at = address.size(); at-- > 0;) {
        const bool starts = address[at] >= '0' && address[at] <= '9' &&
                            (at == 0 || address[at - 1] < '0' || address[at - 1] > '9');
        if (!starts || at + 5 >= address.size()) continue;
        const std::string_view code = address.substr(at, 5);
        if (digits_of(code).size() != 5 || address[at + 5] != ' ') continue;
        if (out.postcode.empty()) out.postcode = normal_postcode(code);
        if (out.municipality.empty()) out.municipality = normal_municipality(address.substr(at + 6));
        return;
    }
}

/// "Saint-Romain-de-Popey" in the field of the street of a record that names no municipality.
bool is_bare_municipality(const LinkRecord& record, std::string_view address) {
    return record.municipality.empty() && record.postcode.empty() && record.number.empty() &&
           !record.street.empty() && digits_of(address).empty() &&
           !is_street_type(std::string_view(record.street).substr(0, record.street.find(' ')));
}

void read_place(LinkRecord& out, const LinkProfile& profile, FieldTexts& texts) {
    out.postcode = normal_postcode(texts.of(profile.postcode));
    out.municipality = normal_municipality(texts.of(profile.municipality));
    out.insee = normal_insee(texts.of(profile.insee_code));
    const std::string_view address = texts.of(profile.street_address);
    NormalAddress normal = normal_address(address);
    if (normal.street.empty())
        if (NormalAddress complement = normal_address(texts.of(profile.address_complement));
            !complement.street.empty())
            normal = std::move(complement);
    out.number = std::move(normal.number);
    out.street = std::move(normal.street);
    if (out.postcode.empty() || out.municipality.empty()) read_last_line(out, address);
    if (is_bare_municipality(out, address)) {
        out.municipality = normal_municipality(address);
        out.street.clear();
    }
    read_position(out, profile, texts.record());
}

void read_identifiers(LinkRecord& out, const LinkProfile& profile, FieldTexts& texts) {
    const std::string siret = digits_of(texts.of(profile.siret));
    const std::string siren = digits_of(texts.of(profile.siren));
    if (siret.size() == 14 && check_siret(siret) != IdentifierCheck::placeholder) out.siret = siret;
    if (!out.siret.empty())
        out.siren = out.siret.substr(0, 9);
    else if (siren.size() == 9)
        out.siren = siren;
    std::string rna;
    clean_identifier(texts.of(profile.rna), rna);
    if (check_rna(rna) == IdentifierCheck::ok) out.rna = rna;
}

/// A title alone is what the thing is called; beside an organisation's name it names a service of that
/// organisation, and the organisation is the lesser part.
std::string name_of(const LinkProfile& profile, FieldTexts& texts) {
    if (profile.title >= 0) return normal_title(texts.of(profile.title));
    return normal_name(texts.of(profile.organisation_name));
}

std::string year_of(std::string_view text) {
    const std::string digits = digits_of(text);
    return digits.size() >= 4 ? digits.substr(0, 4) : std::string();
}

/// "https://www.exemple.fr/nous/" → "exemple.fr/nous".
std::string website_of(std::string_view url) {
    const std::string folded = fold(url);
    const std::string_view place = bare_address(folded);
    return place.find('.') != place.npos ? std::string(place) : std::string();
}

std::uint64_t link_key_of(std::string_view feed, std::uint16_t kind, std::string_view id) {
    std::string text(feed);
    text += '\n';
    text += std::to_string(kind);
    text += '\n';
    text += id;
    return digest64(text);
}

} // namespace

LinkRecord make_link_record(const LinkProfile& profile, std::string_view feed, const Record& record) {
    LinkRecord out;
    FieldTexts texts(record);
    out.key = link_key_of(feed, record.kind, record.id);
    out.feed = digest64(feed);
    out.name = name_of(profile, texts);
    out.person = normal_person(texts.of(profile.person_name));
    out.given = normal_person(texts.of(profile.given_name));
    out.birth = digits_of(texts.of(profile.birth_date));
    out.authors = normal_authors(joined_text(texts, profile.authors));
    out.year = year_of(texts.of(profile.year));
    read_place(out, profile, texts);
    read_identifiers(out, profile, texts);
    out.phone = normal_phone(texts.of(profile.phone));
    out.email = normal_email(texts.of(profile.email));
    out.website = website_of(texts.of(profile.website));
    out.parent = texts.of(profile.parent);
    return out;
}

} // namespace moisson
