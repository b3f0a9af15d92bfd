#include "tests/support/udata/platform.hpp"

#include "tests/support/udata/model.hpp"

#include <atomic>
#include <mutex>
#include <random>
#include <thread>

namespace moisson::test {

using udata::Json;

namespace {

struct Planned {
    std::string method, part;
    PlatformFault fault;
    unsigned times;
};

std::string reason(int status) { return std::to_string(status) + (status < 400 ? " OK" : " Error"); }

std::string text_of_reply(const PlatformReply& reply) {
    auto headers = reply.headers;
    headers.emplace_back("Content-Type", reply.type);
    headers.emplace_back("Set-Cookie", "session=never-to-be-kept; Path=/");
    const bool is_json = reply.text.empty() && reply.type == "application/json" && reply.status != 204;
    return response(reason(reply.status), is_json ? reply.body.dump() : reply.text, headers);
}

} // namespace

struct UdataPlatform::State {
    mutable std::mutex mutex; // all below: touched by the test and by the connections
    udata::Model model;
    PlatformFaults faults;
    std::vector<Planned> planned;
    std::vector<std::string> writes;
    std::map<std::string, std::vector<std::string>> versions;
    std::minstd_rand random{1};
    unsigned requests = 0, analysis = 0, analysing = 0;
    bool key_valid = true;
    std::atomic<unsigned> late{0}; ///< requests that will be done later
    HttpServer server;             // last: its threads end first

    PlatformFault fault_for(const Request& request) {
        for (Planned& one : planned)
            if (one.times > 0 && one.method == request.method &&
                request.path.find(one.part) != std::string::npos)
                return --one.times, one.fault;
        double draw = std::uniform_real_distribution<double>(0, 1)(random);
        const std::pair<double, PlatformFault> shares[] = {{faults.error_before, PlatformFault::error_before},
                                                           {faults.error_after, PlatformFault::error_after},
                                                           {faults.too_many, PlatformFault::too_many},
                                                           {faults.lost, PlatformFault::lost},
                                                           {faults.late, PlatformFault::late},
                                                           {faults.reset, PlatformFault::reset}};
        for (const auto& [share, fault] : shares)
            if ((draw -= share) < 0) return fault;
        return PlatformFault::none;
    }

    /// What the object says after a write, for versions().
    void remember(const Request& request) {
        writes.push_back(request.method + " " + request.path);
        for (const Json& dataset : model.datasets) {
            const bool concerned = request.path.find(dataset["id"].get<std::string>()) != std::string::npos;
            if (!concerned && &dataset != &model.datasets.back()) continue;
            std::vector<std::string>& titles = versions[dataset["id"]];
            if (titles.empty() || titles.back() != dataset["title"]) titles.push_back(dataset["title"]);
            for (const Json& resource : dataset["resources"]) {
                const auto file = model.files.find(resource["url"].get<std::string>().substr(
                    std::min(model.base.size(), resource["url"].get<std::string>().size())));
                if (file == model.files.end()) continue;
                std::vector<std::string>& texts = versions[resource["id"]];
                if (texts.empty() || texts.back() != file->second) texts.push_back(file->second);
            }
        }
    }

    udata::User user_of(const Request& request) const {
        const std::string key = request.header("x-api-key");
        if (key.empty()) return {};
        if (key == UdataPlatform::key() && key_valid) return {model.bot, model.organization};
        if (key == UdataPlatform::other_key()) return {model.other, model.other_organization};
        udata::refuse(401, {{"message", "Invalid API token"}});
    }

    PlatformReply answer(const Request& request) {
        try {
            const bool write = request.method != "GET";
            if (write && request.path.ends_with("/upload/") && analysing > 0 &&
                request.path.find("/resources/") != std::string::npos) {
                --analysing;
                return {500, {{"message", "Internal Server Error"}}};
            }
            PlatformReply reply = udata::route(model, request, user_of(request));
            const std::string mask = request.header("x-fields");
            if (reply.status < 300 && !mask.empty()) reply.body = udata::masked(reply.body, mask);
            if (write && reply.status < 300) {
                remember(request);
                if (request.path.ends_with("/upload/")) analysing = analysis;
            }
            return reply;
        } catch (const udata::Refusal& refusal) {
            return refusal.reply;
        }
    }

    PlatformReply answer_locked(const Request& request) {
        const std::lock_guard lock(mutex);
        return answer(request);
    }

