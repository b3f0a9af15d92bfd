// A store of organisations and their services that is linked: what comes out, as texts to compare.
#pragma once
#include "tests/core/store_support.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace moisson::test {

/// "asso/1" → the members of its cluster, itself included.
using Partition = std::set<std::set<std::string>>;

class LinkBench : public StoreBench {
public:
    LinkBench();
    LinkSummary link();
    /// Held or not, it is applied: what linking makes of it is asked here.
    RunRow run(const std::string& feed, const std::vector<Cells>& rows);
    /// nom, adresse, code postal, commune, téléphone, courriel, SIRET, date.
    static Cells organisation(const std::string& id, const std::string& name, const std::string& street,
                              const std::string& postcode, const std::string& town,
                              const std::string& phone = "", const std::string& email = "",
                              const std::string& siret = "");
    void judge(const std::string& a, const std::string& b, Verdict verdict);

    Partition partition(UnixTime as_of = 0) const; ///< clusters and records alone
    /// Members joined by " + " → body.
    std::map<std::string, std::string> bodies(UnixTime as_of = 0) const;
    std::map<std::string, std::string> ids() const; ///< members → public id
    std::string id_of(const std::string& feed_and_id) const;
    std::vector<std::string> events(std::int64_t after = 0) const; ///< "join asso/2", "merge", …

    LinkContext context;
};

RecordName structure(const std::string& feed_and_id);

} // namespace moisson::test
