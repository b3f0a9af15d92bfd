// [source.auth] and [source.pagination]: which keys each type needs, and secrets by reference only.
#include "core/config/feed_reader.hpp"
#include "core/config/keys.hpp"
#include "core/text/fold.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace moisson {
namespace {

/// What one type of authentication or pagination needs and may have.
struct TypeKeys {
    std::string_view type, needs, may;
};
constexpr std::array<TypeKeys, 6> auth_types = {
    {{"none", "", ""},
     {"header", "name value", ""},
     {"query", "name value", ""},
     {"basic", "username password", ""},
     {"oauth2", "token_url client_id client_secret",
      "scope client_auth parameters parameters_as token_path name value"},
     {"session", "token_url token_path", "parameters parameters_as name value username password"}}};
constexpr std::array<TypeKeys, 7> pagination_types = {
    {{"none", "", ""},
     {"next-url", "path", "size size_parameter total_path"},
     {"link-header", "", "size size_parameter"},
     {"page", "", "parameter size size_parameter start stop total_path more_path"},
     {"offset", "", "parameter size size_parameter stop total_path more_path"},
     {"cursor", "path", "parameter size size_parameter total_path"},
     {"after", "path parameter", "size size_parameter total_path"}}};

bool contains(const std::vector<std::string_view>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

template<std::size_t Size>
void check_type_keys(FeedReader& reader, std::string_view section, const std::array<TypeKeys, Size>& types,
                     const std::string& type) {
    const Member* table = reader.find({"source", section});
    if (!table || !table->value.is_table() || !table->value.find("type") ||
        !table->value.find("type")->value.is_text())
        return;
    if (table->value.find("type")->value.text != type) return; // the type itself was refused
    const auto row =
        std::find_if(types.begin(), types.end(), [&](const TypeKeys& keys) { return keys.type == type; });
    if (row == types.end()) return;
    const auto needs = words(row->needs), may = words(row->may);
    for (const std::string_view name : needs)
        if (!table->value.find(name))
            reader.report.error("config.missing-key", table->mark,
                                "[source." + std::string(section) + "] of type " + in_quotes(type) +
                                    " needs the key " + in_quotes(name),
                                {},
                                std::string(feed_keys().find("source." + std::string(section), name)->help));
    for (const Member& member : table->value.members) {
        const bool general = member.key == "type" || member.key == "max_pages" || member.key == "pause";
        if (general || contains(needs, member.key) || contains(may, member.key) ||
            !feed_keys().find("source." + std::string(section), member.key))
            continue;
        reader.report.error(
            "feed.not-for-this-type", member.mark,
            in_quotes(member.key) + " has no meaning for type = " + in_quotes(type), "remove it",
            needs.empty() && may.empty()
                ? ""
                : "keys of this type: " +
                      join_names(words(std::string(row->needs) + " " + std::string(row->may))));
    }
}

/// What is counted or sent back stands in the query or in the body.
void check_parameter(FeedReader& reader, const PaginationConfig& pages) {
    const bool counted = pages.type == "page" || pages.type == "offset" || pages.type == "cursor";
    const Member* section = reader.find({"source", "pagination"});
    if (!counted || !section || !pages.parameter.empty()) return;
    const std::string placeholder = "{" + pages.type + "}";
    if (reader.feed.source.body.find(placeholder) == std::string::npos)
        reader.report.error("config.missing-key", section->mark,
                            "[source.pagination] of type " + in_quotes(pages.type) +
                                " needs the key \"parameter\"",
                            "", "or " + placeholder + " in the body of a POST request");
}

/// Where a page says what about the others, only JSON pages can be asked.
void check_page_paths(FeedReader& reader, const PaginationConfig& pages) {
    for (const auto& [name, path] : {std::pair<std::string_view, const std::string&>{"path", pages.path},
                                     {"total_path", pages.total_path},
                                     {"more_path", pages.more_path}}) {
        const Member* member = reader.find({"source", "pagination", name});
        if (!member || path.empty()) continue;
        const std::string problem = path_problem(path, false);
        const std::string& type = reader.feed.source.type;
        if (!problem.empty())
            reader.report.error("feed.bad-path", member->value.mark, in_quotes(path) + " is not a path",
                                problem);
        else if (type != "json" && type != "geojson")
            reader.report.error("feed.not-for-this-type", member->mark,
                                in_quotes(name) + " has no meaning for pages of type " + in_quotes(type),
                                "use page, offset or link-header");
    }
}

/// Pages that are cut out of a list which changes its order lose records and repeat others.
void check_order(FeedReader& reader, const PaginationConfig& pages) {
    const Member* section = reader.find({"source", "pagination"});
    if (!section || (pages.type != "page" && pages.type != "offset")) return;
    const auto sorts = [](std::string_view text) {
        const std::string word = fold(text);
        return word.find("sort") != std::string::npos || word.find("order") != std::string::npos ||
               word.find("tri") == 0 || word == "o";
    };
    const SourceConfig& source = reader.feed.source;
    for (const auto& [name, value] : source.query)
        if (sorts(name)) return;
    if (sorts(source.url) || sorts(source.body)) return;
    reader.report.warning("feed.no-order", section->mark,
                          "nothing asks the source for a stable order: pages may repeat and lose records",
                          "if the API can sort, add for example query = { ordering = \"id\" }",
                          "a run in which an identifier comes twice withdraws nothing");
}

void check_pagination(FeedReader& reader) {
    const PaginationConfig& pages = reader.feed.source.pagination;
    check_type_keys(reader, "pagination", pagination_types, pages.type);
    check_parameter(reader, pages);
    check_page_paths(reader, pages);
    check_order(reader, pages);
    const Member* stop = reader.find({"source", "pagination", "stop"});
    if (stop && pages.stop == "short" && pages.size == 0)
        reader.report.error("config.missing-key", stop->mark, "stop = \"short\" needs the key \"size\"",
                            "add size = 100");
    if (stop && pages.stop == "total" && pages.total_path.empty())
        reader.report.error("config.missing-key", stop->mark, "stop = \"total\" needs the key \"total_path\"",
                            "add total_path = \"/total\"");
    if (stop && pages.stop == "more" && pages.more_path.empty())
        reader.report.error("config.missing-key", stop->mark, "stop = \"more\" needs the key \"more_path\"",
                            "add more_path = \"/exceededTransferLimit\"");
}

bool is_secret_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '_' || c == '-';
    });
}

