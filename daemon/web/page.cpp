#include "daemon/web/page.hpp"
#include "core/text/html.hpp"
#include "core/text/sha256.hpp"
#include "daemon/commands/run_report.hpp"
#include "daemon/service/feed_words.hpp"
#include "daemon/service/log_format.hpp"
#include "daemon/version.hpp"

#include <algorithm>
#include <vector>

namespace moisson::web {

namespace {

/// Contrast of every colour is at least 7:1 on its ground; the words say the same without colour.
constexpr std::string_view style = R"(
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.2rem;margin:1.5rem 0 .5rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;padding:.25rem 0}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #8888;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
tr.attention th{border-left:.35rem solid #b00020}
.state{font-weight:600}
dl{display:grid;grid-template-columns:max-content auto;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}
a:focus-visible{outline:3px solid currentColor;outline-offset:2px}
footer{margin-top:2rem;font-size:.9rem}
)";

std::string text(std::string_view value) { return escape_html(log::safe_value(value)); }

std::string when(UnixTime at) {
    if (!at) return "never";
    const std::string iso = iso_time(at);
    return "<time datetime=\"" + iso + "\">" + iso.substr(0, 10) + " " + iso.substr(11, 5) + "</time>";
}

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes / 1'000'000) + " MB"; }

void term(std::string& out, const char* name, const std::string& value) {
    out += std::string("<dt>") + name + "</dt><dd>" + value + "</dd>\n";
}

void summary(std::string& out, const StatusSnapshot& status) {
    out += "<dl>\n";
    term(out, "Service",
         text(to_string(status.phase)) + (status.sentence.empty() ? "" : ": " + text(status.sentence)));
    std::string words;
    const auto counts = status.feeds_by_state();
    for (std::string_view word : state_words())
        if (const auto found = counts.find(std::string(word)); found != counts.end())
            words += (words.empty() ? "" : ", ") + std::to_string(found->second) + " " + std::string(word);
    term(out, "Feeds", words.empty() ? "none registered" : words);
    std::string records;
    for (const auto& [kind, count] : status.golden)
        records += (records.empty() ? "" : ", ") + std::to_string(count) + " " + text(kind);
    term(out, "Referential",
         (records.empty() ? "empty" : records) + ", revision " + std::to_string(status.revision));
    term(out, "Configuration",
         status.reload.ok ? "in force since " + when(status.reload.at)
                          : "old one kept: " + text(status.reload.message));
    term(out, "Store",
         status.store_ok
             ? megabytes(status.database_bytes) + ", " + megabytes(status.disk_free) + " free on disk"
             : "does not answer: " + text(status.store_error));
    out += "</dl>\n";
}

