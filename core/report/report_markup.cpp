#include "core/report/report_markup.hpp"

#include "core/report/report_words.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

namespace moisson {
namespace {

/// SVG wants points, whatever the locale.
std::string svg_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    std::string out = text;
    std::replace(out.begin(), out.end(), ',', '.');
    return out;
}

std::string svg_rect(double x, double y, double width, double height, std::string_view colour) {
    return "<rect x=\"" + svg_number(x) + "\" y=\"" + svg_number(y) + "\" width=\"" + svg_number(width) +
           "\" height=\"" + svg_number(height) + "\" fill=\"" + std::string(colour) + "\"/>";
}

std::string svg_text(double x, double y, std::string_view text, std::string_view kind) {
    return "<text x=\"" + svg_number(x) + "\" y=\"" + svg_number(y) + "\" class=\"" + std::string(kind) +
           "\">" + escape_html(text) + "</text>";
}

std::string titled_svg(std::string_view box, std::string_view kind, std::string_view title,
                       std::string_view content) {
    std::string out = "<svg class=\"";
    out.append(kind) += "\" viewBox=\"";
    out.append(box) +=
        "\" role=\"img\" aria-label=\"" + escape_html(title) + "\"><title>" + escape_html(title) + "</title>";
    return out.append(content) += "</svg>";
}

} // namespace

void open_section(std::string& out, std::string_view id, std::string_view title, std::string_view lead) {
    out += "<section aria-labelledby=\"" + std::string(id) + "\"><h2 id=\"" + std::string(id) + "\">" +
           escape_html(title) + "</h2>\n<p class=\"lead\">" + escape_html(lead) + "</p>\n";
}

std::string share_bar(double share, std::string_view colour) {
    const double width = 100 * std::clamp(share, 0.0, 1.0);
    return "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">" +
           svg_rect(0, 0, 100, 8, "#e4e3da") + svg_rect(0, 0, width, 8, colour) + "</svg>";
}

std::string share_meter(std::uint64_t part, std::uint64_t whole, std::string_view colour) {
    const double share = whole ? static_cast<double>(part) / static_cast<double>(whole) : 0;
    return "<div class=\"meter\"><span>" + french_percent(part, whole) + "</span>" +
           share_bar(share, colour) + "</div>";
}

std::string freshness_bar(std::uint64_t ours, std::uint64_t same, std::uint64_t theirs) {
    const auto all = static_cast<double>(std::max<std::uint64_t>(ours + same + theirs, 1));
    const double a = 100 * static_cast<double>(ours) / all, b = 100 * static_cast<double>(same) / all;
    const double c = 100 * static_cast<double>(theirs) / all;
    return "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">" +
           svg_rect(0, 0, 100, 8, "#e4e3da") + svg_rect(0, 0, a, 8, ours_colour) +
           svg_rect(a, 0, b, 8, "#b9bbb2") + svg_rect(a + b, 0, c, 8, theirs_colour) + "</svg>";
}

std::string score_histogram(const std::array<std::uint64_t, 10>& distribution, std::string_view title) {
    constexpr double base = 132, tallest = 104, step = 40, column = 32;
    const auto most = static_cast<double>(
        std::max<std::uint64_t>(*std::max_element(distribution.begin(), distribution.end()), 1));
    std::string content;
    for (std::size_t i = 0; i < distribution.size(); ++i) {
        const double x = 10 + step * static_cast<double>(i);
        const double height = tallest * static_cast<double>(distribution[i]) / most;
        if (distribution[i] > 0)
            content += svg_rect(x, base - std::max(height, 2.0), column, std::max(height, 2.0), ours_colour) +
                       svg_text(x + column / 2, base - std::max(height, 2.0) - 6,
                                french_count(distribution[i]), "value");
        content +=
            svg_text(x + column / 2, base + 16, french_decimal(static_cast<double>(i) / 10, 1), "axis");
    }
    content += svg_rect(6, base, 404, 1.5, quiet_colour);
    content += svg_text(406, base + 34, "note de 0 à 1", "axis end");
    return titled_svg("0 0 416 170", "histogram", title, content);
}

std::string share_ring(double share, std::string_view words, std::string_view title) {
    constexpr double radius = 42;
    const double around = 2 * std::numbers::pi * radius, part = around * std::clamp(share, 0.0, 1.0);
    const std::string circle =
        "<circle cx=\"55\" cy=\"55\" r=\"42\" fill=\"none\" stroke-width=\"13\" stroke=\"";
    std::string content = circle + "#e4e3da\"/>";
    if (part > 0)
        content += circle + std::string(ours_colour) + "\" stroke-dasharray=\"" + svg_number(part) + " " +
                   svg_number(around) + "\" transform=\"rotate(-90 55 55)\"/>";
    return titled_svg("0 0 110 110", "ring", title, content + svg_text(55, 62, words, "middle"));
}

std::string star_row(unsigned level) {
    std::string out =
        "<span class=\"stars\" role=\"img\" aria-label=\"" + std::to_string(level) + " étoiles sur 5\">";
    for (unsigned i = 0; i < 5; ++i) out += i < level ? "★" : "<span class=\"off\">★</span>";
    return out + "</span>";
}

} // namespace moisson