    void serve(const Request& request, Peer& peer) {
        PlatformFault fault;
        std::chrono::milliseconds late_by, slow;
        {
            const std::lock_guard lock(mutex);
            ++requests;
            fault = fault_for(request);
            late_by = faults.late_by;
            slow = faults.slow;
            if (fault == PlatformFault::late) ++late;
        }
        if (slow.count() > 0) std::this_thread::sleep_for(slow);
        const PlatformReply broken{500, {{"message", "Internal Server Error"}}};
        if (fault == PlatformFault::reset) return peer.reset();
        if (fault == PlatformFault::error_before) return peer.send(text_of_reply(broken));
        if (fault == PlatformFault::unavailable)
            return peer.send(
                response("503 Unavailable", "<html>down</html>", {{"Content-Type", "text/html"}}));
        if (fault == PlatformFault::too_many)
            return peer.send(response("429 Too Many Requests", "{}", {{"Retry-After", "1"}}));
        if (fault == PlatformFault::late) { // the client hears nothing, and much later it happens
            peer.tear();
            std::this_thread::sleep_for(late_by);
        }
        const PlatformReply reply = answer_locked(request);
        if (fault == PlatformFault::late) --late;
        if (fault == PlatformFault::lost || fault == PlatformFault::late) return peer.tear();
        peer.send(text_of_reply(fault == PlatformFault::error_after ? broken : reply));
    }
};

UdataPlatform::UdataPlatform() : state_(std::make_unique<State>()) {
    state_->model.base = state_->server.url("");
    state_->server.otherwise(
        [state = state_.get()](const Request& request, Peer& peer) { state->serve(request, peer); });
}
UdataPlatform::~UdataPlatform() = default;

std::string UdataPlatform::url() const { return state_->model.base; }
std::string UdataPlatform::organization() const { return state_->model.organization; }
std::string UdataPlatform::other_organization() const { return state_->model.other_organization; }

void UdataPlatform::set_faults(const PlatformFaults& faults) {
    const std::lock_guard lock(state_->mutex);
    state_->faults = faults;
    state_->random.seed(faults.seed);
}
void UdataPlatform::fail_next(const std::string& method, const std::string& part, PlatformFault fault,
                              unsigned times) {
    const std::lock_guard lock(state_->mutex);
    state_->planned.push_back({method, part, fault, times});
}
void UdataPlatform::set_read_only(bool read_only) {
    const std::lock_guard lock(state_->mutex);
    state_->model.read_only = read_only;
}
void UdataPlatform::set_key_valid(bool valid) {
    const std::lock_guard lock(state_->mutex);
    state_->key_valid = valid;
}
void UdataPlatform::set_analysis(unsigned requests) {
    const std::lock_guard lock(state_->mutex);
    state_->analysis = requests;
}

void UdataPlatform::settle() {
    while (state_->late > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

PlatformReply UdataPlatform::handle(const Request& request) { return state_->answer_locked(request); }

std::vector<Json> UdataPlatform::datasets() const {
    const std::lock_guard lock(state_->mutex);
    return state_->model.datasets;
}
Json UdataPlatform::dataset(const std::string& id) const {
    for (const Json& dataset : datasets())
        if (dataset["id"] == id) return dataset;
    return nullptr;
}
void UdataPlatform::edit(const std::string& id, const Json& fields) {
    const std::lock_guard lock(state_->mutex);
    if (Json* dataset = state_->model.find_dataset(id)) dataset->update(fields);
}
std::string UdataPlatform::add_harvested(const Json& harvest) {
    Request create;
    create.method = "POST";
    create.target = create.path = "/api/1/datasets/";
    create.headers = {{"x-api-key", key()}, {"content-type", "application/json"}};
    create.body =
        Json{{"title", "Moissonné"}, {"description", "…"}, {"organization", {{"id", organization()}}}}.dump();
    const std::string id = handle(create).body.at("id");
    edit(id, {{"harvest", harvest},
              {"archived", harvest.contains("archived") ? Json("2026-03-05T00:00:00+00:00") : Json()}});
    return id;
}
std::string UdataPlatform::file_of(const Json& resource) const {
    const std::lock_guard lock(state_->mutex);
    const std::string url = resource.at("url");
    const auto file = state_->model.files.find(url.substr(std::min(url.size(), state_->model.base.size())));
    return file == state_->model.files.end() ? "" : file->second;
}
void UdataPlatform::replace_file(const std::string& url, const std::string& bytes) {
    const std::lock_guard lock(state_->mutex);
    state_->model.files[url.substr(state_->model.base.size())] = bytes;
}
std::vector<std::string> UdataPlatform::writes() const {
    const std::lock_guard lock(state_->mutex);
    return state_->writes;
}
std::vector<std::string> UdataPlatform::versions(const std::string& id) const {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->versions.find(id);
    return found == state_->versions.end() ? std::vector<std::string>{} : found->second;
}
unsigned UdataPlatform::requests() const {
    const std::lock_guard lock(state_->mutex);
    return state_->requests;
}

} // namespace moisson::test
