#include "connectors/fetch/repository.hpp"

#include "connectors/fetch/offload.hpp"
#include "connectors/formats/bytes/open_bytes.hpp"
#include "connectors/formats/decoder.hpp"
#include "connectors/portals/xml/portal_page.hpp"

namespace moisson {

namespace asio = boost::asio;

namespace {

HttpRequest identify_request(HttpRequest list) {
    list.url = with_query(without_query(std::move(list.url), {"metadataPrefix", "set", "from", "until"}),
                          {{"verb", "Identify"}});
    return list;
}

RepositoryFacts facts_or_problem(const std::filesystem::path& answer) {
    try {
        return read_repository_facts(answer);
    } catch (const FormatError& error) {
        return {false, "", error.what()};
    }
}

} // namespace

RepositoryFacts read_repository_facts(const std::filesystem::path& answer) {
    PortalPage page(byte_opener(answer, Expected::xml)(), {});
    for (XmlElement none; page.next(none);) {
    }
    const auto said = [&](std::string_view name) {
        const XmlElement* element = page.around(name);
        return element ? element->text : std::string();
    };
    if (!page.around("Identify"))
        throw FormatError("portal.identify-refused", 0, 0,
                          "the answer is none to Identify" +
                              (said("error").empty() ? "" : " (" + said("error").substr(0, 200) + ")"));
    return {said("granularity").find("hh:mm:ss") != std::string::npos, said("deletedRecord"), ""};
}

asio::awaitable<RepositoryFacts> ask_repository(const FetchRequest& fetch, Transfer& transfer,
                                                HttpRequest list) {
    try {
        co_await transfer.get(identify_request(std::move(list)));
    } catch (const HttpFault& fault) {
        if (fault.error().transient) throw; // the list would not come either
        co_return RepositoryFacts{false, "", fault.what()};
    }
    auto read = [answer = transfer.spool().last_part()] { return facts_or_problem(answer); };
    RepositoryFacts facts = co_await offload(fetch.cpu, read);
    transfer.spool().clear();
    co_return facts;
}

std::vector<std::string> repository_warnings(const RepositoryFacts& facts, const SourceConfig& source,
                                             bool delta) {
    std::vector<std::string> out;
    if (!facts.problem.empty())
        out.push_back("portal.identify-refused: " + facts.problem + "; dates are asked for as days");
    if (delta || !source.incremental || facts.problem.size() + facts.deletions.size() == 0 ||
        facts.deletions == "persistent")
        return out;
    const auto days = source.incremental->full_every / std::chrono::hours(24);
    out.push_back("portal.deletions-unsaid: the repository " +
                  std::string(facts.deletions == "transient" ? "keeps what it deletes for a while only"
                                                             : "does not promise to say what it deletes") +
                  ": what is gone is seen by full reads, every " + std::to_string(days) + " days");
    return out;
}

} // namespace moisson