bool has_reference(std::string_view text) { return text.find("{secret:") != std::string_view::npos; }

/// Long, with letters and digits, without blanks: nobody types such a text by heart.
bool looks_random(std::string_view text) {
    if (text.size() < 20 || text.find_first_of(" /:{}") != std::string_view::npos) return false;
    std::size_t digits = 0, letters = 0;
    for (const unsigned char c : text) {
        if (std::isdigit(c))
            ++digits;
        else if (std::isalpha(c))
            ++letters;
        else if (c != '_' && c != '-' && c != '.' && c != '+' && c != '=')
            return false;
    }
    return digits >= 4 && letters >= 4;
}

bool has_known_prefix(std::string_view text) {
    for (const std::string_view prefix :
         {"eyJhbGci", "ghp_", "gho_", "glpat-", "xoxb-", "xoxp-", "sk_live_", "AKIA", "hvs."})
        if (const std::size_t at = text.find(prefix);
            at != std::string_view::npos && text.size() > at + prefix.size() + 8)
            return true;
    return false;
}

bool names_a_secret(std::string_view name) {
    const std::string word = fold(name);
    for (const std::string_view secret :
         {"authorization", "x-api-key", "api-key", "apikey", "api_key", "token", "access_token", "cookie",
          "secret", "password", "passwd", "signature"})
        if (word == secret || word.ends_with("-" + std::string(secret)) ||
            word.ends_with("_" + std::string(secret)))
            return true;
    return false;
}

struct SecretCheck {
    FeedReader& reader;

    void refuse(Mark mark, const std::string& what) const {
        reader.report.error("config.secret-literal", mark, what + " looks like a secret",
                            "write \"{secret:" + reader.feed.id + "}\"",
                            "put the secret in secrets.d/" + reader.feed.id +
                                " (mode 0600) or a systemd credential; replace it if this file was shared");
    }

    void check_references(const Node& value) const {
        for (std::size_t at = value.text.find("{secret"); at != std::string::npos;
             at = value.text.find("{secret", at + 1)) {
            const std::size_t end = value.text.find('}', at);
            const std::string_view inside =
                std::string_view(value.text)
                    .substr(at + 7, end == std::string::npos ? std::string::npos : end - at - 7);
            if (end == std::string::npos || !inside.starts_with(':') || !is_secret_name(inside.substr(1)))
                return reader.report.error("feed.bad-secret-reference", value.mark,
                                           "this reference to a secret cannot be read",
                                           "write \"{secret:NAME}\"", "NAME: letters, digits, - and _");
        }
    }

