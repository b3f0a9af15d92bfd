// HTML and SVG of the cross analysis page. Every text goes through escape_html(): values come from
// strangers.
#pragma once
#include "core/text/html.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace moisson {

/// Its heading and the sentence below; ends with "</section>".
void open_section(std::string& out, std::string_view id, std::string_view title, std::string_view lead);

/// Colours of the page, also used by its style sheet; each has a contrast of at least 4.5:1 with white.
constexpr std::string_view ours_colour = "#1d6350", theirs_colour = "#a8480f", quiet_colour = "#6b7069";

/// A bar beside a number that says the same: hidden from screen readers. `share` 0..1.
std::string share_bar(double share, std::string_view colour = ours_colour);
/// "62 %" and its bar, on one line.
std::string share_meter(std::uint64_t part, std::uint64_t whole, std::string_view colour = ours_colour);
/// Ours, equal, theirs; the numbers are in the table.
std::string freshness_bar(std::uint64_t ours, std::uint64_t same, std::uint64_t theirs);
/// Ten columns of scores, with title and description for those who do not see it.
std::string score_histogram(const std::array<std::uint64_t, 10>& distribution, std::string_view title);
/// A ring with the share in its middle. `words` stands in it.
std::string share_ring(double share, std::string_view words, std::string_view title);
/// Five stars, `level` of them full.
std::string star_row(unsigned level);

std::string_view report_style();

} // namespace moisson
