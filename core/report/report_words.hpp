// French numbers and sentences of the cross analysis.
#pragma once
#include "core/report/cross_report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace moisson {

std::string french_count(std::uint64_t count);                       ///< "12 345", narrow no-break spaces
std::string french_percent(std::uint64_t part, std::uint64_t whole); ///< "62 %"; "moins de 1 %"
std::string french_decimal(double value, int decimals);              ///< "0,75"
std::string french_day(UnixTime at);                                 ///< "26 novembre 2026", UTC
/// "1 fiche", "3 fiches"; French counts 0 as one.
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

/// The report in one paragraph.
std::string report_summary(const CrossReport& report);
/// What a producer should do first, most useful first; at most five sentences.
std::vector<std::string> first_steps(const CrossReport& report);
/// "Téléphone", or "Téléphone (service)" when fields of several kinds are listed.
std::string field_words(const CrossReport& report, const ReportField& field);
/// Why values of a field are kept back.
std::string kept_back_words(const ReportKeptBack& field);
/// "ligne 12", "fiche n° 3".
std::string position_words(const ReportReject::Example& example);
/// What a value looks like when there is none to show.
constexpr std::string_view nothing_shown = "(non publié)";

} // namespace moisson