    /// `always`: any literal is refused; `named`: the key's name says that it is a secret.
    void check(const Member& member, bool always, bool named) const {
        const Node& value = member.value;
        if (value.is_table()) {
            for (const Member& below : value.members) check(below, false, names_a_secret(below.key));
            return;
        }
        if (!value.is_text() || value.text.empty()) return;
        if (has_reference(value.text) || value.text.find("{secret") != std::string::npos)
            return check_references(value);
        if (always || named || looks_random(value.text) || has_known_prefix(value.text))
            refuse(value.mark, in_quotes(member.key));
    }

    void check_url(const Member& member) const {
        const std::string_view url = member.value.text;
        check_references(member.value);
        if (has_known_prefix(url)) return refuse(member.value.mark, "a part of the address");
        for (std::size_t at = url.find('?'); at != std::string_view::npos; at = url.find('&', at + 1)) {
            const std::string_view parameter = url.substr(at + 1, url.find('&', at + 1) - at - 1);
            const std::size_t equals = parameter.find('=');
            if (equals != std::string_view::npos && names_a_secret(parameter.substr(0, equals)) &&
                !has_reference(parameter) && parameter.size() > equals + 1)
                return refuse(member.value.mark, "the parameter " + in_quotes(parameter.substr(0, equals)));
        }
    }
};

void check_token_request(FeedReader& reader, const AuthConfig& auth) {
    const Member* url = reader.find({"source", "auth", "token_url"});
    if (url && !auth.token_url.starts_with("https://") && !auth.token_url.starts_with("http://"))
        reader.report.error("feed.bad-url", url->value.mark,
                            in_quotes(auth.token_url) + " is not the address of a server of tokens",
                            "write \"https://…\"");
    else if (url && auth.token_url.starts_with("http://") && !is_this_machine(auth.token_url.substr(7)))
        reader.report.warning("feed.plain-http", url->value.mark,
                              "the secret is sent over http, readable on the way", "use https");
    if (const Member* value = reader.find({"source", "auth", "value"});
        value && auth.value.find("{token}") == std::string::npos)
        reader.report.error("config.bad-value", value->value.mark,
                            "the value does not say where the token stands",
                            "write value = \"Bearer {token}\"");
    if (const Member* path = reader.find({"source", "auth", "token_path"}); path && !auth.token_path.empty())
        if (const std::string problem = path_problem(auth.token_path, false); !problem.empty())
            reader.report.error("feed.bad-path", path->value.mark,
                                in_quotes(auth.token_path) + " is not a path", problem);
}

} // namespace

void check_access(FeedReader& reader) {
    check_type_keys(reader, "auth", auth_types, reader.feed.source.auth.type);
    check_pagination(reader);
    if (const AuthConfig& auth = reader.feed.source.auth; auth.type == "oauth2" || auth.type == "session")
        check_token_request(reader, auth);
}

void check_secrets(FeedReader& reader) {
    const SecretCheck secrets{reader};
    if (const Member* url = reader.find({"source", "url"}); url && url->value.is_text())
        secrets.check_url(*url);
    for (const std::string_view name : {"query", "headers"})
        if (const Member* table = reader.find({"source", name})) secrets.check(*table, false, false);
    if (const Member* body = reader.find({"source", "body"})) {
        if (body->value.is_text() && has_known_prefix(body->value.text))
            secrets.refuse(body->value.mark, "a part of the body");
        else if (body->value.is_text())
            secrets.check_references(body->value);
    }
    if (const Member* passphrase = reader.find({"source", "ssh", "passphrase"}))
        secrets.check(*passphrase, true, true);
    const Member* auth = reader.find({"source", "auth"});
    if (!auth || !auth->value.is_table()) return;
    const std::string& type = reader.feed.source.auth.type;
    const bool has_token = type == "oauth2" || type == "session"; // "value" then holds {token}, no secret
    for (const std::string_view name : {"value", "password", "client_secret"})
        if (const Member* member = auth->value.find(name))
            secrets.check(*member, name != "value" || !has_token, name != "value" || !has_token);
    for (const std::string_view name : {"username", "client_id", "parameters"})
        if (const Member* member = auth->value.find(name)) secrets.check(*member, false, false);
}

} // namespace moisson