std::size_t rank(const std::string& word) {
    const auto& words = state_words();
    return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

std::string what_now(const FeedStatus& feed) {
    if (feed.progress) return "running now";
    if (!feed.problems.empty()) return text(feed.problems.front());
    if (feed.stored.held_run)
        return "run " + std::to_string(feed.stored.held_run) + " waits for a decision: <code>moisson diff " +
               text(feed.id) + "</code>";
    if (feed.stored.paused) return text(feed.stored.pause_reason);
    if (feed.stored.consecutive_failures)
        return text(feed.stored.last_code) + " (" + std::to_string(feed.stored.consecutive_failures) +
               " in a row)";
    return "";
}

void feed_row(std::string& out, const FeedStatus& feed) {
    const std::string id = text(feed.id);
    out += needs_attention(feed.state) ? "<tr class=\"attention\">" : "<tr>";
    out += "<th scope=\"row\"><a href=\"/status/feeds/" + id + "\">" + id + "</a><br>" + text(feed.title) +
           "</th>";
    out += "<td class=\"state\">" + text(feed.state) + "</td>";
    out += "<td class=\"n\">" + std::to_string(feed.records()) + "</td>";
    out +=
        "<td>" + when(feed.stored.last_success_at) + "</td><td>" + when(feed.stored.last_change_at) + "</td>";
    out += "<td title=\"" + text(feed.stored.next_run_why) + "\">" + when(feed.next_run_at) +
           "</td><td class=\"n\">" + std::to_string(feed.stored.rejects) + "</td>";
    const std::string dead = feed.dead_resources ? std::to_string(feed.dead_resources) +
                                                       " addresses of its data sets do not answer: moisson "
                                                       "resources "
                                                 : std::string();
    out += "<td>" + what_now(feed) + (dead.empty() ? "" : "<br>" + dead + id) + "</td></tr>\n";
}

void feed_table(std::string& out, const StatusSnapshot& status) {
    std::vector<const FeedStatus*> feeds;
    for (const FeedStatus& feed : status.feeds) feeds.push_back(&feed);
    std::stable_sort(feeds.begin(), feeds.end(), [](const FeedStatus* a, const FeedStatus* b) {
        return rank(a->state) < rank(b->state);
    });
    out +=
        "<div class=\"scroll\" role=\"region\" aria-label=\"Feeds\" tabindex=\"0\"><table>\n"
        "<caption>What needs attention comes first. Times are UTC.</caption>\n"
        "<thead><tr><th scope=\"col\">Feed</th><th scope=\"col\">State</th><th scope=\"col\" "
        "class=\"n\">Records</th>"
        "<th scope=\"col\">Last success</th><th scope=\"col\">Last change</th><th scope=\"col\">Next run</th>"
        "<th scope=\"col\" class=\"n\">Rejects</th><th scope=\"col\">Now</th></tr></thead>\n<tbody>\n";
    for (const FeedStatus* feed : feeds) feed_row(out, *feed);
    out += "</tbody></table></div>\n";
}

void outbox_table(std::string& out, const StatusSnapshot& status) {
    if (status.outbox.empty()) return;
    out +=
        "<h2 id=\"publication\">Publication</h2>\n<div class=\"scroll\" role=\"region\" "
        "aria-labelledby=\"publication\" "
        "tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Target</th><th scope=\"col\">Resource</th>"
        "<th scope=\"col\">State</th><th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\">Verified</th>"
        "<th scope=\"col\">Error</th></tr></thead>\n<tbody>\n";
    for (const std::string& target : status.silent_targets())
        out += "<tr><th scope=\"row\">" + text(target) +
               "</th><td></td><td class=\"state\">silent</td><td></td><td></td><td>nothing new was published "
               "for "
               "longer than agreed</td></tr>\n";
    for (const OutboxRow& row : status.outbox)
        out += "<tr><th scope=\"row\">" + text(row.target) + "</th><td>" + text(row.resource) +
               "</td><td class=\"state\">" + text(row.state) + "</td><td class=\"n\">" +
               std::to_string(row.rows) + "</td><td>" + when(row.verified_at) + "</td><td>" +
               text(row.error) + "</td></tr>\n";
    out += "</tbody></table></div>\n";
}

std::string base64_of_hex(const std::string& hex) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes, out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        auto byte = [&](std::size_t k) {
            return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0u;
        };
        const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
        for (unsigned k = 0; k < 4; ++k)
            out += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

} // namespace

std::string_view page_style() { return style; }

std::string render_page(const StatusSnapshot& status) {
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<title>moisson status</title>\n<style>";
    out += style;
    out += "</style>\n</head>\n<body>\n<header><h1>moisson status</h1></header>\n<main>\n";
    summary(out, status);
    out += "<h2>Feeds</h2>\n";
    feed_table(out, status);
    outbox_table(out, status);
    out +=
        "</main>\n<footer><p>As of " + when(status.at) + " UTC, moisson " + version() +
        ". The same as data: <a href=\"/status\">status</a>, <a href=\"/status/feeds\">feeds</a>, "
        "<a href=\"/healthz\">health</a>, <a href=\"/metrics\">metrics</a>.</p></footer>\n</body>\n</html>\n";
    return out;
}

std::string page_policy() {
    static const std::string policy = "default-src 'none'; style-src 'sha256-" +
                                      base64_of_hex(sha256_hex(style)) +
                                      "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return policy;
}

} // namespace moisson::web
