// Which fields of a data set are sent: three versions of each are compared. Pure.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace moisson {

/// The fields of a data set that moisson speaks of, in one form whoever says them: "title", "description",
/// "acronym", "tags" (list), "license", "frequency", "temporal_coverage" ({"start","end"} or null), "spatial"
/// ({"zones","granularity"} or null), "contact_points" (ids), "private".
using DataSetFields = nlohmann::json;

/// Out of what the platform answers.
DataSetFields fields_of(const nlohmann::json& dataset);

/// What was sent when both sides last agreed: `wanted` as we said it, `stored` as the platform keeps it (it
/// turns tags into slugs, trims …).
struct Agreed {
    nlohmann::json wanted = nlohmann::json::object(), stored = nlohmann::json::object();
    nlohmann::json pending = nlohmann::json::object(); ///< of a write whose outcome is not known
    nlohmann::json links = nlohmann::json::object();   ///< key of a link → {"id", "wanted", "stored"}
};
Agreed agreed_from(const std::string& text); ///< of RemoteObject::sent; nothing when it is empty or foreign
std::string to_text(const Agreed& agreed);

/// A write whose outcome is not known was under way: what of it is there now counts as ours, so that it is
/// not taken for somebody's edit.
void adopt_unsettled(Agreed& agreed, const DataSetFields& remote);
/// Both sides agree on these fields now.
void agree(Agreed& agreed, const nlohmann::json& wanted, const nlohmann::json& stored,
           const std::vector<std::string>& but);

struct MetadataPlan {
    nlohmann::json changes = nlohmann::json::object(); ///< field → value to send
    std::vector<std::string>
        kept; ///< fields that a person changed on the platform, and that stay as they are
    bool empty() const { return changes.empty(); }
};

/// `source_wins`: names of fields, or "all". Without anything agreed (an adopted data set) a field that says
/// something on the platform stays.
MetadataPlan plan_metadata(const DataSetFields& wanted, const DataSetFields& remote, const Agreed& agreed,
                           const std::vector<std::string>& source_wins);

/// The body of a PUT: the changes, and always tags and temporal coverage, which an absent key would empty.
nlohmann::json put_body(const nlohmann::json& changes, const DataSetFields& remote);

/// "title: \"a\" → \"b\"", shortened.
std::vector<std::string> describe_changes(const nlohmann::json& changes, const DataSetFields& remote);

/// As the platform makes them: lower case, without accents, other characters "-". "" when it would be refused
/// (3 to 96 characters).
std::string platform_tag(const std::string& word);

} // namespace moisson
