// The public site: who may ask how often, then one route of the table on the read thread, then what HTTP adds
// (entity tags, compression, access for scripts of other sites).
#pragma once
#include "daemon/api/api_route.hpp"
#include "daemon/api/consultations.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace moisson::api {

struct SiteSettings {
    double requests_per_second = 0; ///< of one address; 0 = no limit
    double burst = 1;
    bool behind_proxy = false; ///< the address is what our proxy adds to X-Forwarded-For
    /// Those who have a token, and what each sees.
    struct Consumer {
        std::string token;
        FeedSight sight;
    };
    std::vector<Consumer> consumers = {};
    std::shared_ptr<Consultations> counted = nullptr; ///< null: nothing is counted
    std::optional<FeedSight> everybody = FeedSight(); ///< what is seen without a token; nothing: 401
};

/// `data`: used on `read` only. Thread of the handler: io.
web::Handler public_site(std::vector<ApiRoute> routes, std::shared_ptr<ApiData> data,
                         boost::asio::any_io_executor read, SiteSettings settings);

/// ETag, If-None-Match, gzip: of an answer that is whole in memory. Thread: any.
void finish_answer(web::Response& response, const web::Request& request);

} // namespace moisson::api
