#include "core/mapping/forms_code.hpp"

#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"
#include "core/text/geo_codes.hpp"
#include "core/text/identifiers.hpp"
#include "core/text/utf8.hpp"

#include <optional>

namespace moisson {
namespace {

/// The form that nearly all dates have, copied without a parser in between.
bool is_iso_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    if (!all_digits(text.substr(0, 4)) || !all_digits(text.substr(5, 2)) || !all_digits(text.substr(8, 2)))
        return false;
    return exists({static_cast<int>(to_unsigned(text.substr(0, 4))), to_unsigned(text.substr(5, 2)),
                   to_unsigned(text.substr(8, 2))});
}

bool read_date(const FieldPlan& plan, std::string_view text, std::string& out) {
    if (is_iso_day(text)) {
        out.assign(text);
        return true;
    }
    const auto moment = plan.format ? plan.format->parse(text) : parse_moment(text);
    if (!moment) return false;
    if (plan.form == Form::datetime)
        write_iso_moment(*moment, out);
    else
        write_iso_date(moment->date, out);
    return true;
}

std::string_view number_name(Form form) {
    return form == Form::siret ? "SIRET" : form == Form::siren ? "SIREN" : "numéro RNA";
}

void report_number(const FieldPlan& plan, IdentifierCheck check, std::string_view text,
                   FormContext& context) {
    const std::string name(number_name(plan.form));
    const std::string area = plan.form == Form::siret ? "siret" : plan.form == Form::siren ? "siren" : "rna";
    const std::string shape = plan.form == Form::siret   ? "14 chiffres"
                              : plan.form == Form::siren ? "9 chiffres"
                                                         : "la forme W suivi de 9 chiffres";
    const std::string remedy = " : vérifiez-le sur annuaire-entreprises.data.gouv.fr.";
    if (check == IdentifierCheck::checksum)
        refuse_value(plan, context, "record." + area + "-checksum", text,
                     "Le " + name + " %v a une clé de contrôle fausse (un chiffre est mal saisi)" + remedy);
    else if (check == IdentifierCheck::placeholder)
        refuse_value(plan, context, "record." + area + "-placeholder", text,
                     "%v n'est pas un vrai " + name + " : laissez le champ vide ou donnez le bon numéro.");
    else
        refuse_value(plan, context, "record." + area + "-shape", text,
                     "Le " + name + " %v n'a pas " + shape + remedy);
}

IdentifierCheck check_number(Form form, std::string_view text) {
    if (form == Form::siret) return check_siret(text);
    return form == Form::siren ? check_siren(text) : check_rna(text);
}

bool is_code(Form form, std::string_view code) {
    if (form == Form::postcode) return is_postcode(code);
    return form == Form::insee_code ? is_insee_code(code) : is_zone_code(code);
}

void report_code(const FieldPlan& plan, std::string_view text, FormContext& context) {
    if (plan.form == Form::postcode)
        refuse_value(plan, context, "record.postcode", text,
                     "%v n'est pas un code postal : il a cinq chiffres, par exemple 01000.");
    else if (plan.form == Form::insee_code)
        refuse_value(
            plan, context, "record.insee-code", text,
            "%v n'est pas un code Insee de commune : il a cinq caractères, par exemple 01053 ou 2A004 "
            "(ce n'est pas le code postal).");
    else
        refuse_value(
            plan, context, "record.zone-code", text,
            "%v n'est pas un code de commune, de département, d'EPCI ou de pays, ni « france » : corrigez-le "
            "(pour une région, listez ses départements).");
}

/// "1400" → "01400". Told, because the column should be text in the producer's spreadsheet.
bool restore_zero(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    if (plan.form == Form::zone_code || out.size() != 4 || !all_digits(out)) return false;
    out.insert(out.begin(), '0');
    if (!is_code(plan.form, out)) return false;
    warn_value(plan, context, "record.leading-zero", text,
               "Le zéro initial de %v a disparu (tableur ?) : « " + out +
                   " » a été retenu ; mettez la colonne du champ %f au format texte.");
    return true;
}

} // namespace

bool write_date(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    if (!read_date(plan, text, out)) {
        refuse_value(plan, context, "record.date", text,
                     "%v n'est pas une date lisible dans le champ %f : écrivez 31/12/2024 ou 2024-12-31.");
        return false;
    }
    if (plan.since_2000 && out[0] < '2') {
        refuse_value(plan, context, "record.date-too-old", text,
                     "La date %v du champ %f est antérieure à 2000 : corrigez-la ou laissez-la vide.");
        return false;
    }
    if (plan.not_in_future && std::string_view(out).substr(0, 10) > context.today)
        warn_value(plan, context, "record.date-in-future", text,
                   "La date %v du champ %f est dans le futur : corrigez-la.");
    return true;
}

bool write_register_number(const FieldPlan& plan, std::string_view text, std::string& out,
                           FormContext& context) {
    // A row of digits, as most of them are, needs no cleaning.
    if (all_digits(text))
        out.assign(text);
    else
        clean_identifier(text, out);
    const IdentifierCheck check = check_number(plan.form, out);
    if (check == IdentifierCheck::ok) return true;
    report_number(plan, check, text, context);
    return false;
}

bool write_geo_code(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    out.assign(text);
    if (is_code(plan.form, out)) return true;
    if (plan.form == Form::zone_code && fold(text) == "france") {
        out = "france";
        return true;
    }
    clean_identifier(text, out);
    if (is_code(plan.form, out) || restore_zero(plan, text, out, context)) return true;
    report_code(plan, text, context);
    return false;
}

} // namespace moisson
