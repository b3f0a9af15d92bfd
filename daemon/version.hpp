#pragma once

namespace moisson {
const char* version(); ///< "0.1.0"
}
