#include "daemon/api/consultations.hpp"

#include "core/export/iso_time.hpp"

namespace moisson::api {

void Consultations::note(const std::string& subject, const std::string& way, UnixTime now) {
    ++counts_[{iso_utc(now).substr(0, 10), subject, way}];
}

std::vector<Consultation> Consultations::take() {
    std::vector<Consultation> taken;
    for (const auto& [what, count] : counts_)
        taken.push_back({std::get<0>(what), std::get<1>(what), std::get<2>(what), count});
    counts_.clear();
    return taken;
}

} // namespace moisson::api
