// Which fields of a data set are sent: three versions of each are compared. Pure.
#pragma once
#include <map>
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
    nlohmann::json pending = nlohmann::json::object();       ///< of a write whose outcome is not known
    nlohmann::json links = nlohmann::json::object();         ///< key of a link → {"wanted", "stored"}
    nlohmann::json pending_links = nlohmann::json::object(); ///< key of a link → fields, of such a write
};
Agreed agreed_from(const std::string& text); ///< of RemoteObject::sent; nothing when it is empty or foreign
std::string to_text(const Agreed& agreed);

/// A write whose outcome is not known was under way: what of it is there now counts as ours, so that it is
/// not taken for somebody's edit.
void adopt_unsettled(Agreed& agreed, const DataSetFields& remote);
/// The same of links, by key as the platform has them.
void adopt_unsettled_links(Agreed& agreed, const std::map<std::string, nlohmann::json>& remote);
/// What was agreed of one link.
Agreed agreed_link(const Agreed& agreed, const std::string& key);
void agree_link(Agreed& agreed, const std::string& key, const Agreed& link);
/// The fields of a link as the platform says them now.
nlohmann::json link_fields(const nlohmann::json& resource, const nlohmann::json& wanted);
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
