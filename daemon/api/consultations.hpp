// How often what was asked for, until the store keeps it. Nothing is known of who asked.
#pragma once
#include "core/store/store.hpp"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace moisson::api {

/// Thread: io.
class Consultations {
public:
    void note(const std::string& subject, const std::string& way, UnixTime now);
    /// What came since the last time.
    std::vector<Consultation> take();

private:
    std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> counts_; ///< day, subject, way
};

} // namespace moisson::api
