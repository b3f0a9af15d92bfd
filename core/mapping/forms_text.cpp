#include "core/mapping/forms_text.hpp"

#include "core/text/ascii.hpp"
#include "core/text/fold.hpp"
#include "core/text/numbers.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace moisson {
namespace {

constexpr std::size_t max_key_bytes = 500;
constexpr std::size_t max_text =
    50'000; ///< where the schema says nothing: a megabyte in an address is an accident

bool is_bidi_control(char32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
}

bool is_control(char32_t c) { return c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0); }

struct Oddities {
    bool controls = false, bidi = false, not_utf8 = false, mojibake = false;
};

/// UTF-8 that somebody read as Latin-1 and wrote as UTF-8 again: "Ã©" for "é".
bool has_mojibake(std::string_view text) {
    for (std::string_view lead : {"\xC3\x83\xC2", "\xC3\x82\xC2"})
        if (text.find(lead) != text.npos) return true;
    return false;
}

/// Removes controls and bidi marks, repairs bytes that are not UTF-8, and makes one line of several when
/// asked to.
Oddities clean_characters(std::string_view text, bool several_lines, std::string& out) {
    Oddities found;
    found.mojibake = has_mojibake(text);
    out.clear();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t c = next_code_point(text, at);
        if (c == '\r' && at < text.size() && text[at] == '\n') continue;
        if (c == '\n' || c == '\r' || c == '\t' || c == 0x85) {
            if (several_lines)
                out += c == '\t' ? '\t' : '\n';
            else if (!out.empty() && out.back() != ' ')
                out += ' ';
        } else if (is_control(c) && (c < 0x80 || !found.mojibake)) {
            found.controls = true;
        } else if (is_bidi_control(c)) {
            found.bidi = true;
        } else if (c == 0xFFFD && at == start + 1) {
            found.not_utf8 = true;
            append_utf8(out, c);
        } else {
            out.append(text.substr(start, at - start));
        }
    }
    return found;
}

void report(const FieldPlan& plan, std::string_view text, const Oddities& found, FormContext& context) {
    if (found.controls)
        warn_value(plan, context, "record.control-characters", text,
                   "Le champ %f contient des caractères de contrôle invisibles : ils ont été retirés ; "
                   "nettoyez %v.");
    if (found.bidi)
        warn_value(
            plan, context, "record.bidi-characters", text,
            "Le champ %f contient des marques de sens d'écriture invisibles : elles ont été retirées de %v.");
    if (found.mojibake)
        warn_value(
            plan, context, "record.mojibake", text,
            "Le champ %f est mal encodé (« Ã© » au lieu de « é ») : vérifiez l'encodage de %v à la source.");
    if (found.not_utf8)
        warn_value(plan, context, "record.invalid-utf8", text,
                   "Le champ %f contient des octets qui ne sont pas du texte UTF-8 (%v) : vérifiez "
                   "l'encodage du fichier.");
}

void write_characters(const FieldPlan& plan, std::string_view text, bool several_lines, std::string& out,
                      FormContext& context) {
    const ByteKinds kinds = byte_kinds(text);
    if (!kinds.control && (!kinds.non_ascii || is_plain_french(text))) {
        out.assign(text);
        return;
    }
    report(plan, text, clean_characters(text, several_lines, out), context);
    if (kinds.non_ascii) out = to_nfc(out);
}

bool is_placeholder(std::string_view text, std::string& folded) {
    if (text.size() > 16 || std::any_of(text.begin(), text.end(), is_digit)) return false;
    fold_into(text, folded);
    static constexpr std::string_view words[] = {
        "todo",      "a remplir", "a completer", "a definir", "a renseigner", "null",   "none",
        "nan",       "n/a",       "#n/a",        "na",        "#ref!",        "#name?", "#value!",
        "undefined", "inconnu",   "vide",        "tbd",       "xxx",          "xx",     "x",
        "?",         "??",        "???",         "-",         "--",           "true",   "false",
        "vrai",      "faux",      "#nom?",       "#valeur!"};
    return std::find(std::begin(words), std::end(words), folded) != std::end(words);
}

