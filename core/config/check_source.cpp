// [source]: what its keys mean together.
#include "core/config/feed_reader.hpp"
#include "core/config/keys.hpp"
#include "core/config/read_value.hpp"

#include <algorithm>
#include <array>

namespace moisson {
namespace {

constexpr std::array<std::string_view, 7> supported_schemes = {"https", "http", "sftp", "ftps",
                                                               "ftp",   "file", "inbox"};

std::string_view scheme_of(std::string_view url) {
    const std::size_t colon = url.find(':');
    return colon == std::string_view::npos ? std::string_view() : url.substr(0, colon);
}

void check_network_url(FeedReader& reader, const Member& url, std::string_view rest) {
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.empty())
        return reader.report.error("feed.bad-url", url.value.mark, "the address names no host");
    if (authority.find('@') != std::string_view::npos)
        return reader.report.error(
            "config.secret-literal", url.value.mark, "the address holds a user name or password", "remove it",
            "[source.auth] type = \"basic\", username = \"…\", password = \"{secret:NAME}\"");
    const bool secret = reader.feed.source.auth.type != "none" ||
                        reader.feed.source.url.find("{secret:") != std::string::npos;
    if (reader.feed.source.url.starts_with("http:") && secret && !is_this_machine(authority))
        reader.report.warning("feed.plain-http", url.value.mark,
                              "the secret is sent over http, readable on the way", "use https");
}

void check_url(FeedReader& reader, const Member& url) {
    const std::string& text = reader.feed.source.url;
    if (text.empty()) return;
    const std::string_view scheme = scheme_of(text);
    if (text.find_first_of(" \t\n\r") != std::string::npos)
        return reader.report.error("feed.bad-url", url.value.mark, "the address holds a blank",
                                   "write %20 for a space");
    if (scheme.empty()) {
        const std::string proposal = text.starts_with('/') ? "file://" + text : "https://" + text;
        return reader.report.error("feed.bad-url", url.value.mark, "the address has no scheme",
                                   "write " + in_quotes(proposal));
    }
    if (std::find(supported_schemes.begin(), supported_schemes.end(), scheme) == supported_schemes.end())
        return reader.report.error(
            "feed.bad-url", url.value.mark, in_quotes(scheme) + " is not a scheme of an address",
            did_you_mean(scheme, supported_schemes),
            "supported: " + join_names({supported_schemes.begin(), supported_schemes.end()}));
    const std::string_view rest = std::string_view(text).substr(scheme.size() + 1);
    if (scheme != "file" && scheme != "inbox") {
        if (!rest.starts_with("//"))
            return reader.report.error("feed.bad-url", url.value.mark, "the address has no //",
                                       "write " + in_quotes(std::string(scheme) + "://" + std::string(rest)));
        check_network_url(reader, url, rest.substr(2));
    } else if (rest.find_first_not_of('/') == std::string_view::npos) {
        reader.report.error("feed.bad-url", url.value.mark, "the address names no file",
                            "write \"" + std::string(scheme) + ":///path\"");
    }
}

void check_included(FeedReader& reader) {
    const SourceConfig& source = reader.feed.source;
    const Member* included = reader.find({"source", "included"});
    if (!included || source.included.empty()) return;
    if (!source.type.empty() && source.type != "json")
        return reader.report.error("feed.not-for-this-type", included->mark,
                                   "only type = \"json\" has related objects beside its records",
                                   "remove it");
    if (const std::string problem = path_problem(source.included, false); !problem.empty())
        reader.report.error("feed.bad-path", included->value.mark,
                            in_quotes(source.included) + " is not a path", problem);
}

void check_type_sections(FeedReader& reader) {
    const SourceConfig& source = reader.feed.source;
    if (const Member* csv = reader.find({"source", "csv"});
        csv && source.type != "csv" && (reader.uses_paths() || reader.is_sheet()))
        reader.report.error("feed.not-for-this-type", csv->mark,
                            "[source.csv] has no meaning for type = " + in_quotes(source.type), "remove it");
    if (const Member* sheet = reader.find({"source", "sheet"});
        sheet && (reader.uses_paths() || source.type == "csv"))
        reader.report.error("feed.not-for-this-type", sheet->mark,
                            "[source.sheet] has no meaning for type = " + in_quotes(source.type),
                            "remove it");
    const Member* records = reader.find({"source", "records"});
    if (records && (source.type == "csv" || reader.is_sheet()))
        reader.report.error("feed.not-for-this-type", records->mark,
                            std::string(source.type == "csv" ? "a CSV file" : "a spreadsheet") +
                                " has no path of records",
                            reader.is_sheet() ? "name the sheet in [source.sheet] name" : "remove it");
    else if (records && reader.uses_paths() && !source.records.empty()) {
        const std::string problem =
            source.records == "/" ? "" : path_problem(source.records, source.type == "xml");
        if (!problem.empty())
            reader.report.error("feed.bad-path", records->value.mark,
                                in_quotes(source.records) + " is not a path", problem);
    } else if (source.type == "xml" && !records && source.records.empty() && !source.is_portal()) {
        reader.report.error("config.missing-key", reader.find({"source"})->mark,
                            "an XML source needs the key \"records\"", {},
                            "add: records = \"/root/list/element\"");
    }
    check_included(reader);
    if (const Member* delimiter = reader.find({"source", "csv", "delimiter"});
        delimiter && source.csv.delimiter != "auto" && source.csv.delimiter.size() != 1)
        reader.report.error("config.bad-value", delimiter->value.mark,
                            in_quotes(source.csv.delimiter) + " is not a separator",
                            "one sign: \";\" \",\" \"\\t\" \"|\", or \"auto\"");
    if (const Member* quote = reader.find({"source", "csv", "quote"}); quote && source.csv.quote.size() > 1)
        reader.report.error("config.bad-value", quote->value.mark,
                            in_quotes(source.csv.quote) + " is not a quote", "one sign, or \"\" for none");
    if (const Member* body = reader.find({"source", "body"}); body && source.method == "GET")
        reader.report.error("feed.not-for-this-type", body->mark, "a GET request has no body",
                            "add method = \"POST\"");
}

void check_network_sections(FeedReader& reader) {
    if (reader.feed.source.url.empty() || reader.feed.is_network()) return;
    for (const std::string_view name :
         {"auth", "pagination", "incremental", "query", "headers", "tls", "method", "body"})
        if (const Member* section = reader.find({"source", name}))
            reader.report.error("feed.not-for-this-type", section->mark,
                                in_quotes(name) + " has no meaning for a " +
                                    std::string(scheme_of(reader.feed.source.url)) + ": source",
                                "remove it");
}

void check_completeness(FeedReader& reader) {
    SourceConfig& source = reader.feed.source;
    if (source.withdraw_after == 0) source.withdraw_after = reader.feed.is_network() ? 2 : 1;
    if (source.is_portal() || source.is_table()) return; // its profile knows what its answers hold
    const Member* incremental = reader.find({"source", "incremental"});
    const Member* complete = reader.find({"source", "complete"});
    if (incremental && source.incremental && source.incremental->parameter.empty() &&
        source.body.find("{since}") == std::string::npos)
        reader.report.error("config.missing-key", incremental->mark,
                            "[source.incremental] needs the key \"parameter\"", "",
                            "or {since} in the body of a POST request");
    if (incremental && source.complete)
        reader.report.error(
            "config.exclusive", complete->mark, "complete = true and [source.incremental] exclude each other",
            "write complete = false",
            "what is asked for since a date never holds all records; full_every finds deletions");
    if (!incremental && !source.complete && reader.find({"source"}))
        reader.report.warning("feed.no-withdrawal", complete ? complete->mark : reader.find({"source"})->mark,
                              "records that disappear from this source will stay for ever",
                              "write complete = true if each file holds all records");
}

} // namespace

bool is_this_machine(std::string_view authority) {
    const std::string_view host = authority.substr(0, authority.find_first_of(":/?"));
    return host == "localhost" || host.starts_with("127.") || authority.starts_with("[::1]");
}

void check_source(FeedReader& reader) {
    const Member* source = reader.find({"source"});
    if (!source || !source->value.is_table()) return;
    if (const Member* url = reader.find({"source", "url"})) check_url(reader, *url);
    check_type_sections(reader);
    check_network_sections(reader);
    check_drop(reader);
    check_completeness(reader);
}

} // namespace moisson
