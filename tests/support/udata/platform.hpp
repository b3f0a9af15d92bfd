// A double of the national platform (udata 17.6) inside the test: data sets, resources, uploads, extras,
// organisations, vocabularies, permanent links and the files that it hosts, with the traps of the real one (a
// PUT without tags empties them, an unknown licence becomes "notspecified", a POST is never idempotent) and
// with faults on demand.
#pragma once
#include "tests/support/http_server.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace moisson::test {

/// Shares of all requests, 0..1.
struct PlatformFaults {
    double error_before = 0; ///< 500, nothing was done
    double error_after = 0;  ///< 500, although it was done
    double too_many = 0;     ///< 429 with Retry-After: 1
    double lost = 0;         ///< done, the connection ends without an answer
    double late = 0;         ///< the connection ends, and it is done after `late_by`
    double reset = 0;        ///< not done, connection reset
    std::chrono::milliseconds late_by{300};
    unsigned seed = 1;
    std::chrono::milliseconds slow{0}; ///< each request takes so long
    double sum() const { return error_before + error_after + too_many + lost + late + reset; }
};

enum class PlatformFault { none, error_before, error_after, too_many, lost, late, reset, unavailable };

struct PlatformReply {
    int status = 200;
    nlohmann::json body = nullptr; ///< null with 204
    std::string text = {};         ///< instead of `body`, with `type`
    std::string type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers = {};
};

class UdataPlatform {
public:
    UdataPlatform();
    ~UdataPlatform();
    UdataPlatform(const UdataPlatform&) = delete;
    UdataPlatform& operator=(const UdataPlatform&) = delete;

    std::string url() const;
    static std::string key() { return "udata_test-key"; } ///< of a member of organization()
    static std::string other_key() { return "udata_other-key"; }
    std::string organization() const;
    std::string other_organization() const;

    void set_faults(const PlatformFaults& faults);
    /// The next `times` requests of this method whose path holds `part`.
    void fail_next(const std::string& method, const std::string& part, PlatformFault fault,
                   unsigned times = 1);
    void set_read_only(bool read_only);
    void set_key_valid(bool valid);
    /// Uploads of these are refused with 500 while it "analyses" the file before: so many requests.
    void set_analysis(unsigned requests);

    /// Waits until nothing late is under way: the quiet time is over.
    void settle();

    /// Without a network: what the API answers.
    PlatformReply handle(const Request& request);

    std::vector<nlohmann::json> datasets() const; ///< all, also deleted ones
    nlohmann::json dataset(const std::string& id) const;
    /// Changes fields as a person does on the web page.
    void edit(const std::string& id, const nlohmann::json& fields);
    /// A data set of the organisation that its harvester brought, with this "harvest"; one that it archived
    /// has "archived" in it. Returns its id.
    std::string add_harvested(const nlohmann::json& harvest);
    std::string file_of(const nlohmann::json& resource) const; ///< the bytes that it hosts
    void replace_file(const std::string& url, const std::string& bytes);
    /// Every write that was done: "PUT /api/1/datasets/…/".
    std::vector<std::string> writes() const;
    /// What an object said after each write: titles of a data set, texts of the file of a resource.
    std::vector<std::string> versions(const std::string& id) const;
    unsigned requests() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace moisson::test