bool has_invisible(std::string_view text) {
    const ByteKinds kinds = byte_kinds(text);
    if (kinds.control) return true;
    if (!kinds.non_ascii) return false;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        const bool zero_width = (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF || c == 0xAD;
        if (zero_width || is_control(c) || is_bidi_control(c) || c == 0xFFFD) return true;
    }
    return false;
}

} // namespace

void truncate_with_ellipsis(std::string& text, std::size_t count) {
    if (text.size() <= count || code_point_count(text) <= count || count == 0) return;
    const std::string_view kept = code_point_prefix(text, count - 1), trimmed = trim(kept);
    text.resize(trimmed.empty() ? 0
                                : static_cast<std::size_t>(trimmed.end() - kept.begin())); // the end alone
    text += "…";
}

bool check_text_bounds(const FieldPlan& plan, std::string& out, FormContext& context) {
    const Field& field = *plan.field;
    const std::size_t longest = field.max_length.value_or(max_text);
    if (out.size() > longest && code_point_count(out) > longest) {
        const std::string limit = std::to_string(longest);
        const bool free_text = plan.form == Form::line || plan.form == Form::text;
        if (plan.fatal || !free_text || field.list) {
            refuse_value(plan, context, "record.too-long", out,
                         "Le champ %f dépasse " + limit +
                             " caractères : raccourcissez %v (ou demandez « truncate = " + limit +
                             " » dans le fichier du flux).");
            return false;
        }
        warn_value(plan, context, "record.too-long", out,
                   "Le champ %f dépasse " + limit + " caractères : il a été coupé ; raccourcissez %v.");
        truncate_with_ellipsis(out, longest);
    }
    if (field.min_length && out.size() < 4 * *field.min_length && code_point_count(out) < *field.min_length) {
        refuse_value(plan, context, "record.too-short", out,
                     "Le champ %f a moins de " + std::to_string(*field.min_length) +
                         " caractères : complétez %v.");
        return false;
    }
    if (plan.pattern && !plan.pattern->matches(out)) {
        refuse_value(plan, context, "record.pattern", out,
                     "La valeur %v du champ %f n'a pas la forme attendue (" + field.pattern +
                         ") : corrigez-la.");
        return false;
    }
    return true;
}

bool write_free_text(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    write_characters(plan, text, plan.form == Form::text, out, context);
    if (plan.truncate) truncate_with_ellipsis(out, *plan.truncate);
    if (!check_text_bounds(plan, out, context)) return false;
    if (plan.no_trailing_dot && out.ends_with('.') && !out.ends_with("etc.") && !out.ends_with(".."))
        warn_value(plan, context, "record.trailing-dot", out,
                   "Le champ %f se termine par un point : retirez-le de %v (sauf « etc. »).");
    return !out.empty();
}

bool write_key(const FieldPlan& plan, std::string_view text, std::string& out, FormContext& context) {
    out.assign(text);
    if (has_invisible(text))
        refuse_value(plan, context, "record.id-invisible-characters", text,
                     "L'identifiant %v contient des caractères invisibles : ressaisissez-le.");
    else if (text.size() > max_key_bytes)
        refuse_value(plan, context, "record.id-too-long", text,
                     "L'identifiant %v dépasse 500 octets : choisissez un identifiant court et permanent.");
    else if (looks_like_scientific_notation(text))
        refuse_value(plan, context, "record.id-scientific", text,
                     "L'identifiant %v a été transformé en nombre par un tableur : mettez la colonne au "
                     "format texte et "
                     "ressaisissez l'identifiant complet.");
    else if (is_placeholder(text, context.scratch.folded))
        refuse_value(plan, context, "record.id-placeholder", text,
                     "%v n'est pas un identifiant : donnez à la fiche son identifiant permanent.");
    else
        return true;
    return false;
}

} // namespace moisson
