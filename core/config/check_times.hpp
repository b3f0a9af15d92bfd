// Times of day and time zones, of feeds and of targets.
#pragma once
#include "core/config/report.hpp"

#include <string>
#include <string_view>

namespace moisson {

/// Reports what is not "02:00-05:00"; an empty text is no window.
void check_window(Report& report, const std::string& code, Mark mark, std::string_view window);
/// Reports what is not the name of a zone that this machine knows.
void check_timezone(Report& report, const std::string& code, Mark mark, const std::string& name);

} // namespace moisson
