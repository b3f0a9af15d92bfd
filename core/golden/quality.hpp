// How good a record is for those who must use it: the published score of data·inclusion (score_qualite,
// version 1) for services, the mean of its services for a structure, and the eleven metadata of a data set.
#pragma once
#include "core/model/record.hpp"
#include "core/model/resource_check.hpp"
#include "core/model/schema.hpp"
#include "core/text/dates.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace moisson {

enum class QualityCriterion : std::uint8_t {
    address,
    phone,
    email,
    mobilisation,
    publics,
    themes,
    contact,
    recent,
    description,
    fees,
};
constexpr std::size_t criterion_count = 10;

struct CriterionWords {
    std::string_view name;   ///< of the published formula: "adresse_bien_definie"
    std::string_view title;  ///< French: "Adresse"
    std::string_view remedy; ///< French: what raises it
};
const CriterionWords& words_of(QualityCriterion criterion);

struct RecordQuality {
    /// 0..1, rounded to two decimals; nothing: the criterion does not apply to this record.
    std::array<std::optional<double>, criterion_count> criteria;
    double score = 0; ///< mean of those that apply, rounded to two decimals
};

/// Finds the fields by role, and by the names of the formula where the schema has no role.
class QualityScore {
public:
    explicit QualityScore(const Kind& kind);
    /// The kind has what the formula asks for (a service of data·inclusion); else there is no score.
    bool applies() const { return modes_mobilisation_ >= 0 && fees_ >= 0; }
    /// `feed`: two sources of the formula are not judged by their dates. `today`: core has no clock.
    RecordQuality of(const Record& record, std::string_view feed, const CivilDate& today) const;

private:
    int address_, phone_, email_, link_, publics_, themes_, update_date_, description_, modes_accueil_,
        modes_mobilisation_, mobilisable_par_, fees_, fees_details_;
};

/// Mean of the scores of a structure's services, rounded to two decimals; 0 without services.
double structure_score(double sum, std::uint64_t services);

/// One of the eleven mandatory metadata of a data set; licence and attribution count as one.
struct Metadatum {
    std::string_view title;  ///< French
    std::string_view remedy; ///< French
    std::vector<int> fields; ///< all must be present
};
/// Those that the kind has fields for, in the order of the schema's description.
std::vector<Metadatum> metadata_of(const Kind& kind);
bool is_given(const Metadatum& metadatum, const Record& record);

/// Share of the addresses of a data set that are not dead; 1 without any. `resources`: its field, -1 = none.
double share_answering(const Record& record, int resources, const DeadAddresses& dead);

/// A data set: the share of the metadata that it gives, times the share of its addresses that are not dead.
/// An address that nobody asked yet counts as one that answers.
class DataSetScore {
public:
    explicit DataSetScore(const Kind& kind);
    bool applies() const; ///< the kind describes data sets
    double answering(const Record& record, const DeadAddresses& dead) const {
        return share_answering(record, resources_, dead);
    }
    double of(const Record& record, const DeadAddresses& dead) const; ///< 0..1, rounded to two decimals

private:
    std::vector<Metadatum> metadata_;
    int resources_;
};

/// Days from `earlier` to `later`.
int days_between(const CivilDate& earlier, const CivilDate& later);
/// The day of an instant, UTC.
CivilDate civil_date(std::int64_t unix_time);

} // namespace moisson
