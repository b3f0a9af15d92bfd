// fetch() in a test: an io context of its own, loopback allowed, no waiting between retries.
#pragma once
#include "connectors/fetch/fetch.hpp"
#include "tests/support/paths.hpp"

#include <string>

namespace moisson::test {

/// A feed, its application settings and a place for the spool; tests change what they are about.
struct FetchCase {
    explicit FetchCase(const std::string& url, const std::string& type = "csv");

    FetchOutcome run(); ///< blocking
    /// "" when it brought a snapshot, "incomplete:CODE" when that is not all, "not-modified", else the
    /// error's code.
    std::string code();
    /// Cancels after that time; true when the fetch then ended with operation_aborted.
    bool cancelled_after(std::chrono::milliseconds time);
    std::string code_of(const FetchOutcome& outcome) const;

    FeedConfig feed;
    FetchRequest request;
    std::shared_ptr<Network> network; ///< made from request.app when null
    TempDir directory;
};

/// All at once in one io context, sharing `network`, else that of the first; their codes, and how long each
/// took.
std::vector<std::string> run_together(std::vector<std::unique_ptr<FetchCase>>& cases,
                                      std::shared_ptr<Network> network = nullptr,
                                      std::vector<std::chrono::milliseconds>* took = nullptr);

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view bytes);

} // namespace moisson::test
