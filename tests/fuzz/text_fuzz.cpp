// Texts of producers: dates, telephones, addresses, numbers, HTML. What is cleaned once stays as it is.
#include "core/text/coordinates.hpp"
#include "core/text/dates.hpp"
#include "core/text/fold.hpp"
#include "core/text/html.hpp"
#include "core/text/identifiers.hpp"
#include "core/text/numbers.hpp"
#include "core/text/phone.hpp"
#include "core/text/suggest.hpp"
#include "core/text/utf8.hpp"
#include "core/text/web.hpp"
#include "tests/fuzz/support/fuzz_target.hpp"

#include <algorithm>
#include <cmath>

using namespace moisson;

namespace {

void check_moment(const std::optional<Moment>& moment, std::string_view text) {
    if (!moment) return;
    fuzz::require(exists(moment->date), "the day exists", text);
    std::string once, twice;
    write_iso_moment(*moment, once);
    const auto again = parse_moment(once);
    fuzz::require(again.has_value(), "a date that was written can be read", text, once);
    write_iso_moment(*again, twice);
    fuzz::require(once == twice, "… as the same", once, twice);
}

using Normalise = bool (*)(std::string_view, std::string&);

void check_normal_form(Normalise normalise, std::string_view text) {
    std::string once, twice;
    if (!normalise(text, once)) return fuzz::require(once.empty(), "refused: nothing is left", text, once);
    fuzz::require(normalise(once, twice) && once == twice, "what is clean stays as it is", once, twice);
}

void check_utf8(std::string_view text) {
    const bool valid = is_valid_utf8(text);
    std::string repaired;
    for (std::size_t at = 0; at < text.size();) append_utf8(repaired, next_code_point(text, at));
    fuzz::require(is_valid_utf8(repaired), "repaired text is UTF-8", repaired);
    fuzz::require(!valid || repaired == text, "valid text needs no repair", text, repaired);
    if (is_plain_french(text)) fuzz::require(valid && to_nfc(text) == text, "plain French is composed", text);
    if (is_probably_nfc(text)) fuzz::require(to_nfc(text) == text, "what is composed stays", text);
    fuzz::require(to_nfc(to_nfc(text)) == to_nfc(text), "composing twice changes nothing", text);
    fuzz::require(trim(trim(text)) == trim(text), "trimming twice changes nothing", text);
    if (!valid) return;
    for (const std::string& made : {to_lower(text), to_upper(text), fold(text), html_to_text(text),
                                    std::string(trim(text)), std::string(code_point_prefix(text, 5))})
        fuzz::require(is_valid_utf8(made), "UTF-8 stays UTF-8", text, made);
    fuzz::require(fold(fold(text)) == fold(text), "folding twice changes nothing", fold(text),
                  fold(fold(text)));
}

void check_numbers(std::string_view text) {
    const auto number = parse_decimal(text);
    fuzz::require(!number || std::isfinite(*number), "numbers are finite", text);
    parse_integer(text);
    parse_boolean(text);
    looks_like_scientific_notation(text);
    for (const PairOrder order : {PairOrder::usual, PairOrder::longitude_first})
        if (const auto pair = parse_pair(text, order))
            fuzz::require(std::isfinite(pair->latitude) && std::isfinite(pair->longitude), "a finite pair",
                          text);
    std::string once, twice;
    clean_identifier(text, once);
    clean_identifier(once, twice);
    fuzz::require(once == twice, "what is clean stays as it is", once, twice);
    check_siret(once);
    check_rna(once);
}

} // namespace

FUZZ_TARGET(input) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view first = input.substr(0, end), rest = input.substr(std::min(end + 1, input.size()));
    for (const std::string_view text : {first, rest}) {
        check_utf8(text);
        if (!is_valid_utf8(text)) continue; // a decoder hands out nothing else
        check_moment(parse_moment(text), text);
        check_normal_form(normalise_phone, text);
        check_normal_form(normalise_email, text);
        check_normal_form(normalise_url, text);
        check_numbers(text);
    }
    if (const auto format = DateFormat::compile(first)) check_moment(format->parse(rest), rest);
    for (const char* clock : {"unix", "unix-ms", "excel"})
        check_moment(DateFormat::compile(clock)->parse(first), first);
    if (first.size() < 200 && rest.size() < 200)
        fuzz::require(edit_distance(first, rest) == edit_distance(rest, first), "a distance has no side",
                      first, rest);
}
