// Which records a consumer asks for: filters by what fields mean, so that a kind of anybody's schema has
// those that its roles allow.
#pragma once
#include "core/export/published_view.hpp"
#include "core/golden/quality.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moisson {

/// Names and values of a query, decoded, in the order given.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

/// A filter is unknown, or its value is not one. what() says what is allowed; for the consumer.
class FilterError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct FilterDescription {
    std::string_view name;
    std::string_view help; ///< French
    std::string_view example;
};

class QueryFilter {
public:
    /// Those that this kind has, in the order of the documentation.
    static std::vector<FilterDescription> of(const Kind& kind);
    /// Throws FilterError. `today`: what quality is judged by; core has no clock.
    QueryFilter(const Kind& kind, const QueryParameters& parameters, const CivilDate& today);

    /// Records that changed after this instant; the caller turns it into a revision.
    std::optional<UnixTime> modified_since() const { return modified_since_; }
    void only_after(std::int64_t revision) { after_revision_ = revision; }
    /// Judged by what the public sees of the record: a value that is withheld cannot be found out.
    bool wants(const GoldenRecord& record, PublishedView& view) const;

private:
    using Words = std::vector<std::string>;
    void read(const Kind& kind, const std::string& name, const std::string& value);
    bool has_source(const GoldenRecord& record) const;
    bool is_in_department(const GoldenRecord& record, PublishedView& view) const;
    bool is_in_municipality(const GoldenRecord& record, PublishedView& view) const;
    bool has_theme(const GoldenRecord& record, PublishedView& view) const;
    bool is_good(const GoldenRecord& record) const;

    int insee_, postcode_, municipality_, theme_, siret_;
    Words sources_, departments_, municipalities_, themes_, sirets_; ///< any of them; empty: all
    std::optional<UnixTime> modified_since_;
    std::int64_t after_revision_ = 0;
    std::optional<double> least_quality_;
    QualityScore quality_;
    CivilDate today_;
};

} // namespace moisson
