#include "core/query/query_filter.hpp"

#include "core/export/iso_time.hpp"
#include "core/text/fold.hpp"
#include "core/text/geo_codes.hpp"
#include "core/text/numbers.hpp"

#include <algorithm>
#include <charconv>

namespace moisson {

namespace {

std::string as_given(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::vector<std::string> listed_values(const std::string& value, const std::string& name) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at <= value.size();) {
        const std::size_t comma = std::min(value.find(',', at), value.size());
        if (comma > at) words.push_back(value.substr(at, comma - at));
        at = comma + 1;
    }
    if (words.empty() || words.size() > 100)
        throw FilterError(name + " takes one to a hundred values, separated by commas");
    return words;
}

/// A day means its first second: "since" includes it.
UnixTime read_since(const std::string& value) {
    const auto instant = parse_instant(value);
    if (!instant)
        throw FilterError("modified_since = " + as_given(value) +
                          " is not a date; write 2026-03-01 or 2026-03-01T12:00:00Z");
    return value.size() == 10 ? *instant - 86'400 : *instant - 1;
}

double read_share(const std::string& value) {
    double share = -1;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), share);
    if (error != std::errc() || end != value.data() + value.size() || !(share >= 0 && share <= 1))
        throw FilterError("quality_min = " + as_given(value) + " is not a number from 0 to 1");
    return share;
}

const std::string* published_text(const GoldenRecord& record, PublishedView& view, int field) {
    if (field < 0) return nullptr;
    return std::get_if<std::string>(&view.value(record, static_cast<std::uint16_t>(field)));
}

bool is_among(const std::vector<std::string>& words, std::string_view wanted) {
    return std::find(words.begin(), words.end(), wanted) != words.end();
}

constexpr FilterDescription all_filters[] = {
    {"sources", "Flux dont provient la fiche, séparés par des virgules : au moins un.", "asso-ain,dept-38"},
    {"departement", "Codes des départements, séparés par des virgules.", "01,2A,974"},
    {"commune", "Codes INSEE ou noms de communes, séparés par des virgules.", "01053"},
    {"siret", "Numéros SIRET, séparés par des virgules.", "13002526500013"},
    {"thematiques", "Thématiques, séparées par des virgules : au moins une. « a » trouve aussi « a--b ».",
     "numerique"},
    {"modified_since", "Fiches modifiées depuis ce jour ou cet instant.", "2026-03-01"},
    {"quality_min", "Score de qualité minimal, de 0 à 1.", "0.6"},
    {"duplicates", "« exclude » : une fiche par chose décrite, ce qui est toujours le cas.", "exclude"},
};

} // namespace

std::vector<FilterDescription> QueryFilter::of(const Kind& kind) {
    const auto has = [&](std::initializer_list<Role> roles) {
        return std::any_of(roles.begin(), roles.end(), [&](Role role) { return kind.find(role) >= 0; });
    };
    std::vector<FilterDescription> found;
    for (const FilterDescription& filter : all_filters) {
        if (filter.name == "departement" && !has({Role::insee_code, Role::postcode})) continue;
        if (filter.name == "commune" && !has({Role::insee_code, Role::municipality})) continue;
        if (filter.name == "siret" && !has({Role::siret})) continue;
        if (filter.name == "thematiques" && !has({Role::theme})) continue;
        if (filter.name == "quality_min" && !QualityScore(kind).applies()) continue;
        found.push_back(filter);
    }
    return found;
}

QueryFilter::QueryFilter(const Kind& kind, const QueryParameters& parameters, const CivilDate& today)
    : insee_(kind.find(Role::insee_code)), postcode_(kind.find(Role::postcode)),
      municipality_(kind.find(Role::municipality)), theme_(kind.find(Role::theme)),
      siret_(kind.find(Role::siret)), quality_(kind), today_(today) {
    for (const auto& [name, value] : parameters) read(kind, name, value);
}

void QueryFilter::read(const Kind& kind, const std::string& name, const std::string& value) {
    const auto allowed = of(kind);
    const auto known = [&](const FilterDescription& filter) { return filter.name == name; };
    if (std::none_of(allowed.begin(), allowed.end(), known)) {
        std::string names;
        for (const FilterDescription& filter : allowed)
            names += (names.empty() ? "" : ", ") + std::string(filter.name);
        throw FilterError(as_given(name) + " is not a filter of " + kind.plural + "; there are: " + names);
    }
    if (name == "sources") sources_ = listed_values(value, name);
    if (name == "commune")
        for (const std::string& word : listed_values(value, name)) municipalities_.push_back(fold(word));
    if (name == "siret") sirets_ = listed_values(value, name);
    if (name == "thematiques") themes_ = listed_values(value, name);
    if (name == "modified_since") modified_since_ = read_since(value);
    if (name == "quality_min") least_quality_ = read_share(value);
    if (name == "duplicates" && value != "exclude")
        throw FilterError("duplicates = " + as_given(value) +
                          ": each thing is one record here; the only value is \"exclude\"");
    if (name != "departement") return;
    departments_ = listed_values(value, name);
    for (const std::string& code : departments_)
        if (!is_departement_code(code))
            throw FilterError(as_given(code) + " is not the code of a département; write 01, 2A or 974");
}

bool QueryFilter::wants(const GoldenRecord& record, PublishedView& view) const {
    return record.seq > after_revision_ && (sources_.empty() || has_source(record)) &&
           (departments_.empty() || is_in_department(record, view)) &&
           (municipalities_.empty() || is_in_municipality(record, view)) &&
           (sirets_.empty() ||
            [&] {
                const std::string* siret = published_text(record, view, siret_);
                return siret && is_among(sirets_, *siret);
            }()) &&
           (themes_.empty() || has_theme(record, view)) && (!least_quality_ || is_good(record));
}

bool QueryFilter::has_source(const GoldenRecord& record) const {
    return std::any_of(record.sources.begin(), record.sources.end(),
                       [&](const GoldenRecord::Member& member) { return is_among(sources_, member.feed); });
}

bool QueryFilter::is_in_department(const GoldenRecord& record, PublishedView& view) const {
    const std::string* code = published_text(record, view, insee_);
    const std::string copy = code ? *code : std::string(); // view reuses what it computes
    if (!copy.empty()) return is_among(departments_, department_of(copy));
    const std::string* postcode = published_text(record, view, postcode_);
    return postcode && is_among(departments_, department_of(*postcode));
}

bool QueryFilter::is_in_municipality(const GoldenRecord& record, PublishedView& view) const {
    const std::string* code = published_text(record, view, insee_);
    if (code && is_among(municipalities_, fold(*code))) return true;
    const std::string* name = published_text(record, view, municipality_);
    return name && is_among(municipalities_, fold(*name));
}

bool QueryFilter::has_theme(const GoldenRecord& record, PublishedView& view) const {
    const Value& value = view.value(record, static_cast<std::uint16_t>(theme_));
    const auto is_wanted = [&](const std::string& theme) {
        return is_among(themes_, theme) || is_among(themes_, theme.substr(0, theme.find("--")));
    };
    if (const auto* one = std::get_if<std::string>(&value)) return is_wanted(*one);
    const auto* list = std::get_if<List>(&value);
    return list && std::any_of(list->begin(), list->end(), is_wanted);
}

bool QueryFilter::is_good(const GoldenRecord& record) const {
    const std::string_view feed = record.sources.empty() ? "" : std::string_view(record.sources.front().feed);
    return quality_.of(record.record, feed, today_).score >= *least_quality_;
}

} // namespace moisson
