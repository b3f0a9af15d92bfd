// Sections of the page of a cross analysis; each appends itself.
#pragma once
#include "core/report/cross_report.hpp"

#include <string>

namespace moisson {

std::string kind_title(const CrossReport& report, const std::string& kind);

// report_html_cross.cpp: what comes from comparing with others
void write_partners_section(std::string& out, const CrossReport& report);
void write_lacks_section(std::string& out, const CrossReport& report);
void write_conflicts_section(std::string& out, const CrossReport& report);
void write_duplicates_section(std::string& out, const CrossReport& report);
// report_html_own.cpp: what the feed is by itself
void write_rejects_section(std::string& out, const CrossReport& report);
void write_kept_back_section(std::string& out, const CrossReport& report); ///< nothing when nothing is
void write_resources_section(std::string& out, const CrossReport& report); ///< nothing when none was asked
void write_quality_section(std::string& out, const CrossReport& report);
void write_fill_section(std::string& out, const CrossReport& report);
void write_stars_section(std::string& out, const CrossReport& report);

} // namespace moisson
