// The log of the process: one line per event, `2026-11-21T20:58:16Z warn fetch.failed feed=odspep
// status=503`. error = an operator must act; warn = a partner misbehaves; info = a run changed something;
// debug = the rest.
#pragma once
#include "daemon/service/log_format.hpp"

#include <exception>

namespace moisson::log {

enum class Output : std::uint8_t { logfmt, journald };

/// "auto" means journald when stderr is connected to the journal (JOURNAL_STREAM), else logfmt on stderr.
Output choose_output(std::string_view format);

/// Level: [log] level, one step more for each -v, errors only with -q. Call once, before threads.
void configure(Level level, Output output);
Level level_of(std::string_view name); ///< info for an unknown name

/// Constant event name (area.what), then fields; a field "feed" also names the journald field MOISSON_FEED.
/// Repeated lines of one event and feed are limited (RateLimit); errors are not.
/// Thread: any but cpu workers; the limit is counted per thread.
void event(Level level, std::string_view name, Fields fields = {});

/// Says what the limit kept back; the daemon calls it every minute and at the end.
void flush_suppressed();

/// What an exception that reached the top says, for the field "error".
std::string failure_text(std::exception_ptr error);

} // namespace moisson::log
