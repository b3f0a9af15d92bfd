#include "core/text/html.hpp"
#include "daemon/web/page.hpp"

#include <nlohmann/json.hpp>

namespace moisson::web {

namespace {

using Json = nlohmann::ordered_json;

std::string shown(const Json& value) {
    return escape_html(value.is_string() ? value.get<std::string>() : value.dump());
}

std::string record_name(const Json& member) {
    return "<code>" + shown(member.at("feed")) + "/" + shown(member.at("id")) + "</code>";
}

/// Each pair that holds the members together, with the parts of its weight.
void append_links(std::string& out, const Json& links) {
    if (links.empty()) return;
    out += "<h2>Links</h2>\n";
    for (const Json& link : links) {
        out += "<h3>" + record_name(link.at("a")) + " and " + record_name(link.at("b")) + ", weight " +
               shown(link.at("weight")) + "</h3>\n";
        if (!link.at("verdict").is_null()) out += "<p>A person said: " + shown(link.at("verdict")) + "</p>\n";
        out += "<ul>\n";
        for (const Json& part : link.at("parts")) out += "<li>" + shown(part.at("what")) + "</li>\n";
        out += "</ul>\n";
    }
}

void append_field(std::string& out, const std::string& name, const Json& field) {
    out += "<tr><th scope=\"row\">" + escape_html(name) + "</th><td>" + shown(field.at("value")) +
           "</td><td>" + record_name(field) + "</td><td>" +
           (field.contains("why") ? shown(field.at("why")) : std::string()) + "</td><td>";
    if (field.contains("others"))
        for (const Json& other : field.at("others"))
            out += record_name(other) +
                   (field.at("conflict").get<bool>() ? " says otherwise: " : " also says: ") +
                   shown(other.at("value")) + "<br>";
    out += "</td></tr>\n";
}

void append_history(std::string& out, const Json& history) {
    out += "<h2>History</h2>\n<ol>\n";
    for (const Json& step : history) {
        std::string fields;
        for (const Json& field : step.at("fields")) fields += (fields.empty() ? "" : ", ") + shown(field);
        out += "<li>" + shown(step.at("at")) + " " + shown(step.at("change")) + " " + shown(step.at("feed")) +
               " " + shown(step.at("id")) + (fields.empty() ? "" : " (" + fields + ")") + "</li>\n";
    }
    out += "</ol>\n";
}

} // namespace

std::string render_why_page(const std::string& explanation) {
    const Json explained = Json::parse(explanation);
    const std::string id = shown(explained.at("id"));
    std::string out =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Why " +
        id + "</title>\n<style>" + std::string(page_style()) + "</style>\n</head>\n<body>\n<header><h1>Why " +
        id + "</h1></header>\n<main>\n<p>" + shown(explained.at("kind")) +
        (explained.at("active").get<bool>() ? "" : ", withdrawn: this is what it said last") + ". Members: ";
    for (const Json& member : explained.at("members")) out += record_name(member) + " ";
    out += "</p>\n<h2>Values</h2>\n<div class=\"scroll\" role=\"region\" aria-label=\"Values\" "
           "tabindex=\"0\"><table>\n"
           "<thead><tr><th scope=\"col\">Field</th><th scope=\"col\">Value</th><th scope=\"col\">From</th>"
           "<th scope=\"col\">Why it won</th><th scope=\"col\">Others</th></tr></thead>\n<tbody>\n";
    for (const auto& [name, field] : explained.at("fields").items()) append_field(out, name, field);
    out += "</tbody></table></div>\n";
    append_links(out, explained.at("links"));
    append_history(out, explained.at("history"));
    out += "</main>\n<footer><p>What is withheld from publication is not shown here: <code>moisson why " +
           id + "</code> shows it. <a href=\"/\">Status</a></p></footer>\n</body>\n</html>\n";
    return out;
}

} // namespace moisson::web
