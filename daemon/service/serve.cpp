#include "daemon/service/serve.hpp"
#include "daemon/service/service.hpp"

namespace moisson {

int run_service(const CommandContext& context) { return Service(context, real_work()).run(); }

} // namespace moisson
