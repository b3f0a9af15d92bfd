#pragma once
#include "core/model/run.hpp"

namespace moisson {

class Exposition;

/// process_*: CPU, memory, descriptors, start time, from /proc/self (readable under ProcSubset=pid).
void render_process(Exposition& out, UnixTime started_at);

} // namespace moisson
