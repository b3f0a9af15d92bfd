// A fault on its way out: the outcome value that the run ends with.
#pragma once
#include "connectors/fetch/request_template.hpp"
#include "connectors/http/fault.hpp"

namespace moisson {

inline FetchFailure failure_of(const HttpFault& fault, const SecretBag& secrets) {
    FetchFailure failure(fault.error());
    failure.error.message = secrets.scrub(failure.error.message);
    failure.retry_after = fault.retry_after;
    failure.gone = fault.gone;
    return failure;
}

} // namespace moisson
