#include "core/geo/geometry_text.hpp"
#include "core/portals/vocabulary/vocabulary.hpp"
#include "core/portals/vocabulary/word_table.hpp"
#include "core/text/ascii.hpp"
#include "core/text/geo_codes.hpp"
#include "core/text/utf8.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace moisson {
namespace {

/// Countries as the EU authority, ISO 3166 and GeoNames call those that French portals name.
struct Country {
    std::string_view code2, code3, geonames;
};
constexpr std::array<Country, 14> countries = {{{"fr", "fra", "3017382"},
                                                {"be", "bel", "2802361"},
                                                {"de", "deu", "2921044"},
                                                {"es", "esp", "2510769"},
                                                {"it", "ita", "3175395"},
                                                {"ch", "che", "2658434"},
                                                {"lu", "lux", "2960313"},
                                                {"gb", "gbr", "2635167"},
                                                {"nl", "nld", "2750405"},
                                                {"pt", "prt", "2264397"},
                                                {"ie", "irl", "2963597"},
                                                {"at", "aut", "2782113"},
                                                {"pl", "pol", "798544"},
                                                {"us", "usa", "6252001"}}};

std::optional<std::string> country_of(std::string_view code) {
    for (const Country& country : countries)
        if (code == country.code2 || code == country.code3 || code == country.geonames)
            return "country:" + std::string(country.code2);
    return std::nullopt;
}

std::string upper_text(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = upper(c);
    return out;
}

/// "fr:commune:01053", if the code can be one of that level.
std::optional<std::string> french_zone(std::string_view level, std::string_view text) {
    const std::string code = upper_text(text.substr(0, text.find('@'))); // "…@1999-01-01": since when
    const bool good = level == "commune" || level == "arrondissement" ? is_insee_code(code)
                      : level == "departement"                        ? is_departement_code(code)
                      : level == "region"                             ? code.size() == 2 && all_digits(code)
                      : level == "epci"                               ? code.size() == 9 && all_digits(code)
                                                                      : false;
    if (!good) return std::nullopt;
    return "fr:" + std::string(level) + ':' + code;
}

/// id.insee.fr/geo/commune/01053, rdf.insee.fr/geo/2011/departements.rdf#DEP_01
std::optional<std::string> insee_zone(std::string_view address) {
    for (const auto& [mark, level] : {std::pair<std::string_view, std::string_view>{"/commune/", "commune"},
                                      {"/departement/", "departement"},
                                      {"/region/", "region"},
                                      {"/arrondissementmunicipal/", "commune"},
                                      {"#com_", "commune"},
                                      {"#dep_", "departement"},
                                      {"#reg_", "region"}})
        if (const std::size_t at = address.find(mark); at != address.npos)
            return french_zone(level, address.substr(at + mark.size()));
    return std::nullopt;
}

std::optional<std::string> zone_of_address(std::string_view text) {
    const std::string address = ascii_lower(text);
    std::string_view rest = without_beginning(address, {"http://", "https://"});
    if (rest.starts_with("id.insee.fr/") || rest.starts_with("rdf.insee.fr/")) return insee_zone(rest);
    const std::string_view code =
        without_beginning(rest, {"publications.europa.eu/resource/authority/country/", "sws.geonames.org/",
                                 "www.geonames.org/", "geonames.org/"});
    if (code.size() == rest.size()) return std::nullopt;
    return country_of(code.substr(0, code.find('/')));
}

struct Box {
    double west = 180, south = 90, east = -180, north = -90;
    bool any = false, sane = true;
    void add(double x, double y) {
        sane = sane && std::isfinite(x) && std::isfinite(y) && std::abs(x) <= 180 && std::abs(y) <= 90;
        west = std::min(west, x), east = std::max(east, x);
        south = std::min(south, y), north = std::max(north, y);
        any = true;
    }
};

void append_degrees(std::string& out, double degrees) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, degrees, std::chars_format::fixed, 5).ptr;
    std::string_view text(digits, static_cast<std::size_t>(end - digits));
    while (text.ends_with('0')) text.remove_suffix(1);
    if (text.ends_with('.')) text.remove_suffix(1);
    out.append(text == "-0" ? "0" : text);
}

std::optional<std::string> written(const Box& box) {
    if (!box.any || !box.sane || box.west > box.east || box.south > box.north) return std::nullopt;
    std::string out;
    for (const double edge : {box.west, box.south, box.east, box.north}) {
        if (!out.empty()) out += ',';
        append_degrees(out, edge);
    }
    return out;
}

std::optional<std::string> box_of_geojson(std::string_view text) {
    const GeometryText geometry(text);
    Box box;
    const auto add = [&](const GeoPosition& position) { box.add(position.point.x, position.point.y); };
    if (!geometry.each_position(add)) box.sane = false;
    return written(box);
}

/// All numbers of a text, in order; nothing when something that is no number stands among them.
bool numbers_of(std::string_view text, std::vector<double>& numbers) {
    for (std::size_t at = 0; at < text.size();) {
        if (std::string_view(" ,;()\t\n[]").find(text[at]) != std::string_view::npos) {
            ++at;
            continue;
        }
        double number = 0;
        const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
        if (error != std::errc()) return false;
        numbers.push_back(number);
        at = static_cast<std::size_t>(end - text.data());
    }
    return true;
}

std::optional<std::string> box_of_wkt(std::string_view text) {
    const std::size_t open = text.find('(');
    const std::string_view kind = trim(text.substr(0, open));
    const bool envelope = ascii_lower(kind) == "envelope";
    std::vector<double> numbers;
    if (!numbers_of(text.substr(open), numbers) || numbers.size() % 2 != 0) return std::nullopt;
    if (envelope && numbers.size() == 4) // ENVELOPE(west, east, north, south)
        numbers = {numbers[0], numbers[3], numbers[1], numbers[2]};
    Box box;
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) box.add(numbers[i], numbers[i + 1]);
    return written(box);
}

} // namespace

std::optional<std::string> bounding_box(std::string_view text) {
    text = trim(text);
    if (text.starts_with('{')) return box_of_geojson(text);
    if (const std::size_t mark = text.find('>'); text.starts_with('<') && mark != text.npos)
        text = trim(text.substr(mark + 1)); // "<http://…/CRS84> POLYGON((…": GeoSPARQL
    const std::size_t open = text.find('(');
    if (open != text.npos && open > 0) return box_of_wkt(text);
    std::vector<double> numbers;
    if (!numbers_of(text, numbers) || numbers.size() != 4) return std::nullopt;
    Box box;
    box.add(numbers[0], numbers[1]);
    if (numbers[2] < numbers[0] || numbers[3] < numbers[1]) return std::nullopt;
    box.add(numbers[2], numbers[3]);
    return written(box);
}

std::optional<std::string> territory_of(std::string_view text) {
    text = trim(text);
    if (text.empty() || text.size() > 10'000'000) return std::nullopt;
    if (auto box = bounding_box(text)) return box;
    if (text.front() == '{' || text.front() == '[' || text.front() == '<') return std::nullopt; // unreadable
    const std::string small = ascii_lower(text);
    if (auto country = country_of(without_beginning(small, {"country:"}))) return country;
    if (small.starts_with("fr:")) {
        const std::size_t colon = small.find(':', 3);
        if (colon == small.npos) return std::nullopt;
        return french_zone(std::string_view(small).substr(3, colon - 3),
                           std::string_view(small).substr(colon + 1));
    }
    if (small.starts_with("http://") || small.starts_with("https://")) {
        auto zone = zone_of_address(text);
        return zone ? zone : std::string(text);
    }
    return std::string(text);
}

} // namespace moisson
