// One schema field of one feed, compiled: where its text comes from, what happens to it, what it must be.
#pragma once
#include "core/config/feed.hpp"
#include "core/geo/projection.hpp"
#include "core/mapping/conditions.hpp"
#include "core/mapping/json_paths.hpp"
#include "core/mapping/selectors.hpp"
#include "core/mapping/template.hpp"
#include "core/mapping/value_map.hpp"
#include "core/model/schema.hpp"
#include "core/text/coordinates.hpp"
#include "core/text/dates.hpp"
#include "core/text/numbers.hpp"
#include "core/text/pattern.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace moisson {

enum class Origin : std::uint8_t { none, columns, text_template, constant, digest, days, rules, object };
enum class Pick : std::uint8_t { first, join, all };
enum class Convert : std::uint8_t {
    none,
    html_to_text,
    lower,
    upper,
    latitude,
    longitude,
    opening_hours,
    department,
    region_departments
};

/// What a single value is and how it is written; chosen once from the field's type, checks and the mapping's
/// `clean`.
enum class Form : std::uint8_t {
    key,  ///< identifier, parent: never rewritten
    line, ///< one line of text
    text, ///< several lines
    date,
    datetime,
    url,
    email,
    phone,
    json,
    siret,
    siren,
    rna,
    postcode,
    insee_code,
    zone_code,
    closed_list,
    opening_hours,
    integer,
    number,
    boolean,
};

/// A rule compiled; see core/config/feed.hpp.
struct RulePlan {
    Conditions when;
    std::vector<std::string> values;
    std::vector<std::uint32_t> slots; ///< without values: what these say
};

struct FieldPlan {
    std::size_t index = 0; ///< in Kind::fields
    const Field* field = nullptr;
    Form form = Form::line;
    bool fatal = false; ///< an absent or invalid value quarantines the record

    Origin origin = Origin::none;
    std::vector<std::uint32_t> slots; ///< of columns, digest, days or object
    std::vector<std::string> days;    ///< of opening hours: the day of each slot
    std::vector<std::string> names;   ///< of the members of an object, one per slot
    std::vector<RulePlan> rules;
    std::optional<TextTemplate> text_template;
    std::string constant;
    Pick pick = Pick::first;
    std::string join, split;
    std::size_t part = 0; ///< of what split gives, 1-based; 0 = all
    Conditions when;
    std::optional<JsonPaths> inside;        ///< one path
    std::shared_ptr<const ValueMap> absent; ///< finds what means nothing
    std::shared_ptr<const re2::RE2> extract;
    std::shared_ptr<const FieldPlan> otherwise;

    Convert convert = Convert::none;
    PairOrder pair_order = PairOrder::usual; ///< of one column with both coordinates
    std::vector<std::pair<std::shared_ptr<const re2::RE2>, std::string>> replace;
    std::shared_ptr<const ValueMap> values;
    std::shared_ptr<const ClosedList> closed_list;
    std::optional<DateFormat> format;
    DecimalMark mark = DecimalMark::either;
    std::optional<std::size_t> truncate;
    std::optional<std::string> default_value;

    std::optional<TextPattern> pattern;
    bool no_trailing_dot = false, since_2000 = false, not_in_future = false;
    bool plain = false; ///< one column, one value, nothing to do but the form: the fast way

    std::vector<std::uint32_t> all_slots() const; ///< also of the template, of `when`, rules and `otherwise`
};

struct KindPlan {
    std::uint16_t kind = 0;
    const Kind* schema = nullptr;
    std::vector<FieldPlan> fields; ///< in schema order, without the identifier
    FieldPlan id;
    Conditions when;                              ///< else the raw record has nothing of this kind
    std::vector<std::size_t> unmapped;            ///< schema fields that stay absent
    std::vector<std::uint32_t> slots;             ///< everything this kind reads, sorted, once
    std::vector<std::uint32_t> own_slots;         ///< read by no other kind of the feed
    int latitude = -1, longitude = -1;            ///< positions in Kind::fields, when both are mapped
    std::shared_ptr<const Projection> projection; ///< metres of the source → degrees; null: degrees already
    bool shares_rows = false;                     ///< the feed maps several kinds from each raw record
};

/// Throws std::invalid_argument for what load_feed() should have refused.
KindPlan compile_kind(const FeedConfig& feed, const KindMapping& mapping, const Schema& schema,
                      SelectorList& selectors);

} // namespace moisson
