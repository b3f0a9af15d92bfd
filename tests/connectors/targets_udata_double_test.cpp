// The double of the platform is trusted only because it answers what the real one answered: every recorded
// exchange is played again, and status and shape must be the same.
#include "tests/support/paths.hpp"
#include "tests/support/udata/platform.hpp"

#include <doctest/doctest.h>
#include <fstream>
#include <set>

using namespace moisson;
using Json = nlohmann::json;

namespace {

constexpr unsigned recorded_exchanges = 186;

/// Identifiers of the recording ↔ those of the double, learnt from the answers.
class Names {
public:
    void learn(const Json& recorded, const Json& now) {
        if (recorded.is_string() && now.is_string()) {
            if (is_id(recorded)) known_[recorded] = now;
        } else if (recorded.is_array() && now.is_array()) {
            for (std::size_t i = 0; i < std::min(recorded.size(), now.size()); ++i)
                learn(recorded[i], now[i]);
        } else if (recorded.is_object() && now.is_object()) {
            for (const auto& [name, value] : recorded.items())
                if (now.contains(name)) learn(value, now[name]);
        }
    }
    void set(const std::string& recorded, const std::string& now) { known_[recorded] = now; }
    std::string translated(std::string text) const {
        for (const auto& [from, to] : known_)
            for (std::size_t at; (at = text.find(from)) != std::string::npos;)
                text.replace(at, from.size(), to);
        return text;
    }

private:
    static bool is_id(const std::string& text) {
        return (text.size() == 24 || text.size() == 36) &&
               text.find_first_not_of("0123456789abcdef-") == std::string::npos;
    }
    std::map<std::string, std::string> known_;
};

bool exact_words = true;

/// "" or where the shapes part. `loose` values are free in form: only whether they are there counts.
std::string difference(const Json& recorded, const Json& now, const std::string& path) {
    static const std::set<std::string> exact{
        "title",   "tags",    "license", "frequency", "temporal_coverage", "format", "filesize", "filetype",
        "type",    "private", "total",   "page_size", "granularity",       "zones",  "archived", "errors",
        "success", "error",   "name"};
    const std::string last = path.substr(path.rfind('/') + 1);
    if (!exact_words && (recorded.is_null() || now.is_null())) return "";
    if (recorded.type_name() != std::string(now.type_name()))
        return path + ": " + recorded.dump() + " / " + now.dump();
    const std::string text = recorded.dump();
    if (exact_words && exact.contains(last) && text.find("http") == std::string::npos &&
        text.find("could not") == std::string::npos && text.find("choice for 'sort'") == std::string::npos &&
        !recorded.is_object() && recorded != now)
        return path + ": " + text + " / " + now.dump();
    if (recorded.is_array()) {
        if (exact_words && recorded.empty() != now.empty()) return path + ": " + text + " / " + now.dump();
        for (std::size_t i = 0; i < std::min(recorded.size(), now.size()); ++i)
            if (const std::string inner = difference(recorded[i], now[i], path + "/" + std::to_string(i));
                !inner.empty())
                return inner;
    }
    if (!recorded.is_object()) return "";
    for (const auto& [name, value] : recorded.items()) {
        if (!now.contains(name)) return path + ": no " + name;
        if (const std::string inner = difference(value, now[name], path + "/" + name); !inner.empty())
            return inner;
    }
    for (const auto& [name, value] : now.items())
        if (!recorded.contains(name)) return path + ": " + name + " too much";
    return "";
}

std::string multipart(const Json& fields, std::string& type) {
    type = "multipart/form-data; boundary=edge";
    const bool chunk = fields.contains("chunksize");
    std::string body;
    for (const auto& [name, value] : fields.items()) {
        const std::string text = value;
        const bool file = name == "file";
        body += "--edge\r\nContent-Disposition: form-data; name=\"" + name + "\"";
        if (file) body += "; filename=\"" + text.substr(6, text.size() - 7) + "\"";
        body += "\r\n\r\n" +
                (file ? chunk && fields.contains("partbyteoffset") ? "ab" : "a,b\n1,2\n" : text) + "\r\n";
    }
    return body + "--edge--\r\n";
}

test::Request request_of(const Json& exchange, const Names& names) {
    const Json& recorded = exchange["request"];
    test::Request request;
    request.method = recorded["method"];
    request.target = names.translated(recorded["path"]);
    request.path = request.target.substr(0, request.target.find('?'));
    const Json headers = recorded.value("headers", Json::object());
    for (const auto& [name, value] : headers.items()) {
        std::string lower = name;
        for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        request.headers[lower] = value;
    }
    const std::string name = exchange["name"];
    std::string type = "application/json";
    if (name == "create.wrong_content_type") type = "text/plain";
    if (request.path.ends_with("/upload/"))
        request.body = multipart(recorded["body"], type);
    else if (name == "create.bad_json")
        request.body = "{";
    else if (!recorded["body"].is_null())
        request.body = names.translated(recorded["body"].dump());
    request.headers["content-type"] = type;
    return request;
}

/// Documents of another kind (RDF, HTML pages) are compared by status only.
bool has_shape(const Json& body) {
    return !body.is_string() && !(body.is_object() && body.contains("@graph"));
}

struct Recording {
    Names names;
    test::UdataPlatform platform;
    unsigned played = 0;

