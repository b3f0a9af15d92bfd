// What an OAI-PMH repository says of itself before it is asked for records: Identify.
#pragma once
#include "connectors/fetch/transfer.hpp"

namespace moisson {

struct RepositoryFacts {
    bool seconds = false;  ///< dates of `from` have a time (granularity YYYY-MM-DDThh:mm:ssZ)
    std::string deletions; ///< deletedRecord: no | transient | persistent; "" = it does not say
    std::string problem;   ///< why it did not answer; "" = it did
};

/// One request, nothing is kept of it. `list`: the request for records. A repository that does not answer is
/// none the worse: the facts are then those that every repository must fulfil.
boost::asio::awaitable<RepositoryFacts> ask_repository(const FetchRequest& fetch, Transfer& transfer,
                                                       HttpRequest list);

/// The answer to Identify. Throws FormatError when it is none.
RepositoryFacts read_repository_facts(const std::filesystem::path& answer);

/// Warnings of a run, from what the repository said: "portal.identify-refused", "portal.deletions-unsaid".
std::vector<std::string> repository_warnings(const RepositoryFacts& facts, const SourceConfig& source,
                                             bool delta);

} // namespace moisson