    void play(const Json& exchange) {
        const std::string name = exchange["name"];
        INFO(name);
        platform.set_read_only(name.starts_with("readonly."));
        const test::PlatformReply reply = platform.handle(request_of(exchange, names));
        const Json& recorded = exchange["response"];
        ++played;
        CHECK(reply.status == recorded["status"].get<int>());
        if (reply.status != recorded["status"].get<int>()) {
            MESSAGE(reply.body.dump());
            return;
        }
        exact_words = !name.starts_with("ref."); // labels of vocabularies are in the caller's language
        if (has_shape(recorded["body"])) CHECK(difference(recorded["body"], reply.body, "") == "");
        names.learn(recorded["body"], reply.body);
        names.set("http://local.test", platform.url());
    }
};

Json read_json(const std::filesystem::path& file) { return Json::parse(std::ifstream(file)); }

/// The organisations of the recording by what happened to them there.
void set_organizations(Recording& recording, const Json& exchanges) {
    for (const Json& exchange : exchanges) {
        const Json& body = exchange["request"]["body"];
        if (!body.is_object() || !body.contains("organization") || !body["organization"].is_string())
            continue;
        const std::string id = body["organization"];
        if (exchange["name"] == "create.org_not_member")
            recording.names.set(id, recording.platform.other_organization());
        if (exchange["name"] == "create.full" || exchange["name"] == "x.create")
            recording.names.set(id, recording.platform.organization());
    }
}

} // namespace

TEST_CASE("the double of the platform answers every recorded exchange as the platform did") {
    const auto shared = test::shared_dir();
    if (!shared || !std::filesystem::exists(*shared / "data/udata/transcripts.json")) {
        MESSAGE("skipped: the recorded exchanges of ../shared are absent");
        return;
    }
    unsigned played = 0;
    for (const Json& exchanges : {read_json(*shared / "data/udata/transcripts.json")["transcripts"],
                                  read_json(*shared / "data/udata/transcripts-extra.json")}) {
        Recording recording;
        set_organizations(recording, exchanges);
        for (const Json& exchange : exchanges) recording.play(exchange);
        played += recording.played;
    }
    CHECK(played == recorded_exchanges);
}

TEST_CASE("what a PUT changes and what it leaves is what was measured on the platform, field by field") {
    const auto shared = test::shared_dir();
    if (!shared || !std::filesystem::exists(*shared / "data/udata/put-semantics.json")) {
        MESSAGE("skipped: the recorded exchanges of ../shared are absent");
        return;
    }
    const Json full = [&] {
        const Json recorded = read_json(*shared / "data/udata/transcripts.json");
        for (const Json& exchange : recorded["transcripts"])
            if (exchange["name"] == "create.full") return exchange;
        return Json();
    }();
    const Json measured = read_json(*shared / "data/udata/put-semantics.json");
    const std::set<std::string> by_time{"created_at", "last_modified", "last_update", "internal",
                                        "quality",    "uri",           "slug",        "resources"};
    unsigned compared = 0;
    for (const auto& [name, one] : measured.items()) {
        if (!one.contains("request_body")) continue;
        INFO(name);
        Recording recording;
        set_organizations(recording, Json::array({full}));
        const test::Request create = request_of(full, recording.names);
        const Json before = recording.platform.handle(create).body;
        test::Request put = create;
        put.method = "PUT";
        put.path = put.target = "/api/1/datasets/" + before["id"].get<std::string>() + "/";
        Json body = one["request_body"];
        if (body.contains("organization") && body["organization"].is_string())
            body["organization"] = recording.platform.other_organization();
        put.body = body.dump();
        const test::PlatformReply reply = recording.platform.handle(put);
        CHECK(reply.status == one["status"].get<int>());
        ++compared;
        if (reply.status != 200 || !one.contains("changed_fields")) continue;
        std::set<std::string> changed, expected;
        for (const auto& [field, value] : one["changed_fields"].items())
            if (!by_time.contains(field) && value.is_object()) {
                expected.insert(field);
                const Json& after = value["after"];
                if (field != "title") CHECK(reply.body[field] == after);
            }
        for (const auto& [field, value] : before.items())
            if (!by_time.contains(field) && reply.body[field] != value) changed.insert(field);
        CHECK(changed == expected);
    }
    CHECK(compared >= 30);
}
